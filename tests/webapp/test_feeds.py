"""Feeds are well-formed whatever an article holds, and their ids stay."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: FlaskClient, query: str = "") -> ElementTree.Element:
    response = client.get(f"/feed.atom{query}")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.data)


@pytest.mark.parametrize("query", ["", "?q=提防", "?q=年会&kind=meeting", "?q=没有这种东西"])
def test_has_what_rfc_4287_requires(client: FlaskClient, query: str) -> None:
    root = feed(client, query)
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "滨海防腐协会"


def test_is_newest_first_and_bounded(client: FlaskClient) -> None:
    dates = [entry.findtext(f"{ATOM}updated") or "" for entry in feed(client).iter(f"{ATOM}entry")]
    assert len(dates) == 30
    assert dates == sorted(dates, reverse=True)
    assert dates[0].endswith("+08:00")


def test_ids_do_not_depend_on_the_host(client: FlaskClient) -> None:
    one, other = (
        ElementTree.fromstring(client.get("/feed.atom?q=年会", headers={"Host": host}).data)
        for host in ("one.example.org", "other.example.org")
    )
    assert [e.text for e in one.iter(f"{ATOM}id")] == [e.text for e in other.iter(f"{ATOM}id")]


def test_takes_filters(client: FlaskClient) -> None:
    assert len(feed(client, "?org=临港涂料有限公司").findall(f"{ATOM}entry")) == 10


def test_opensearch_names_the_result_page(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/opensearch.xml").data)
    templates = [url.get("template") for url in root if url.tag.endswith("Url")]
    assert "http://localhost/search?q={searchTerms}" in templates
