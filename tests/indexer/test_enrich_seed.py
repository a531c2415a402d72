"""An article of an association in which every way of naming an organisation comes up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.article import Article
from indexer.enrich import OrganizationEntry, Vocabulary, enrich
from indexer.extract import extract_text

SHARED = Path(
    os.environ.get("HUISOU_SHARED", Path(__file__).resolve().parents[3] / "shared" / "data")
)

LOOK_ALIKE = """9月6日，全市行业学会工作推进会议在重庆大礼堂举行。市科协党组成员、副主席周砚青主持会议。市科协党组成员、副主席贺明川，市民政局社会组织管理局局长沈望舒出席会议并讲话。
会议强调，要向中国农学会等全国学会学习，在全国地方科协系统争先进位，形成上下联动的工作格局，补齐区县短板。
会上，永川区科协、黔江区科协、重庆市工程师协会、重庆市青年科技领军人才协会和重庆新发展生态修复与产业研究院作交流发言。
市科协机关干部，各区县科协、主城九区科协和民政局负责同志，部分市级学会和民办非企业单位负责人参会。
"""
WANTED = [
    "重庆市科学技术协会",
    "重庆市民政局",
    "中国农学会",
    "永川区科学技术协会",
    "黔江区科学技术协会",
    "重庆市工程师协会",
    "重庆市青年科技领军人才协会",
    "重庆新发展生态修复与产业研究院",
]


def _found(body: str) -> list[str]:
    """The names, after it was seen that each form stands where it says."""
    enriched = enrich(Article("a", "", body), Vocabulary(home_region="重庆市"))
    for organization in enriched.organizations:
        for form in organization.forms:
            assert body[form.start : form.end] == form.text
    return [organization.name for organization in enriched.organizations]


def test_look_alike_of_our_own() -> None:
    assert _found(LOOK_ALIKE) == WANTED


def test_article_of_the_shared_data() -> None:
    files = sorted((SHARED / "seed").glob("*.txt"))
    if not files:
        pytest.skip("shared data absent: set HUISOU_SHARED")
    extracted = extract_text(files[0].read_bytes())
    article = Article("a", extracted.title, extracted.body)
    enriched = enrich(article, Vocabulary(home_region="重庆市"))
    assert [organization.name for organization in enriched.organizations] == WANTED
    for organization in enriched.organizations:
        for form in organization.forms:
            assert article.body[form.start : form.end] == form.text


LONG = "市化工协会秘书长参加会议"
TEXT = "市科协主持会议。"


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        ("协会秘书长参加会议", f"{LONG}\n{TEXT}", ["重庆市科学技术协会"]),
        (LONG, TEXT, ["重庆市化工协会", "重庆市科学技术协会"]),
        (LONG, f"{LONG}\n{TEXT}", ["重庆市化工协会", "重庆市科学技术协会"]),
        ("另一标题", f"{LONG}\n{TEXT}", ["重庆市化工协会", "重庆市科学技术协会"]),
        ("", f"{LONG}\n{TEXT}", ["重庆市化工协会", "重庆市科学技术协会"]),
        (
            "协会秘书长参加会议",
            f"{LONG}\n{TEXT}市化工协会发言。",
            ["重庆市化工协会", "重庆市科学技术协会"],
        ),
    ],
)
def test_publisher_before_a_repeated_title(title: str, body: str, found: list[str]) -> None:
    """The page of an association repeats its title with its own name before it, so that the
    association was in the facet of every one of its articles."""
    enriched = enrich(Article("a", title, body), Vocabulary(home_region="重庆市"))
    assert [organization.name for organization in enriched.organizations] == found


def test_publisher_of_the_file_stays() -> None:
    vocabulary = Vocabulary((OrganizationEntry("重庆市化工协会"),), "重庆市")
    enriched = enrich(Article("a", "协会秘书长参加会议", f"{LONG}\n{TEXT}"), vocabulary)
    assert enriched.organizations[0].name == "重庆市化工协会"
