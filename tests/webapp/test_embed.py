"""The box for other sites: its script, its lines to paste, who may ask the API."""

from __future__ import annotations

import gzip
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.webapp.markup import of_class, parsed

ORIGIN = "https://www.example.org"


def test_the_script_is_small_ascii_and_evaluates_nothing(client: FlaskClient) -> None:
    response = client.get("/embed/v1/huisou.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    source = response.data.decode("ascii")
    assert len(source) < 12_000
    assert len(gzip.compress(response.data)) < 5_000
    for forbidden in ("eval(", "Function(", "innerHTML", "document.write", 'credentials: "include'):
        assert forbidden not in source


def test_the_lines_to_paste_are_a_form_that_works_alone(client: FlaskClient) -> None:
    page = client.get("/embed?kind=meeting&category=新闻动态&placeholder=找 会议").text
    code = next(of_class(parsed(page), "code")[0].iter("code"))
    pasted = parsed(f"<!DOCTYPE html><title>x</title>{''.join(code.itertext())}")
    form = next(pasted.iter("form"))
    assert form.get("action") == "http://localhost/search"
    assert form.get("accept-charset") == "utf-8"
    fields = {i.get("name"): i.get("value") for i in form.iter("input")}
    assert fields == {"q": None, "kind": "meeting", "category": "新闻动态"}
    assert next(pasted.iter("script")).get("src") == "http://localhost/embed/v1/huisou.js"


def test_the_page_prints_what_a_policy_needs(client: FlaskClient) -> None:
    page = unescape(client.get("/embed").text)
    for directive in ("script-src", "connect-src", "form-action"):
        assert f"{directive} http://localhost;" in page


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [(ORIGIN, True), (ORIGIN + ".evil.example", False), ("http://www.example.org", False),
     ("null", False), ("", False), (ORIGIN + "/", False), (ORIGIN.upper(), False)],
)  # fmt: skip
def test_only_configured_origins_read_the_api(
    client: FlaskClient, origin: str, allowed: bool
) -> None:
    response = client.get("/api/v1/suggest?q=协会", headers={"Origin": origin})
    assert response.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Origin" in response.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": origin}).headers
