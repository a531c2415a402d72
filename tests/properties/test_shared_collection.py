"""The promises of the design on real text: everything is compared with a scan of it."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.analysis import Analyzer, normalize, normalized, occurrences
from index.article import Article, Kind, Organization, PartialDate, stable_id
from index.config import Config, IndexSettings
from index.engine import Reader, SearchRequest, open_reader, open_writer
from index.parsing import parse
from index.results import Filters
from tests.engines.drawn import flat, quoted
from tests.engines.oracle import counts, found

ARTICLES = 600
RUNS = 300


def _read(file: Path, many: int) -> Iterator[Article]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, many):
            row = json.loads(line)
            yield Article(
                id=stable_id(row["id"]),
                title=row["title"] or row["body"][:30],
                body=row["body"],
                published=PartialDate.parse(row["date"]) if row["date"] else None,
                category=tuple(filter(None, ("新闻", row["category"]))),
                organizations=(Organization(row["source"]),) if row["source"] else (),
                kind=Kind.MEETING if "会议" in row["title"] else Kind.NEWS,
            )


@pytest.fixture(scope="module")
def collection(shared_data: Path) -> list[Article]:
    """Articles of both shared sets."""
    titled = _read(shared_data / "bulk" / "news-titled.jsonl.gz", ARTICLES // 2)
    untitled = _read(shared_data / "bulk" / "news-untitled.jsonl.gz", ARTICLES // 2)
    return [*titled, *untitled]


@pytest.fixture(scope="module")
def reader(collection: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """An index of the collection, written in three batches."""
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("shared")))
    with open_writer(config) as writer:
        for number, article in enumerate(collection, 1):
            writer.put(article)
            if not number % (ARTICLES // 3):
                writer.checkpoint()
        writer.seal()
    reader = open_reader(config)
    yield reader
    reader.close()


def runs(collection: list[Article], seed: int) -> Iterator[str]:
    """Runs of 2 to 12 characters cut anywhere in any text."""
    chance = random.Random(seed)
    for _ in range(RUNS):
        article = chance.choice(collection)
        text = chance.choice((article.title, article.body))
        start = chance.randrange(len(text))
        yield text[start : start + chance.randint(2, 12)]


def test_a_quoted_search_gives_what_a_scan_gives(collection: list[Article], reader: Reader) -> None:
    texts = {a.id: [normalize(a.title).text, normalize(a.body).text] for a in collection}
    hits = 0
    for run in runs(collection, seed=1):
        term = quoted(normalized(run))
        if not term.text:
            continue
        wanted = {
            article_id
            for article_id, both in texts.items()
            if any(next(occurrences(text, term.text), None) is not None for text in both)
        }
        page = reader.search(SearchRequest(term, size=ARTICLES, facets=(), relax=False))
        assert {hit.article.id for hit in page.hits} == wanted, run
        hits += len(wanted)
    assert hits > RUNS / 2


def test_what_is_marked_is_what_was_asked_for(collection: list[Article], reader: Reader) -> None:
    marked = 0
    for run in itertools.islice(runs(collection, seed=2), RUNS // 3):
        term = quoted(normalized(run))
        for hit in reader.search(SearchRequest(term, facets=(), relax=False)).hits:
            parts = [(hit.article.title, hit.title_ranges)]
            for snippet in hit.snippets:
                end = snippet.start + len(snippet.text)
                assert hit.article.body[snippet.start : end] == snippet.text
                parts.append((snippet.text, snippet.ranges))
            for text, ranges in parts:
                for start, end in ranges:
                    marked += 1
                    assert normalized(text[start:end]).startswith(term.text[:1])
                    assert normalized(text[start:end]).endswith(term.text[-1:])
            assert any(ranges for _, ranges in parts)
    assert marked > RUNS / 6


def test_counts_are_those_of_a_scan(collection: list[Article], reader: Reader) -> None:
    chance = random.Random(3)
    units = Analyzer().units
    for run in itertools.islice(runs(collection, seed=4), 12):
        node = parse(f'"{normalized(run)[:3]}" OR 会议 -经济', units).node
        filters = Filters(
            dates=chance.choice(((), ("2022",), ("2022-01", "2023"))),
            categories=chance.choice(((), ("新闻",), ("新闻/新闻联播",))),
            kinds=chance.choice(((), ("news",), ("meeting",))),
        )
        page = reader.search(SearchRequest(node, filters, facet_size=0, relax=False))
        assert page.total == len(found(collection, node, filters))
        for name, facet in page.facets.items():
            wanted = counts(name, found(collection, node, filters, leaving_out=name))
            assert {b.value: b.count for b in flat(facet.buckets) if b.count} == dict(wanted)
