"""A reader outlives the names of its files: an opened generation may be pruned at any time."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from index.article import Article, Attachment
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_reader, open_writer
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
