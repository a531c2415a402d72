"""Printed lines to paragraphs: nothing is lost, and a broken sentence is whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.documents.reflow import paragraphs

FULL = "为进一步加强行业自律，促进会员单位之间的技术交流，经理事会研究决定，现将有关事"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([FULL, "项通知如下"], [FULL + "项通知如下"]),
        ([FULL + "。", "一、时间"], [FULL + "。", "一、时间"]),
        ([FULL, "二、地点"], [FULL, "二、地点"]),
        (["通知", FULL], ["通知", FULL]),
        ([FULL, "", "  项通知如下"], [FULL + "项通知如下"]),
        (
            ["Corrosion protection of steel structures by", "protective paint systems"],
            ["Corrosion protection of steel structures by protective paint systems"],
        ),
        (["甲", "乙"], ["甲", "乙"]),
    ],
)
def test_where_a_line_goes_on(lines: list[str], expected: list[str]) -> None:
    assert [*paragraphs(lines)] == expected


@given(st.lists(st.text(alphabet="防腐蚀ab 1。，、\t", max_size=40), max_size=12))
def test_every_character_stays_in_its_order(lines: list[str]) -> None:
    before = "".join("".join(lines).split())
    assert "".join("".join(paragraphs(lines)).split()) == before
