"""Completions as a visitor gets them: what they find, and what they keep to themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from index.article import Article, Organization, Visibility
from tests.webapp.conftest import ClientOf

CHEMISTS = "重庆化工学会"
ARTICLES = (
    Article(id="a", title="重庆化工学会召开年会", body="防腐蚀技术与绿色涂料。"),
    Article(id="b", title="行业简讯", body=f"{CHEMISTS}会长赴西安考察。", category=("行业动态",)),
    Article(id="c", title="绿色涂料标准发布", body="涂料标准 GB/T 1 已经发布。"),
)
CHEMISTRY = tuple(replace(a, organizations=(Organization(CHEMISTS),)) for a in ARTICLES[:2])
STAFF = tuple(
    Article(
        id=f"s{number}",
        title=f"重庆化工秘档第{number}号",
        body="化工密函涂料密函。防腐密函。行业密函。",
        category=("秘密栏目",),
        organizations=(Organization("重庆化工秘密小组"),),
        visibility=Visibility.STAFF,
    )
    for number in range(30)
)
TYPED = (
    "cqhg c hg chongqing zhongqing 重庆hg 重庆 化工 化g huagong mh mihan 密函 mimi 秘 秘密 tl tuliao 涂料 "
    "ff fangfu hy hangye xingye lv lvse xian xi'an gb GB/T 1 第 密 档 cqhgmm zq 行业 m t"
).split()


def rows(client: FlaskClient, typed: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/suggest?q={quote(typed)}")
    assert answer.status_code == 200
    assert answer.json is not None
    found: list[dict[str, Any]] = answer.json["suggestions"]
    return found


def scoped(client: FlaskClient, typed: str, scope: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/suggest?q={quote(typed)}&{scope}")
    assert answer.status_code == 200
    assert answer.json is not None
    found: list[dict[str, Any]] = answer.json["suggestions"]
    return found


def texts(client: FlaskClient, typed: str) -> list[object]:
    return [row["text"] for row in rows(client, typed)]


@pytest.mark.parametrize(
    "typed",
    ["cqhg", "chongqinghuagong", "zhongqinghg", "重庆hg", "重庆化", "化工学", "huagongxuehui"],
)
def test_an_organisation_is_found_however_it_is_typed(client_of: ClientOf, typed: str) -> None:
    found = rows(client_of(*CHEMISTRY, ARTICLES[2]), typed)
    organization = next(row for row in found if row["kind"] == "org")
    assert organization["text"] == CHEMISTS
    assert organization["count"] == 2
    assert "重庆化工学会召开年会" in [row["text"] for row in found if row["kind"] == "title"]


def test_words_and_categories_are_found_too(client_of: ClientOf) -> None:
    client = client_of(*CHEMISTRY, ARTICLES[2])
    word = rows(client, "tuliao")[0]
    assert (word["kind"], word["text"], word["count"]) == ("word", "涂料", 2)
    assert "行业动态" in texts(client, "hangye")
    assert "行业动态" in texts(client, "hydt")


def test_every_row_leads_to_its_count(client_of: ClientOf) -> None:
    client = client_of(*CHEMISTRY, ARTICLES[2], *STAFF)
    for typed in TYPED:
        for row in rows(client, typed):
            url = str(row["url"])
            if row["kind"] == "title":
                assert client.get(url).status_code == 200
            else:
                answer = client.get(url.replace("/search", "/api/v1/search")).json
                assert answer is not None
                assert answer["total"] == row["count"] > 0


def test_rows_are_few_and_each_text_comes_once(client_of: ClientOf) -> None:
    same = [Article(id=f"a{n}", title="化工年会通知", body="甲") for n in range(9)]
    other = [Article(id=f"o{n}", title=f"化工年会第{n}号", body="乙") for n in range(20)]
    found = texts(client_of(*same, *other), "化工")
    assert len(found) == len(set(found)) == 10
    assert found.count("化工年会通知") == 1


SCOPES = (
    "category=行业动态",
    "kind=other",
    f"org={CHEMISTS}",
    "date=none",
    "kind=meeting",
    "from=2020",
)


def test_within_a_scope_every_row_is_of_it_and_keeps_it(client_of: ClientOf) -> None:
    client = client_of(*CHEMISTRY, ARTICLES[2], *STAFF)
    for scope in SCOPES:
        within = client.get(f"/api/v1/search?{scope}").json
        assert within is not None
        ids = {hit["id"] for hit in within["hits"]}
        for typed in TYPED:
            for row in scoped(client, typed, scope):
                url = str(row["url"])
                if row["kind"] == "title":
                    assert url.removeprefix("/article/") in ids
                else:
                    answer = client.get(url.replace("/search", "/api/v1/search")).json
                    assert answer is not None
                    assert answer["total"] == row["count"] > 0
                    assert {hit["id"] for hit in answer["hits"]} <= ids


def test_a_scope_leaves_out_what_it_does_not_hold(client_of: ClientOf) -> None:
    client = client_of(*CHEMISTRY, ARTICLES[2])
    assert [row["text"] for row in scoped(client, "涂料", "category=行业动态")] == []
    assert "绿色涂料标准发布" in texts(client, "涂料")
    own = scoped(client, "重庆", "category=行业动态")
    assert [(row["text"], row["count"]) for row in own if row["kind"] == "org"] == [(CHEMISTS, 1)]
    assert not [row for row in scoped(client, "重庆", f"org={CHEMISTS}") if row["kind"] == "org"]


def test_staff_articles_leave_no_trace_in_a_scope(client_of: ClientOf) -> None:
    public, both = client_of(*CHEMISTRY, ARTICLES[2]), client_of(*CHEMISTRY, ARTICLES[2], *STAFF)
    for scope in SCOPES:
        for typed in TYPED:
            assert scoped(both, typed, scope) == scoped(public, typed, scope), (scope, typed)


def test_what_staff_alone_may_see_leaves_no_trace(client_of: ClientOf) -> None:
    public = client_of(*CHEMISTRY, ARTICLES[2])
    both = client_of(*CHEMISTRY, ARTICLES[2], *STAFF)
    for typed in TYPED:
        assert rows(both, typed) == rows(public, typed), typed


@pytest.mark.parametrize(
    "typed", ["v", "%", "'", "''''", "𠮷", "a" * 300, "重" * 300, "\u200b", "^$"]
)
def test_anything_may_be_typed(client_of: ClientOf, typed: str) -> None:
    assert len(rows(client_of(*ARTICLES), typed)) <= 10
