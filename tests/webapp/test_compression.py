"""Answers for whoever takes gzip: the same content, in fewer bytes."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from webapp.compression import _compressed

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
ADDRESSES = (
    "/",
    "/search?q=年会",
    "/api/v1/search?q=年会",
    "/embed/v1/huisou.js",
    "/static/huisou.css",
    "/feed.atom?q=防腐蚀技术",
    "/nowhere",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_content_is_the_same(client: FlaskClient, address: str) -> None:
    plain, packed = client.get(address), client.get(address, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.vary.as_set() == packed.vary.as_set() >= {"accept-encoding"}
    assert packed.content_length == len(packed.data) < len(plain.data)
    content = gzip.decompress(packed.data)
    if not address.startswith("/api/"):  # Which says how long it took.
        assert content == plain.data
    assert client.head(address, headers=GZIP).status_code == packed.status_code


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_what_was_kept_is_still_good(client: FlaskClient, address: str) -> None:
    packed = client.get(address, headers=GZIP)
    kept = {"If-None-Match": packed.headers["ETag"]}
    assert packed.headers["ETag"].startswith("W/")
    for accepted in (GZIP, {}):
        assert client.get(address, headers={**accepted, **kept}).status_code == 304


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity"])
def test_who_does_not_take_it_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/search?q=年会", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "<mark>年会</mark>" in answer.text


def test_a_part_of_a_file_stays_plain(client: FlaskClient) -> None:
    answer = client.get("/static/huisou.css", headers={**GZIP, "Range": "bytes=0-1999"})
    assert answer.status_code == 206
    assert "Content-Encoding" not in answer.headers
    assert len(answer.data) == 2000


@pytest.mark.parametrize("header", [("Vary", "Cookie"), ("Cache-Control", "private")])
def test_what_is_for_one_person_is_not_compressed(app: Flask, header: tuple[str, str]) -> None:
    with app.test_request_context("/", headers=GZIP):
        answer = _compressed(Response("x" * 5000, headers=dict([header])))
        assert "Content-Encoding" not in answer.headers
        assert _compressed(Response("x" * 5000)).headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in _compressed(Response("short")).headers
