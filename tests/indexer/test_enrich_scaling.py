"""Enrichment is linear: twice the text is about twice the work, whatever the text is.

Work is counted, not timed: the number of lines of our own code that run.
"""

from __future__ import annotations

import itertools
import sys
import time
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, PartialDate
from indexer.enrich import OrganizationEntry, Vocabulary, enrich
from indexer.enrich.meetings import meeting_of

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
    "labels": "出席：主办",
    "people": "副会长张三、",
    "hosts": "由协会牵头,联合学会召开的",
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


FRAGMENTS = (
    "会长 副会长张三、 由 在 召开 会议 第五届 理事会 、 ， 主办 作了 交流发言 2023年 协会 审议通过 决定 《 》 “ ” ( 的 出席 主席 "
    "市 公司 局长 以 形式 题为 等 暨 第三次 年会 地点： 出席： 意见 牵头 联合 主持 届 次"
).split()


def _cpu(text: str) -> float:
    """Of two tries the shorter: what else the machine does counts as little as it can."""
    article = Article("a", text[:200], text, published=PartialDate(2023, 7, 1))
    tries = []
    for _ in range(2):
        began = time.process_time()
        meeting_of(article)
        tries.append(time.process_time() - began)
    return min(tries)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join))
def test_no_pattern_of_meetings_goes_back_over_repeated_fragments(fragment: str) -> None:
    """Steps inside a pattern are no lines of ours, so that processor time is compared: four
    times the text may cost eight times as much, a pattern that goes back costs sixteen."""
    short = _cpu((fragment * 4000)[:4000])
    assert _cpu((fragment * 16000)[:16000]) <= 8 * short + 0.1


def test_thousands_of_different_names_cost_what_they_are_long() -> None:
    """A list of members; each name is held against a bounded number of the others."""
    names = [f"重庆{a}{b}防腐材料有限公司" for a in "嘉渝华岳宏远金" for b in "信达通海天银鼎恒泰"]
    text = "、".join(names)
    once, twice = _work(text * 10), _work(text * 20)
    assert twice <= 2.3 * once


SIGNS = "嘉渝华岳宏远金信达通海天银鼎恒泰"
MANY = {
    "a list of members": "重庆{0}防腐材料有限公司、",
    "brands": "{0}公司、",
    "each with a short name": "重庆{0}防腐有限公司（以下简称“{0}”）成立。",
    "each pointed back to": "重庆{0}防腐有限公司成立，公司到会。",
    "places": "{0}县、{0}、",
}


def _of_many(form: str, count: int) -> str:
    names = ("".join(signs) for signs in itertools.product(SIGNS, repeat=3))
    return "".join(form.format(name) for name in itertools.islice(names, count))


@pytest.mark.parametrize("name", MANY)
def test_different_names_cost_no_more_the_more_they_are(name: str) -> None:
    """No name is the same as another: what is remembered of one helps with no other, and
    nothing may be held against all that came before. Beyond the bounds of what is compared."""
    enrich(Article("a", "", "重庆市公司"), VOCABULARY)
    once, twice = _work(_of_many(MANY[name], 300)), _work(_of_many(MANY[name], 600))
    assert twice <= 2.3 * once


def test_ten_thousand_names_and_a_megabyte_are_read_to_the_end() -> None:
    """All of them are found but the few that read as words; the last stands at the end."""
    names = [
        f"重庆{a}{b}{c}{d}防腐材料有限公司"
        for a, b, c, d in itertools.product(SIGNS[:10], repeat=4)
    ]
    text = "、".join(names) + "。" + "天气晴好。" * 35_000
    assert len(text.encode()) > 800_000
    found = enrich(Article("a", "", text + "市科协到会。"), VOCABULARY).organizations
    assert len(found) > 0.9 * len(names)
    assert found[-1].name == "澜江市科学技术协会"
