"""Alive, ready, and what crawlers may walk."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz").json
    assert ready is not None and ready["status"] == "ready"
    assert ready["generation"].startswith("gen-") and ready["articles"] > 40


def test_crawlers_are_kept_out_of_filters(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    for line in (
        "Disallow: /api/",
        "Disallow: /*?date=",
        "Disallow: /*&org=",
        "Disallow: /*&sort=",
    ):
        assert line in lines
