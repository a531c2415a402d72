"""Readers follow the current generation, whole, and never within a request."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.article import Article
from index.config import Config, IndexSettings
from index.engine import open_writer
from index.errors import IndexMissing
from webapp import create_app
from webapp.readers import Readers


class Double:
    """A reader that remembers whether it was closed."""

    def __init__(self, generation: str) -> None:
        self.generation, self.closed = generation, False

    def close(self) -> None:
        self.closed = True


def test_opens_once_a_generation_and_closes_the_old_one() -> None:
    current = ["gen-0001"]
    readers = Readers(lambda: Double(current[0]), lambda: current[0])  # type: ignore[arg-type,return-value]
    first = readers.get()
    assert readers.get() is first
    current[0] = "gen-0002"
    assert readers.get().generation == "gen-0002"
    assert first.closed  # type: ignore[attr-defined]


def test_a_damaged_newest_is_not_opened_again_and_again() -> None:
    opened: list[Double] = []

    def opener() -> Double:
        opened.append(Double("gen-0001"))
        return opened[-1]

    readers = Readers(opener, lambda: "gen-0002")  # type: ignore[arg-type]
    assert readers.get() is readers.get()
    assert len(opened) == 1


def test_what_cannot_be_opened_leaves_the_old_one(tmp_path: Path) -> None:
    readers = Readers.of(Config(index=IndexSettings(path=tmp_path)))
    with pytest.raises(IndexMissing):
        readers.get()


def test_a_page_is_new_as_soon_as_a_generation_is(tmp_path: Path) -> None:
    config = Config(index=IndexSettings(path=tmp_path))
    readers = Readers.of(config)
    client = create_app(config, readers=readers).test_client()
    assert client.get("/search").status_code == 503
    for number in (1, 2):
        with open_writer(config) as writer:
            writer.put(Article(id=f"a{number}", title=f"第{number}篇", body="正文"))
            writer.seal()
        found = client.get("/api/v1/search").json
        assert found is not None and found["total"] == number
    readers.close()
