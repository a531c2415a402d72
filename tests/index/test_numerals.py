"""Numerals read and written."""

import pytest

from index.numerals import number, numeral


def test_every_numeral_reads_as_the_number_it_was_written_for() -> None:
    assert [number(numeral(value)) for value in range(1, 1000)] == [*range(1, 1000)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("〇", 0), ("两", 2), ("二〇二三", 2023), ("一百", 100), ("二三", 23),
     ("二百零五", 205), ("两百", 200), ("二百五", 250), ("一百三", 130), ("百十", 110),
     ("三百二十一", 321), ("零", 0), ("03", 3), ("百二十", 120), ("十", 10), ("", None),
     ("十百", None), ("百百", None), ("二百三百", None), ("第", None), ("²", None)],
)  # fmt: skip
def test_other_ways_to_write_numbers(text: str, value: int | None) -> None:
    assert number(text) == value
