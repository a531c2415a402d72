"""When the time is up: a part of the truth, said to be one, and nothing that is not true."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest

from index.article import Article
from index.config import Config, IndexSettings
from index.engine import Reader, SearchRequest, open_reader, open_writer
from index.engines.whoosh import postings
from index.engines.whoosh import reader as whoosh_reader
from index.query import And, Node, Not, Or
from index.results import NoticeCode
from tests.engines.drawn import quoted
from tests.engines.oracle import found

ARTICLES = [
    Article(f"a{n}", f"第{n}届年会", "防腐技术，" * (n % 3) + "的的" + "通知" * (n % 2))
    for n in range(30)
]
QUERIES: list[Node] = [
    quoted("年会"),
    quoted("的"),
    And((quoted("技术，"), quoted("年会"))),
    And((quoted("防腐"), Not(quoted("通知")))),
    Not(Not(quoted("防腐技术"))),
    Not(And((quoted("防腐"), Not(quoted("通知"))))),
    Or((quoted("通知"), Not(quoted("防腐，")), quoted("技术"))),
    And((quoted("通知"), quoted("火星"), quoted("防腐"))),
]


class CountingClock(postings.Clock):
    """The time is up at a number of looks, however long they take."""

    def __init__(self, looks: int, seconds: float) -> None:
        super().__init__(seconds)
        self.left = looks

    def over(self) -> bool:
        self.left -= 1
        self.expired = self.expired or self.left < 0
        return self.expired


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("time")))
    with open_writer(config) as writer:
        for number, article in enumerate(ARTICLES):
            writer.put(article)
            if number % 10 == 9:
                writer.checkpoint()
        writer.seal()
    with closing(open_reader(config)) as reader:
        reader.search(SearchRequest(quoted("年会")))
        yield reader


@pytest.mark.parametrize("node", QUERIES, ids=str)
def test_a_search_cut_at_any_look_at_the_clock_gives_a_part(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, node: Node
) -> None:
    """Every look is tried as the last one in time; what was cut off was taken for found
    nowhere, and terms were let go that articles do hold."""
    every = {article.id for article in found(ARTICLES, node)}
    for looks in range(60):
        monkeypatch.setattr(whoosh_reader, "Clock", partial(CountingClock, looks))
        page = reader.search(SearchRequest(node, size=100))
        if page.partial:
            assert NoticeCode.TIME_UP in {notice.code for notice in page.notices}
        if every:
            assert {hit.article.id for hit in page.hits} <= every
            assert not page.dropped
        if not page.partial:
            assert {hit.article.id for hit in page.hits} == every or page.dropped
