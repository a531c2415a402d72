"""A crawler that keeps to robots.txt and to nofollow sees every article and meets no trap."""

from __future__ import annotations

from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from protego import Protego

from index.article import Visibility
from tests.webapp.markup import parsed
from tests.webapp.sample_articles import ARTICLES
from webapp.parameters import FACET_FIELDS

HOST = "http://localhost"
FILTERS = {*FACET_FIELDS, "from", "to", "mfrom", "mto", "view", "sort"}


def follows(page: str) -> set[str]:
    """The addresses on this host that a page lets crawlers go on to."""
    found = set()
    for link in parsed(page).iter("a"):
        if "nofollow" not in link.get("rel", ""):
            found.add(urljoin(HOST, link.get("href", "")).partition("#")[0])
    return {address for address in found if address.startswith(HOST)}


def crawled(client: FlaskClient) -> dict[str, str]:
    """Address -> page of everything that a well-behaved crawler gets to from the home page."""
    robots = Protego.parse(client.get("/robots.txt").text)
    pages: dict[str, str] = {}
    frontier = {HOST + "/"}
    while frontier:
        address = frontier.pop()
        pages[address] = client.get(address.removeprefix(HOST)).text
        allowed = {to for to in follows(pages[address]) if robots.can_fetch(to, "any")}
        frontier |= allowed - pages.keys()
        assert len(pages) < 1000, "a trap"
    return pages


def test_a_crawl_ends_and_meets_every_article_and_no_filter(client: FlaskClient) -> None:
    pages = crawled(client)
    articles = {urlsplit(address).path for address in pages if "/article/" in address}
    public = {a.id for a in ARTICLES if a.visibility is Visibility.PUBLIC}
    assert {f"/article/{number}" for number in public} == articles
    for address in pages:
        assert not FILTERS & {name for name, _ in parse_qsl(urlsplit(address).query)}, address


def head(client: FlaskClient, address: str) -> tuple[bool, str]:
    """Whether the page is kept out of indexes, and its canonical path."""
    root = parsed(client.get(address).text)
    robots = root.find("head/meta[@name='robots']")
    canonical = root.find("head/link[@rel='canonical']")
    out = robots is not None and "noindex" in robots.get("content", "")
    return out, "" if canonical is None else canonical.get("href", "").removeprefix(HOST)


@pytest.mark.parametrize("query", ["kind=news", "sort=oldest", "from=2020", "to=2030&date=2021",
                                   "view=table",
                                   "category=新闻动态", "org=临港涂料有限公司"])  # fmt: skip
def test_filtered_and_sorted_lists_stay_out_of_indexes(client: FlaskClient, query: str) -> None:
    out, canonical = head(client, f"/search?q=技术&{query}")
    assert out
    assert canonical == "/search?q=%E6%8A%80%E6%9C%AF"
    assert head(client, "/search") == (False, "/search")
    assert head(client, f"/facet/org?{query}") == (True, "/facet/org")


@pytest.mark.parametrize("address", ["/search?page=2", "/search?page=6"])
def test_pages_of_the_plain_list_are_their_own(client: FlaskClient, address: str) -> None:
    assert head(client, address) == (False, address)


def test_the_frame_stays_out_of_indexes(client: FlaskClient) -> None:
    assert head(client, "/embed/frame")[0]
    assert head(client, "/embed?kind=news")[1] == "/embed"
