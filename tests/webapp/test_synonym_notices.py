"""Synonyms on the pages and in the API: searched, said, and turned off by a link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.config import Config, VocabularySettings
from tests.webapp.conftest import written_index
from tests.webapp.markup import links, of_class, parsed, text
from webapp import create_app
from webapp.readers import Readers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "词.txt"
    path.write_text("提升班 -> 技术培训\n", "utf-8")
    return path


@pytest.fixture
def client(tmp_path: Path, file: Path) -> Iterator[FlaskClient]:
    config = written_index(tmp_path / "index")
    words = VocabularySettings(synonyms=file)
    config = Config.model_validate(config.model_dump() | {"vocabulary": words})
    readers = Readers.of(config)
    yield create_app(config, readers=readers).test_client()
    readers.close()


def answer(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """What the API answers."""
    found = client.get("/api/v1/search", query_string=asked).json
    assert isinstance(found, dict)
    return found


def marks(page: str) -> set[str]:
    """What is marked on a page."""
    return {text(mark) for mark in parsed(page).iter("mark")}


def test_the_page_marks_the_synonym_and_says_so(client: FlaskClient) -> None:
    page = client.get("/search?q=提升班&kind=notice").text
    assert "技术培训" in marks(page)
    notice = text(of_class(parsed(page), "notices")[0])
    assert notice == "也搜索了“提升班”的同义词“技术培训” 只搜原词"
    href = links(parsed(page))["只搜原词"]
    assert "kind=notice" in href
    alone = client.get(href).text
    assert "技术培训" not in marks(alone)
    assert "也搜索了" not in alone


def test_the_api_says_what_was_searched_as_well(client: FlaskClient) -> None:
    found = answer(client, q="提升班")
    assert found["total"] > 0
    said = "也搜索了“提升班”的同义词“技术培训”"
    assert found["notices"] == [{"code": "synonyms", "text": said, "query": '"提升班"'}]
    assert answer(client, q='"提升班"')["total"] == 0


def test_an_edit_is_served_at_once_and_not_from_what_a_browser_keeps(
    client: FlaskClient, file: Path
) -> None:
    first = client.get("/api/v1/search?q=强化课")
    file.write_text("强化课 -> 技术培训\n", "utf-8")
    again = client.get("/api/v1/search?q=强化课", headers={"If-None-Match": first.headers["ETag"]})
    assert first.json is not None
    assert first.json["total"] == 0
    assert again.status_code == 200
    assert answer(client, q="强化课")["total"] > 0


def test_the_article_page_marks_the_synonym(client: FlaskClient) -> None:
    assert "技术培训" in marks(client.get("/article/article01?q=提升班").text)
