"""Readers follow the current generation, whole, and never within a request."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from index.article import Article
from index.config import Config, IndexSettings
from index.engine import Reader, open_writer
from index.errors import IndexMissing
from webapp import create_app
from webapp.readers import Readers


class Double:
    """A reader that remembers whether it was closed."""

    def __init__(self, generation: str) -> None:
        self.generation, self.closed = generation, False

    def close(self) -> None:
        self.closed = True


def doubles(current: list[str]) -> tuple[Readers, list[Double]]:
    """Readers whose current generation is the last of the list, and what they opened."""
    opened: list[Double] = []

    def opener() -> Reader:
        opened.append(Double(current[-1]))
        return cast(Reader, opened[-1])

    return Readers(opener, lambda: current[-1]), opened


def test_opens_once_a_generation_and_closes_the_old_one() -> None:
    current = ["gen-0001"]
    readers, opened = doubles(current)
    assert readers.get() is readers.get()
    current.append("gen-0002")
    assert readers.get().generation == "gen-0002"
    assert [double.closed for double in opened] == [True, False]


def test_a_damaged_newest_is_not_opened_again_and_again() -> None:
    """What opens is the generation before: it differs from the one that is current."""
    opened: list[Double] = []

    def older() -> Reader:
        opened.append(Double("gen-0001"))
        return cast(Reader, opened[-1])

    readers = Readers(older, lambda: "gen-0002")
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
        assert found is not None
        assert found["total"] == number
    readers.close()
