"""The writer: ids that cannot be, segments without number, merges of what was deleted."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from index.article import Article, Attachment, PartialDate, Visibility
from index.check import check
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_reader, open_writer
from index.engines.whoosh.writer import MOST_SEGMENTS
from tests.engines.drawn import quoted


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(index=IndexSettings(path=tmp_path))


@pytest.mark.parametrize("article_id", ["", "\ud800", "\0", "a/b", "编号", "x" * 70_000])
def test_deleting_what_cannot_be_there_changes_nothing(config: Config, article_id: str) -> None:
    with open_writer(config) as writer:
        writer.put(Article("a", "题", "文"))
        writer.checkpoint()
        writer.delete(article_id)
        writer.seal()
    with closing(open_reader(config)) as reader:
        assert reader.count() == 1
        assert reader.article(article_id) is None


def test_many_small_runs_end_as_one_run_would(config: Config, tmp_path: Path) -> None:
    """Articles put, replaced and deleted over more segments than are kept, merges included."""
    chance, kept = random.Random(7), {}
    for run in range(3):
        with open_writer(config) as writer:
            for batch in range(MOST_SEGMENTS - 2):
                for _ in range(3):
                    article = _article(chance.randrange(40), f"{run}第{batch}批")
                    writer.put(article)
                    kept[article.id] = article
                gone = f"a{chance.randrange(40)}"
                writer.delete(gone)
                kept.pop(gone, None)
                writer.checkpoint()
            writer.seal()
    assert check(config) == []
    plain = Config(index=IndexSettings(path=tmp_path / "plain"))
    with open_writer(plain) as writer:
        for article in kept.values():
            writer.put(article)
        writer.seal()
    with closing(open_reader(config)) as many, closing(open_reader(plain)) as one:
        for viewer in Visibility:
            for text in ("年会", "附件", "第3批", "防"):
                request = SearchRequest(quoted(text), size=100, viewer=viewer)
                first, second = many.search(request), one.search(request)
                assert first.hits == second.hits
                assert first.facets == second.facets


def _article(number: int, text: str) -> Article:
    return Article(
        f"a{number}",
        f"防腐年会{number}",
        f"{text}，" * (number % 5 + 1),
        published=PartialDate(2000 + number % 9),
        category=("甲", f"乙{number % 3}"),
        attachments=(Attachment("", "", "附件正文"),) * (number % 2),
        visibility=Visibility.STAFF if number % 4 == 0 else Visibility.PUBLIC,
    )
