"""Errors: a page in Chinese for people, a problem document for programs, never a traceback."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.config import Config, IndexSettings
from index.errors import IndexOutdated
from tests.webapp.markup import parsed, text
from webapp import create_app


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
@pytest.mark.parametrize(
    "address", ["/", "/search", "/article/annual", "/api/v1/search", "/feed.atom"]
)
def test_only_reading_is_allowed(client: FlaskClient, method: str, address: str) -> None:
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_head_is_get_without_its_body(client: FlaskClient) -> None:
    for address in ("/", "/search?q=年会", "/api/v1/search", "/healthz", "/embed/v1/huisou.js"):
        response = client.head(address)
        assert (response.status_code, response.data) == (200, b"")


def test_not_found_says_so_in_chinese(client: FlaskClient) -> None:
    response = client.get("/没有")
    assert response.status_code == 404
    assert text(parsed(response.text).find(".//h1")) == "没有这个页面"
    assert response.headers["Cache-Control"] == "no-store"


class Broken:
    """Readers that fail as no one foresaw."""

    def get(self) -> object:
        raise RuntimeError("秘密的细节")


@pytest.mark.parametrize("address", ["/search?q=1", "/api/v1/search"])
def test_a_fault_of_ours_has_a_number_and_no_details(
    config: Config, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(config, readers=Broken())  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get(address)
    assert response.status_code == 500
    assert "Traceback" not in response.text
    assert "秘密" not in response.text
    number = re.search(r"\b[0-9a-f]{8}\b", response.text)
    assert number is not None
    assert number.group() in caplog.text


class Outdated:
    """Readers whose index another version of the program wrote."""

    def get(self) -> object:
        raise IndexOutdated("gen-0001 是旧版索引")


def test_an_outdated_index_says_rebuild(config: Config) -> None:
    app = create_app(config, readers=Outdated())  # type: ignore[arg-type]
    response = app.test_client().get("/")
    assert response.status_code == 503
    assert "huisou index --rebuild" in response.text


@pytest.fixture
def empty(tmp_path: Path) -> Flask:
    return create_app(Config(index=IndexSettings(path=tmp_path / "none")))


def test_without_an_index_the_command_is_named(empty: Flask) -> None:
    response = empty.test_client().get("/search?q=1")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "索引还没有建立" in response.text
    assert "huisou index" in response.text


def test_without_an_index_the_rest_stands(empty: Flask) -> None:
    client = empty.test_client()
    assert [client.get(a).status_code for a in ("/help", "/embed", "/healthz", "/robots.txt")] == [
        200
    ] * 4
    assert client.get("/readyz").status_code == 503
    assert client.get("/api/v1/search").mimetype == "application/problem+json"
