"""The list of all buckets of one facet."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.webapp.markup import of_class, parsed, text


def labels(client: FlaskClient, address: str) -> list[str]:
    return [text(label) for label in of_class(parsed(client.get(address).text), "entry-label")]


def test_lists_more_than_the_result_page(client: FlaskClient) -> None:
    root = parsed(client.get("/search").text)
    more = next(link for link in root.iter("a") if text(link).startswith("更多机构"))
    assert len(labels(client, more.get("href", ""))) > len(labels(client, "/facet/kind"))


def test_is_narrowed_by_what_it_contains_however_written(client: FlaskClient) -> None:
    assert labels(client, "/facet/org?contains=塗料") == ["临港涂料有限公司"]
    assert labels(client, "/facet/org?contains=没有这家") == []


def test_keeps_the_search_and_the_way_back(client: FlaskClient) -> None:
    page = client.get("/facet/org?q=培训&date=2021&contains=协会").text
    assert "/search?q=%E5%9F%B9%E8%AE%AD&amp;date=2021" in page
    assert labels(client, "/facet/org?q=年会") == []


def test_children_of_a_parent_that_does_not_match_stay_findable(client: FlaskClient) -> None:
    assert labels(client, "/facet/category?contains=行业") == ["新闻动态", "行业动态"]
