"""Headers of every answer, and strings that try to become markup."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.webapp.markup import parsed
from tests.webapp.sample_articles import XSS

ADDRESSES = ("/", "/search?q=1", "/nowhere", "/api/v1/search", "/api/v1/x", "/feed.atom",
             "/static/huisou.css", "/healthz", "/embed/v1/huisou.js", "/robots.txt")  # fmt: skip

OWN_SCRIPT = re.compile(r"/embed/v1/huisou\.js|/static/reading\.js\?v=[0-9a-f]+")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


def _inert(html: str) -> None:
    for element in parsed(html).iter():
        assert element.tag not in ("svg", "math", "iframe", "img", "style")
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        assert element.tag != "script" or OWN_SCRIPT.fullmatch(element.get("src", ""))
        for name in ("href", "action"):
            assert not element.get(name, "").lower().startswith(("javascript:", "data:"))


@pytest.mark.parametrize("number", range(len(XSS)))
def test_hostile_strings_are_only_text(client: FlaskClient, number: int) -> None:
    hostile = XSS[number]
    for address in (
        "/search",
        "/facet/org",
        "/embed",
        "/embed/frame",
        "/article/annual",
        f"/article/hostile{number:02d}",
    ):
        parameters = dict.fromkeys(
            ("q", "org", "category", "contains", "placeholder", "sort", "from", "accent"), hostile
        )
        _inert(client.get(address, query_string=parameters).text)
        _inert(client.get(address, query_string={"q": f'"{hostile}"'}).text)
    feed = client.get("/feed.atom", query_string={"q": hostile})
    assert ElementTree.fromstring(feed.data).tag.endswith("feed")
    answer = client.get("/api/v1/search", query_string={"q": hostile, "size": "100"})
    assert answer.mimetype == "application/json"
    assert answer.json is not None


def test_static_files_are_kept_by_their_content(client: FlaskClient) -> None:
    page = parsed(client.get("/").text)
    link = page.find("head/link[@rel='stylesheet']")
    assert link is not None
    assert "immutable" in client.get(link.get("href", "")).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/huisou.css?v=old").headers["Cache-Control"]
    assert client.get("/static/../__init__.py").status_code == 404


def test_the_style_sheet_asks_nothing_of_anyone(client: FlaskClient) -> None:
    css = client.get("/static/huisou.css").text
    assert "url(" not in css
    assert "@import" not in css
