"""The JSON answers: their shape, their sums, their refusals."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from index.schema import ALL_FACETS


def answer(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json


def test_a_search_has_the_documented_shape(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?q=年会&size=5")
    assert list(found) == [
        "query", "total", "page", "size", "hits", "facets",
        "notices", "suggestion", "generation", "took_ms",
    ]  # fmt: skip
    assert (found["query"], found["total"], found["page"], found["size"]) == ("年会", 1, 1, 5)
    assert tuple(found["facets"]) == ALL_FACETS  # Its one hit is a meeting report.
    hit = found["hits"][0]
    assert hit["published"] == "2023-07"
    assert hit["kind"] == "meeting"
    assert hit["matched_in"] == ["title", "body"]
    assert hit["url"] == "http://localhost/article/annual"


def test_ranges_are_of_their_text(client: FlaskClient) -> None:
    snippets = answer(client, "/api/v1/search?q=重庆")["hits"][0]["snippets"]
    marked = [s["text"][start:end] for s in snippets for start, end in s["ranges"]]
    assert marked == ["重慶"]


def test_an_empty_query_is_everything_newest_first(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?size=100")
    dates = [hit["published"] or "" for hit in found["hits"]]
    assert found["total"] == len(dates) > 40
    assert dates == sorted(dates, reverse=True)


def test_each_bucket_leads_to_its_count(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?q=技术&kind=news")
    for facet in found["facets"].values():
        for bucket in facet["buckets"]:
            selected = [other for other in facet["buckets"] if other["selected"]]
            toggled = answer(client, bucket["url"])["total"]
            expected = bucket["count"] + sum(other["count"] for other in selected)
            assert toggled == expected or bucket["selected"]


@pytest.mark.parametrize(
    ("query", "name"),
    [("size=abc", "size"), ("size=101", "size"), ("page=0", "page"), ("sort=best", "sort"),
     ("from=2023-13-45", "from"), ("kind=video", "kind"), ("date=x", "date")],
)  # fmt: skip
def test_a_value_without_meaning_is_a_problem_document(
    client: FlaskClient, query: str, name: str
) -> None:
    response = client.get(f"/api/v1/search?q=年会&{query}")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    problem = response.json
    assert problem is not None
    assert problem["status"] == 400
    assert problem["errors"][0]["parameter"] == name
    assert query.partition("=")[2] in problem["detail"]


def test_a_page_too_far_is_empty(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/search?q=年会&page=1000000000")
    assert (found["hits"], found["total"]) == ([], 1)


def test_what_was_cut_or_relaxed_is_said(client: FlaskClient) -> None:
    def codes(query: str) -> list[str]:
        notices = answer(client, f"/api/v1/search?q={query}")["notices"]
        return [notice["code"] for notice in notices]

    assert codes("年会 火星登陆") == ["relaxed"]
    assert codes("长" * 201) == ["too_long"]


def test_an_article_has_every_field(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/articles/article07")
    assert found["organizations"][0]["forms"][0]["start"] == 0
    assert found["category"] == ["新闻动态", "协会新闻"]
    assert found["meeting"] is None
    assert found["views"] == 70


def test_unknown_things_are_problem_documents_too(client: FlaskClient) -> None:
    for address in ("/api/v1/articles/none", "/api/v1/facets/colour", "/api/v2/search", "/api/"):
        response = client.get(address)
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_a_facet_lists_everything_that_contains(client: FlaskClient) -> None:
    whole = answer(client, "/api/v1/facets/org")
    some = answer(client, "/api/v1/facets/org?contains=涂料")
    assert len(whole["buckets"]) > len(some["buckets"]) == 1
    assert some["buckets"][0]["count"] == 10


def test_suggestions_contain_what_was_typed_and_lead_to_hits(client: FlaskClient) -> None:
    found = answer(client, "/api/v1/suggest?q=協會")["suggestions"]
    assert {one["kind"] for one in found} == {"org", "category", "title"}
    assert len(found) <= 11
    for one in found:
        assert "协会" in one["text"]
        assert one["count"] > 0
        assert client.get(one["url"]).status_code == 200


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=，", "q=没有这个词", "q=%00"])
def test_nothing_to_suggest_is_an_empty_list(client: FlaskClient, query: str) -> None:
    assert answer(client, f"/api/v1/suggest?{query}")["suggestions"] == []
