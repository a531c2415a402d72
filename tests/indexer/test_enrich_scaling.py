"""Enrichment is linear: twice the text is about twice the work, whatever the text is.

Work is counted, not timed: the number of lines of our own code that run.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from index.article import Article
from indexer.enrich import OrganizationEntry, Vocabulary, enrich

VOCABULARY = Vocabulary((OrganizationEntry("澜江市科学技术协会", ("市科协",)),), "澜江市")
HOSTILE = {
    "names": "重庆嘉渝防腐材料有限公司、",
    "no punctuation": "市科协重庆市工程师协会",
    "suffixes alone": "公司",
    "coordinators": "与和及市",
    "open brackets": "(集团",
    "closed brackets": "集团)",
    "short names": "市科协（以下简称科协）",
    "standards": "GB/T 1.1.1.1-",
    "spaces": "GB                ",
    "document numbers": "国办发〔2017〕",
    "words that lean on the one before": "联合工作投资公司",
    "one such word": "工作",
    "meetings": "召开会议",
}


def _work(text: str) -> int:
    lines = 0

    def count(frame: FrameType, event: str, _: object) -> Any:
        nonlocal lines
        if "enrich" not in frame.f_code.co_filename:
            return None
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        enrich(Article("a", text, text), VOCABULARY)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_with_the_text_and_no_faster(name: str) -> None:
    enrich(Article("a", "", "重庆市公司"), VOCABULARY)  # tables are read once a process
    size = 2000 // len(HOSTILE[name])
    once, twice = _work(HOSTILE[name] * size), _work(HOSTILE[name] * 2 * size)
    assert twice <= 2.3 * once


@pytest.mark.parametrize("text", ["GB" + " " * 200_000, "国(2019" + " " * 200_000, "召开" * 60_000])
def test_patterns_do_not_go_back_over_a_long_text(text: str) -> None:
    """A gap without a bound in a pattern took minutes here; now it is far below a second."""
    assert enrich(Article("a", text, text), VOCABULARY).identifiers == ()


def test_thousands_of_different_names_cost_what_they_are_long() -> None:
    """A list of members; each name is held against a bounded number of the others."""
    names = [f"重庆{a}{b}防腐材料有限公司" for a in "嘉渝华岳宏远金" for b in "信达通海天银鼎恒泰"]
    text = "、".join(names)
    once, twice = _work(text * 10), _work(text * 20)
    assert twice <= 2.3 * once
