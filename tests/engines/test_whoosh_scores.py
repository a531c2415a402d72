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
from index.results import Hit, Sort
from tests.engines.dense_ranking import DenseRanking
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
    "防腐蚀技术年会标准",
    "会员标准的时间",
    "年会标准 OR (重庆 技术)",
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


def dense(reader: WhooshReader, request: SearchRequest) -> DenseRanking:
    """The ranking of one request over dense arrays."""
    days = reader._days
    today = period(reader._view(request.viewer).newest).last
    return DenseRanking(
        reader._matching(request),
        reader._config.ranking,
        reader._lengths,
        np.where(days > 0, np.maximum(today - days, 0), np.inf),
        reader._stored,
    )


def doc_of(reader: WhooshReader, hit: Hit) -> int:
    """The number of the document of a hit."""
    docs = reader._postings.docs("id", hit.article.id.encode())
    return int(docs[0])


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", Sort)
def test_scores(reader: WhooshReader, query: str, sort: Sort) -> None:
    """By date, the documents that are ranked are those of the page alone."""
    node = parse(query, UNITS).node
    request = SearchRequest(node, sort=sort, size=100, viewer=Visibility.STAFF, relax=False)
    hits = reader.search(request).hits
    assert hits
    ranking = dense(reader, request)
    docs = [doc_of(reader, hit) for hit in hits]
    matching = np.flatnonzero(ranking.matching.mask(node)).tolist()
    scores = ranking.scores(node, matching if sort is Sort.RELEVANCE else docs)
    assert [hit.score for hit in hits] == pytest.approx([scores[doc] for doc in docs])
    if sort is Sort.RELEVANCE:
        assert [h.score for h in hits] == pytest.approx(sorted(scores[matching])[::-1][:100])


PARTLY = ["防腐蚀技术年会标准coating50046会员是谁的？", "火星coating 𠀀标准"]


@pytest.mark.parametrize("query", PARTLY)
def test_scores_of_partial_matches(reader: WhooshReader, query: str) -> None:
    """What matches all words is ranked among its like and stands first; then the rest."""
    node = parse(query, UNITS).node
    request = SearchRequest(node, size=100, viewer=Visibility.STAFF)
    page = reader.search(request)
    assert page.dropped
    assert page.full < page.total
    ranking = dense(reader, request)
    docs = [doc_of(reader, hit) for hit in page.hits]
    whole = np.flatnonzero(ranking.matching.mask(node)).tolist()
    assert set(docs[: page.full]) == set(whole)
    scores = [hit.score for hit in page.hits]
    first = ranking.scores(node, whole)
    assert scores[: page.full] == pytest.approx([first[doc] for doc in docs[: page.full]])
    rest = docs[page.full :]
    assert len(docs) == page.total
    second = ranking.scores(node, rest, partly=True)
    assert scores[page.full :] == pytest.approx([second[doc] for doc in rest])
    assert scores[page.full :] == sorted(scores[page.full :], reverse=True)
