"""Whoosh's own searcher finds in our arrays what it finds in its own files."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh.index import FileIndex, open_dir
from whoosh.query import And, Or, Phrase, Query, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.analysis import Analyzer, ngrams
from index.article import Article, Attachment, Kind, Organization, PartialDate
from index.config import Config, IndexSettings
from index.engine import open_writer
from index.engines.whoosh.codec import ArrayDocuments, ArraySegment
from index.engines.whoosh.fields import whoosh_schema
from tests.engines.stock_whoosh import stock_index

WORDS = tuple("防腐蚀 技术 年会 重庆 2023 年 gb/t 50046 会员 的 标准 coating 𠀀".split())
BATCHES, SIZE = 4, 60
ANALYZER = Analyzer()


def batches() -> list[list[Article]]:
    """Articles of common and rare words; a few are replaced in a later batch."""
    chance = random.Random(7)

    def text(most: int) -> str:
        return "".join(chance.choices(WORDS, weights=range(len(WORDS), 0, -1), k=most))

    made = [
        Article(
            id=f"a{number}",
            title=text(4),
            body=text(chance.randint(0, 60)),
            attachments=(Attachment("", "", text(9)),) * chance.randint(0, 2),
            published=PartialDate(2020 + number % 4, 1 + number % 12) if number % 7 else None,
            category=("新闻", "行业")[: number % 3],
            organizations=(Organization(text(1)),) * (number % 2),
            kind=Kind.NEWS,
        )
        for number in range(BATCHES * SIZE)
    ]
    rows = [made[start : start + SIZE] for start in range(0, len(made), SIZE)]
    for row in rows[1:]:
        row[0] = replace(row[0], id=f"a{chance.randrange(SIZE)}")
    return rows


DELETED = ("a3", "a64", "a190")


@pytest.fixture(scope="module", params=["many segments", "one segment"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Searcher, Searcher]]:
    """Searchers over stock Whoosh and over the arrays: with deletions, or all merged."""
    folder = tmp_path_factory.mktemp("codec")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "many segments":
            stock = stock_index(folder / "stock", batches(), DELETED, ANALYZER)
            patch.setattr("index.engines.whoosh.writer.to_merge", lambda _: [])
        else:
            stock = stock_index(folder / "stock", [living()], (), ANALYZER)
        ours = array_index(folder / "ours")
        patch.setattr(ArrayDocuments, "doc_field_length", rounded(ArrayDocuments.doc_field_length))
        assert len(ours._segments()) == len(stock._segments())
        with stock.searcher(weighting=BM25F()) as one, ours.searcher(weighting=BM25F()) as other:
            yield one, other


def living() -> list[Article]:
    """The articles that are left in the end."""
    last = {article.id: article for batch in batches() for article in batch}
    return [article for article in last.values() if article.id not in DELETED]


def rounded(exact: Callable[..., int]) -> Callable[..., int]:
    """Lengths as rough as stock Whoosh's, which have a byte each; ours are exact."""
    return lambda *place: int(byte_to_length(length_to_byte(exact(*place))))


def array_index(folder: Path) -> FileIndex:
    """The same through our writer, opened as anybody would open a Whoosh index."""
    with open_writer(Config(index=IndexSettings(path=folder))) as writer:
        for batch in batches():
            for article in batch:
                writer.put(article)
            writer.checkpoint()
        for article_id in DELETED:
            writer.delete(article_id)
        generation = writer.seal()
    index = open_dir(str(folder / generation), schema=whoosh_schema())
    assert all(isinstance(segment, ArraySegment) for segment in index._segments())
    return index


def scored(searcher: Searcher, query: Query) -> dict[str, float]:
    """The score of each hit by the stored article."""
    results = searcher.search(query, limit=None)
    return {hit["article"]: hit.score for hit in results}


def queries() -> Iterator[Query]:
    """Terms of words and n-grams, alone, all of them, any of them, one behind another."""
    chance = random.Random(8)
    words = [Term(f"{part}_words", word) for part in ("title", "body") for word in WORDS]
    pairs = [Term("body_ngrams", token) for word in WORDS for token, _ in ngrams(word)]
    values = [Term("kind", "news"), Term("category", "新闻/行业"), Term("date", "2021-02")]
    yield from (*words, *pairs, *values)
    for _ in range(40):
        some = chance.sample([*words, *pairs], 3)
        yield from (And(some[:2]), Or(some), And([Or(some[:2]), some[2]]))
    for text in ("技术年会", "防腐蚀技", "会员的标"):
        yield Phrase("body_ngrams", [text[at : at + 2] for at in range(len(text) - 1)])


def test_hits_and_scores_are_those_of_stock_whoosh(both: tuple[Searcher, Searcher]) -> None:
    stock, ours = both
    found = 0
    for query in queries():
        wanted = scored(stock, query)
        assert scored(ours, query) == pytest.approx(wanted, rel=1e-6), query
        found += len(wanted)
    assert found > 1000


def test_statistics_are_those_of_stock_whoosh(both: tuple[Searcher, Searcher]) -> None:
    stock, ours = (searcher.reader() for searcher in both)
    assert ours.doc_count() == stock.doc_count()
    for field in ("body_words", "title_ngrams", "org", "identifier", "date"):
        assert list(ours.lexicon(field)) == list(stock.lexicon(field))
        for term in stock.lexicon(field):
            assert ours.doc_frequency(field, term) == stock.doc_frequency(field, term)
            assert ours.frequency(field, term) == stock.frequency(field, term)
