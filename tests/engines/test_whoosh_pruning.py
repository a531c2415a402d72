"""A reader outlives the names of its files: an opened generation may be pruned at any time."""

from __future__ import annotations

import gc
import shutil
import weakref
from contextlib import closing
from pathlib import Path

from index.article import Article, Attachment
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_reader, open_writer
from index.engines.whoosh.reader import open_current
from tests.engines.drawn import quoted


def test_a_reader_needs_no_file_that_it_did_not_open_at_once(tmp_path: Path) -> None:
    """Whoosh opens lengths and stored articles when first asked for."""
    config = Config(index=IndexSettings(path=tmp_path))
    articles = [
        Article(id=f"a{n}", title="年会", body="防腐", attachments=(Attachment("", "", "附件"),))
        for n in range(3)
    ]
    with open_writer(config) as writer:
        for article in articles:
            writer.put(article)
            writer.checkpoint()
        writer.seal()
    with closing(open_reader(config)) as reader:
        shutil.rmtree(tmp_path / reader.generation)
        assert reader.search(SearchRequest(quoted("年会"))).total == 3
        assert reader.total(SearchRequest(quoted("附件"))) == 3
        assert sorted(article.id for article in reader.articles()) == ["a0", "a1", "a2"]


def test_a_closed_reader_lets_its_files_go_at_once(tmp_path: Path) -> None:
    """A server opens a reader for each generation and does not wait for the collector of cycles
    to unmap the one before."""
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        writer.put(Article("a", "年会", "防腐"))
        writer.seal()
    reader = open_current(config)
    assert reader.search(SearchRequest(quoted("年会"))).total == 1
    parts = [weakref.ref(part) for part in (reader._postings, *reader._postings.segments)]
    gc.disable()
    try:
        reader.close()
        assert [part() for part in parts] == [None] * len(parts)
    finally:
        gc.enable()
