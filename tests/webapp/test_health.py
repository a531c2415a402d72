"""Alive, ready, and what crawlers may walk."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from index.config import Config, VocabularySettings
from webapp import create_app
from webapp.readers import Readers


def test_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz").json
    assert ready is not None
    assert ready["status"] == "ready"
    assert ready["rebuild_due"] is False
    assert ready["generation"].startswith("gen-")
    assert ready["articles"] > 40


def test_another_dictionary_makes_a_rebuild_due(config: Config, tmp_path: Path) -> None:
    dictionary = tmp_path / "dictionary.txt"
    dictionary.write_text("重防腐涂层\n", "utf-8")
    changed = config.model_copy(update={"vocabulary": VocabularySettings(dictionary=dictionary)})
    readers = Readers.of(changed)
    ready = create_app(changed, readers=readers).test_client().get("/readyz").json
    readers.close()
    assert ready is not None
    assert ready["rebuild_due"] is True


def test_crawlers_are_kept_out_of_filters(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    for line in (
        "Disallow: /api/",
        "Disallow: /*?date=",
        "Disallow: /*&org=",
        "Disallow: /*&sort=",
    ):
        assert line in lines
