"""No address, query string or header makes an answer of 500 (promise 4)."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

ROUTES = ("/", "/search", "/facet/date", "/facet/org", "/article/annual", "/feed.atom", "/embed",
          "/embed/frame", "/embed/frame.css",
          "/help", "/opensearch.xml", "/api/v1/search", "/api/v1/suggest",
          "/api/v1/facets/category",
          "/api/v1/articles/annual", "/api/v1/openapi.json", "/robots.txt", "/readyz", "/metrics")  # fmt: skip
NAMES = ("q", "date", "from", "to", "category", "org", "kind", "sort", "page", "size", "contains",
         "placeholder", "accent", "way", "x")  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(["2023", "none", "0", "-1", "9" * 30, "0000", "9999-12-31", "/", "//", '"', "(",
                     "标题:", "OR", "-", "past-week", "news", "newest", "年会"]).map(str.encode),
)  # fmt: skip
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6)


def _fetch(app: Flask, path: str, query: bytes, **environ: str) -> int:
    builder = {"QUERY_STRING": query.decode("latin-1"), **environ}
    return app.test_client().get(path, environ_overrides=builder).status_code


@given(route=st.sampled_from(ROUTES), pairs=PAIRS)
def test_parameters(app: Flask, route: str, pairs: list[tuple[str, bytes]]) -> None:
    query = b"&".join(name.encode() + b"=" + quote(value).encode() for name, value in pairs)
    assert _fetch(app, route, query) in (200, 400)


@given(route=st.sampled_from(ROUTES), query=st.binary(max_size=200))
def test_raw_query_strings(app: Flask, route: str, query: bytes) -> None:
    assert _fetch(app, route, query.replace(b"\n", b"").replace(b"\r", b"")) in (200, 400)


@given(
    st.text(max_size=30), st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=30)
)
def test_paths_and_hosts(app: Flask, path: str, host: str) -> None:
    response = app.test_client().get(
        "/article/" + quote(path, errors="replace"), environ_overrides={"HTTP_HOST": host}
    )
    assert response.status_code in (200, 308, 400, 404)


@pytest.mark.parametrize(
    "header", ["If-None-Match", "Origin", "Accept", "Range", "Cookie", "Referer"]
)
@given(value=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30))
def test_headers(app: Flask, header: str, value: str) -> None:
    status = app.test_client().get("/api/v1/search?size=1", headers={header: value}).status_code
    assert status in (200, 304)


@pytest.mark.parametrize(
    "query",
    [b"q=" + b"%E5%B9%B4" * 10_000, b"q=" + b"(" * 5_000, b"q=" + b"a%20OR%20" * 3_000,
     b"&".join(b"org=%d" % n for n in range(20_000)), b"q=" + b'"a' * 5_000, b"&" * 60_000,
     b"q=" + b"-" * 9_000, b"date=" + b"9" * 9_000, b"page=" + b"9" * 9_000],
    ids=["long", "open", "or", "filters", "quotes", "empty", "minus", "date", "page"],
)  # fmt: skip
@pytest.mark.parametrize("route", ["/search", "/api/v1/search"])
def test_floods(app: Flask, route: str, query: bytes) -> None:
    assert _fetch(app, route, query) in (200, 400)
