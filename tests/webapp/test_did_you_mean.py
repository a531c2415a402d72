"""Another query for a mistyped one: when it is offered, how it shows, what it keeps secret."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from index.article import Article, Visibility
from tests.webapp.conftest import ClientOf
from tests.webapp.markup import of_class, parsed

TITLES = (
    "防腐蚀技术年会在重庆召开",
    "防腐蚀技术培训班开班",
    "防腐蚀工程验收标准",
    "重庆举办涂料展览会",
    "己烷检测方法",
    "会员代表大会",
    "秘书长会议纪要",
)
ARTICLES = tuple(
    Article(id=f"a{number}-{copy}", title=title, body=f"{title}。第{copy}号。")
    for number, title in enumerate(TITLES)
    for copy in range(4)
)
STAFF = tuple(
    Article(
        id=f"s{number}",
        title="机密档案柜",
        body="腐朽技术。防腐时限。会意代表。机密档案柜。",
        visibility=Visibility.STAFF,
    )
    for number in range(9)
)


def search(client: FlaskClient, query: str, more: str = "") -> Any:
    answer = client.get(f"/api/v1/search?q={quote(query)}{more}")
    assert answer.status_code == 200
    return answer.json


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("防腐时", "防腐蚀"),
        ("方腐蚀", "防腐蚀"),
        ("防付时", "防腐蚀"),
        ("防蚀腐", "防腐蚀"),
        ("重轻", "重庆"),
        ("已烷", "己烷"),
        ("涂科", "涂料"),
        ("秘书张", "秘书长"),
        ("防腐时 年会", "防腐蚀 年会"),
        ("重庆 防腐时", "重庆 防腐蚀"),
        ("「防腐时」", "「防腐蚀」"),
        ("标题:防腐時", "标题:防腐蚀"),
    ],
)
def test_a_mistyped_word_is_mended(client_of: ClientOf, typed: str, meant: str) -> None:
    client = client_of(*ARTICLES)
    offer = search(client, typed)["suggestion"]
    assert offer is not None
    assert offer["query"] == meant
    found = client.get(offer["url"].replace("/search", "/api/v1/search")).json
    assert found is not None
    assert found["total"] == offer["count"] > 0


@pytest.mark.parametrize(
    "typed",
    [
        "防腐蚀",
        "重庆",
        "",
        "完全不相干的话",
        "qwerty",
        "-防腐时 重庆",
        "机构:防腐时",
        "第1号",
        "𠮷𠮷",
    ],
)
def test_what_needs_no_mending_is_left_alone(client_of: ClientOf, typed: str) -> None:
    assert search(client_of(*ARTICLES), typed)["suggestion"] is None


def test_the_rest_of_the_query_and_its_filters_count(client_of: ClientOf) -> None:
    client = client_of(*ARTICLES)
    assert search(client, "防腐时 己烷")["suggestion"] is None
    assert search(client, "防腐时", "&kind=meeting")["suggestion"] is None
    assert search(client, "防腐时", "&nocorrect=1")["suggestion"] is None


def test_the_offer_comes_first_among_the_ways_out(client_of: ClientOf) -> None:
    root = parsed(client_of(*ARTICLES).get("/search?q=防腐时 年会").text)
    first = next(of_class(root, "ways")[0].iter("a"))
    assert "".join(first.itertext()) == "改搜“防腐蚀 年会”"
    assert not of_class(root, "meant")


def test_beside_hits_it_is_a_line_and_never_searched_instead(client_of: ClientOf) -> None:
    rare = Article(id="rare", title="防腐时报", body="防腐时报创刊。")
    many = [Article(id=f"m{n}", title=f"防腐蚀{n}", body="防腐蚀。") for n in range(30)]
    client = client_of(rare, *many)
    page = client.get("/search?q=防腐时").text
    assert "报创刊" in page
    link = next(of_class(parsed(page), "meant")[0].iter("a"))
    assert "".join(link.itertext()) == "防腐蚀"
    assert "meant" not in client.get("/search?q=防腐时&nocorrect=1").text


def test_what_staff_alone_may_see_leaves_no_trace(client_of: ClientOf) -> None:
    public, both = client_of(*ARTICLES), client_of(*ARTICLES, *STAFF)
    typed = (
        "机密当案柜",
        "机密档案贵",
        "防腐时",
        "会意",
        "腐休",
        "防腐时现",
        "已烷",
        "重轻",
        "代表大会意",
    )
    for query in typed:
        answers = [search(client, query) for client in (public, both)]
        assert answers[0]["suggestion"] == answers[1]["suggestion"], query
    assert search(both, "机密当案柜")["suggestion"] is None


def test_a_long_query_costs_no_more_than_others(client_of: ClientOf) -> None:
    assert search(client_of(*ARTICLES), "防腐时" * 60)["suggestion"] is None
