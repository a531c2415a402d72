"""Scoring the matching documents alone gives what scoring all of them gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from index.analysis import Analyzer
from index.article import Visibility
from index.config import Config, IndexSettings
from index.dates import period
from index.engine import SearchRequest, open_writer
from index.engines.whoosh.reader import WhooshReader, open_current
from index.parsing import parse
from index.results import Sort
from tests.engines.dense_ranking import dense_scores
from tests.engines.test_whoosh_codec import DELETED, batches

UNITS = Analyzer().units
QUERIES = (
    "防腐蚀",
    "技术年会 标准",
    "重庆2023年 -coating",
    "“防腐蚀技术” OR 会员",
    "标题:年会 gb/t",
    "年",
    "标准 机构:年会",
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshReader]:
    """Several segments, some of their articles deleted."""
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("scores")))
    with pytest.MonkeyPatch.context() as patch, open_writer(config) as writer:
        patch.setattr("index.engines.whoosh.writer.to_merge", lambda _: [])
        for batch in batches():
            for article in batch:
                writer.put(article)
            writer.checkpoint()
        for article_id in DELETED:
            writer.delete(article_id)
        writer.seal()
    with closing(open_current(config)) as reader:
        yield reader


def wanted(reader: WhooshReader, request: SearchRequest) -> dict[str, float]:
    """The score of every hit by its id, from dense arrays."""
    matching = reader._matching(request)
    days = reader._days
    today = period(reader._view(request.viewer).newest).last
    age = np.where(days > 0, np.maximum(today - days, 0), np.inf)
    settings = reader._config.ranking
    scores = dense_scores(request.query, matching, settings, reader._lengths, age)
    docs = np.flatnonzero(matching.mask(request.query)).tolist()
    return {reader._postings.id_of(doc).decode(): scores[doc] for doc in docs}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", Sort)
def test_scores(reader: WhooshReader, query: str, sort: Sort) -> None:
    request = SearchRequest(
        parse(query, UNITS).node, sort=sort, size=100, viewer=Visibility.STAFF, relax=False
    )
    scores = wanted(reader, request)
    hits = reader.search(request).hits
    assert hits
    assert {hit.article.id: hit.score for hit in hits} == pytest.approx(
        {hit.article.id: scores[hit.article.id] for hit in hits}
    )
    if sort is Sort.RELEVANCE:
        assert [h.score for h in hits] == pytest.approx(sorted(scores.values())[::-1][:100])
