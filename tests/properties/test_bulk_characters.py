"""Whole texts by arrays equal the same texts by the character tables themselves."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import bulk_characters
from index.analysis.bulk_characters import simplified, suspects
from index.analysis.characters import tables

LONG = 40
"""Characters: enough for the way by arrays."""

texts = st.text(max_size=30) | st.text("重慶 　\n\u200b\u0301éＡ㎏각\u1100ｶﾞﬁ①，a1", max_size=30)


def _by_tables(text: str) -> list[tuple[int, int]]:
    """The runs of suspects as the regular expression finds them, single spaces left out."""
    runs = [run.span() for run in tables().suspect.finditer(text)]
    return [(start, end) for start, end in runs if text[start:end] != " "]


@given(texts)
def test_a_long_text_is_mapped_as_the_tables_say(text: str) -> None:
    text += "文" * LONG
    assert simplified(text) == text.translate(tables().simple)


@given(texts, texts)
def test_the_suspects_of_a_long_text_are_those_of_the_tables(before: str, behind: str) -> None:
    simple = simplified(f"{before}{'文' * LONG}{behind}")
    assert list(suspects(simple)) == _by_tables(simple)


@given(texts)
def test_the_suspects_of_a_short_text_are_those_of_the_tables(text: str) -> None:
    simple = simplified(text)
    assert list(suspects(simple)) == _by_tables(simple)


def test_every_character_is_mapped_alike() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert simplified(everything) == everything.translate(tables().simple)


@pytest.mark.parametrize("length", [bulk_characters._SHORT - 1, bulk_characters._SHORT])
def test_both_ways_meet_at_the_length_where_they_change(length: int) -> None:
    text = simplified(("ﬁ  \u0301" * length)[:length])
    assert list(suspects(text)) == _by_tables(text)
