"""Organisations in running text, by the table of cases and by what must always hold."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from indexer.enrich import OrganizationEntry, Vocabulary, enrich
from indexer.enrich.mentions import LONGEST
from indexer.enrich.nesting import whole_of
from tests.indexer.enrich_cases import case_file, cases

FILE = case_file("organizations.toml")
VOCABULARY = Vocabulary(
    tuple(
        OrganizationEntry(entry["name"], tuple(entry.get("aliases", ())), entry["kind"])
        for entry in FILE["organization"]
    ),
    FILE["home_region"],
)
TEXTS = [case["text"] for case in cases("organizations.toml")]


def _names(text: str, title: str = "") -> list[str]:
    return [found.name for found in enrich(Article("a", title, text), VOCABULARY).organizations]


@pytest.mark.parametrize("case", cases("organizations.toml"), ids=lambda case: case["text"][:24])
def test_case(case: dict[str, Any]) -> None:
    assert _names(case["text"]) == case["found"]


pieces = st.sampled_from([*TEXTS, "㍿", "\u200b", "  ", "ﬁ", "市科\u200b协", "「市科協」", "\n"])


@settings(max_examples=60, deadline=None)
@given(title=st.lists(pieces, max_size=2), body=st.lists(pieces | st.text(max_size=6), max_size=6))
def test_forms_stand_where_they_say_and_never_overlap(title: list[str], body: list[str]) -> None:
    article = Article("a", "".join(title), "".join(body))
    enriched = enrich(article, VOCABULARY)
    assert enrich(article, VOCABULARY) == enriched
    for field in ("title", "body"):
        text = getattr(article, field)
        forms = [f for o in enriched.organizations for f in o.forms if f.field == field]
        spans = sorted((form.start, form.end) for form in forms)
        assert all(text[form.start : form.end] == form.text != "" for form in forms)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_one_organisation_is_one_bucket_with_every_form() -> None:
    enriched = enrich(Article("a", "市科协来访", "瀾江市科協与澜江市科学技术协会"), VOCABULARY)
    (found,) = enriched.organizations
    assert [(form.field, form.text) for form in found.forms] == [
        ("title", "市科协"),
        ("body", "瀾江市科協"),
        ("body", "澜江市科学技术协会"),
    ]


def test_a_short_name_given_in_the_body_counts_in_the_title() -> None:
    body = "重庆华岳防护工程有限公司（简称华岳防护）成立。"
    assert _names(body, "华岳防护成立") == ["重庆华岳防护工程有限公司"]


def test_without_a_home_region_a_short_form_stays_as_written() -> None:
    enriched = enrich(Article("a", "", "市工程师协会到访。"), Vocabulary())
    assert [found.name for found in enriched.organizations] == ["市工程师协会"]


def test_no_name_is_longer_than_a_bound() -> None:
    text = "重庆" + "生态修复产业" * 12 + "研究院"
    assert all(len(name) <= LONGEST for name in _names(text))


@pytest.mark.parametrize(
    ("form", "whole"),
    [
        ("市民政局社会组织管理局", "市民政局"),
        ("清华大学经济管理学院会计系", "清华大学"),
        ("中国建设银行重庆市分行", "中国建设银行"),
        ("重庆市工程师协会秘书处", "重庆市工程师协会"),
        ("永川区人民法院刑事审判庭", "永川区人民法院"),
        ("国家税务总局重庆市税务局", None),
        ("重庆医科大学附属医院", None),
        ("重庆嘉渝集团防腐有限公司", None),
        ("中国银行业协会", None),
        ("重庆市科学技术协会", None),
    ],
)
def test_units_belong_to_their_organisation(form: str, whole: str | None) -> None:
    assert whole_of(form) == whole


def test_what_the_file_has_is_confirmed() -> None:
    enriched = enrich(Article("a", "", "市科协与重庆嘉渝防腐材料有限公司签约。"), VOCABULARY)
    confirmed = {found.name: found.confirmed for found in enriched.organizations}
    assert confirmed == {"澜江市科学技术协会": True, "重庆嘉渝防腐材料有限公司": False}
    assert Article.from_json(enriched.to_json()) == enriched


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("宁川山清水秀，适合发展旅游。", []),
        ("会议在宁川召开。", []),
        ("宁川区、宁川县的群众踊跃报名。", []),
        ("家住某某区的王先生说，政策好。", []),
        ("某某区一位居民反映噪声扰民。", []),
        ("会长王伟、总经理李强先后发言。", []),
        ("华安牌涂料获优质产品奖。", []),
        ("宁川市工程师协会成立。", ["宁川市工程师协会"]),
        ("联合国教科文组织发表声明。", ["联合国教科文组织"]),
        ("邀请澜江市工程师协会参加。", ["澜江市工程师协会"]),
    ],
)
def test_places_offices_and_products_are_no_organisations(text: str, found: list[str]) -> None:
    """宁川县 was one; and of 联合国教科文组织 the first two characters were taken for 联合."""
    assert _names(text) == found
