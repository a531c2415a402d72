"""Whatever is typed is understood, and a query offered instead means what it says."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import Analyzer
from index.config import Config, VocabularySettings
from index.query import Node, Not, Term, terms
from index.results import Filters, NoticeCode
from index.understanding import Understanding

PIECES = (
    "去年", "近三个月", "2023年7月", "2019年以来", "国庆期间", "的", "双碳", "碳达峰", "碳中和", "市科协",
    "安评", "国办发〔2017〕47号", "GB/T 50046-2018", "第十二届第三次", "五届理事会四次会议", "年会",
    " ", "　", '"', "“", "”", "「", "」", "(", ")", " OR ", "|", " -", "标题:", "机构:", "文号:",
    "，", "！", "2023", "年",
)  # fmt: skip
_SIGNS = '"“”「」()|标题:机构:文号:'
TYPED = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(st.characters(), max_size=60),
)
PLAIN = st.lists(st.sampled_from([p for p in PIECES if p not in _SIGNS]), max_size=9).map(" ".join)
"""Terms apart and without signs left open: what jieba makes of the rest of a term is its own."""
RULES = "双碳 = 碳达峰 碳中和\n安评 = 安全评价\n市科协 = 科学技术协会 = 协会\n碳达峰 -> 双碳\n年 -> 岁\n"


@pytest.fixture(scope="module")
def understand(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    file: Path = tmp_path_factory.mktemp("words") / "词.txt"
    file.write_text(RULES, "utf-8")
    config = Config(vocabulary=VocabularySettings(synonyms=file))
    return Understanding.of(config, Analyzer(), lambda: date(2026, 11, 26))


def leaves(node: Node) -> list[Term]:
    return [*terms(node), *terms(node, negated=True)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TYPED)
def test_no_string_is_an_error_and_no_leaf_is_empty(understand: Understanding, text: str) -> None:
    found = understand(text)
    for leaf in leaves(found.node):
        assert leaf.text
        assert all(leaf.units)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PLAIN)
def test_what_is_offered_instead_does_without(understand: Understanding, text: str) -> None:
    found = understand(text)
    lifted = found.lifted(Filters())
    for notice in (*found.notices, *filter(None, [lifted])):
        if notice.query is not None:
            again = understand(notice.query)
            codes = [one.code for one in again.notices]
            if notice.code is NoticeCode.SYNONYMS:
                assert NoticeCode.SYNONYMS not in codes, notice.query
            elif again.dates is not None and found.dates is not None:
                assert again.dates != found.dates


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(
        st.characters(
            exclude_characters='"“”＂', exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]
        ),
        min_size=1,
    )
)
def test_a_quoted_text_is_never_understood_as_anything_else(
    understand: Understanding, text: str
) -> None:
    found = understand(f'"{text[:150]}"')
    assert found.dates is None
    assert all(leaf.quoted for leaf in leaves(found.node))


@pytest.mark.parametrize(
    "text",
    ["去年" * 100_000, "-(" * 90 + "去年", "第" * 200, "届次" * 100, "一" * 200 + "年", "〔2017〕" * 40,
     "双碳 " * 60, "2023年至" * 40, "GB " * 66, "近" * 199 + "年"],
)  # fmt: skip
def test_hostile_queries_are_understood_at_once(understand: Understanding, text: str) -> None:
    began = time.process_time()
    understand(text)
    assert time.process_time() - began < 1


def test_an_exclusion_excludes_the_synonyms_too(understand: Understanding) -> None:
    node = understand("-安评").node
    assert isinstance(node, Not)
    assert [leaf.text for leaf in terms(node, negated=True)] == ["安评", "安全评价"]
