"""The peers of ``bench.engines``: tantivy, SQLite FTS5 and bm25s, each at its honest best.

tantivy and SQLite are given Han as overlapping bigrams, so that a run of characters is a
phrase of consecutive tokens, as it is for us; bm25s, which has neither phrases nor
operators, is given the segmenter's words. All count four facets: tantivy by its
aggregations, SQLite by GROUP BY, bm25s by numpy over ordinals. A search gives how many
articles match, or None where the engine cannot be asked for that.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.queries import Asked
from index.analysis import Analyzer, normalized
from index.analysis.characters import HAN
from index.article import Article
from index.parsing import parse
from index.query import And, Everything, Node, Not, Or, Term

FACETS = ("year", "category", "kind", "source")
_RUNS = re.compile(rf"[{HAN}]+|(?:(?![{HAN}])\w)+")


def bigrams(text: str) -> list[str]:
    """The tokens of a normalised text: overlapping pairs of Han, other words whole."""
    tokens: list[str] = []
    for run in _RUNS.findall(text):
        if re.match(f"[{HAN}]", run) and len(run) > 1:
            tokens += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            tokens.append(run)
    return tokens


def values(article: Article) -> dict[str, str]:
    """What the article counts as in each facet."""
    return {
        "year": str(article.published or "")[:4],
        "category": "/".join(article.category),
        "kind": article.kind.value,
        "source": article.source,
    }


def day(article: Article) -> int:
    """The date as a number that orders as the dates do."""
    return int(str(article.published or "0").replace("-", "").ljust(8, "0"))


class Tantivy:
    """tantivy through its Python binding."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        import tantivy

        opened = tantivy.Index.open(str(folder))
        self._tantivy: Any = tantivy
        self._units = analyzer.units
        self._searcher: Any = opened.searcher()
        self._schema = opened.schema

    @staticmethod
    def build(folder: Path, articles: Sequence[Article], _: Analyzer) -> None:
        """Index the articles."""
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_integer_field("day", fast=True)
        builder.add_bytes_field("stored", stored=True, indexed=False)
        folder.mkdir(parents=True)
        writer = tantivy.Index(builder.build(), str(folder)).writer(256_000_000)
        for article in articles:
            texts = {
                "title": " ".join(bigrams(normalized(article.title))),
                "body": " ".join(bigrams(normalized(article.body))),
            }
            stored = article.to_json().encode()
            writer.add_document(
                tantivy.Document(stored=stored, day=day(article), **texts, **values(article))
            )
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, asked: Asked) -> int | None:
        """The first ten hits with their articles, and four facets."""
        query = self._query(parse(asked.text, self._units).node)
        for name, value in (("year", asked.year), ("category", asked.category)):
            if value:
                term = self._tantivy.Query.term_query(self._schema, name, value)
                query = self._all([query, self._tantivy.Query.const_score_query(term, 0.0)])
        order = {"order_by_field": "day"} if asked.newest else {}
        found = self._searcher.search(query, 10, **order)
        wanted = {name: {"terms": {"field": name, "size": 12}} for name in FACETS}
        self._searcher.aggregate(query, wanted)
        for _, address in found.hits:
            Article.from_json(bytes(self._searcher.doc(address)["stored"][0]).decode())
        return int(found.count or 0)

    def _query(self, node: Node) -> Any:
        match node:
            case Term(units=units):
                return self._all([self._unit(unit) for unit in units])
            case And(children):
                made = [
                    (self._tantivy.Occur.MustNot, self._query(child.child))
                    if isinstance(child, Not)
                    else (self._tantivy.Occur.Must, self._query(child))
                    for child in children
                ]
                return self._tantivy.Query.boolean_query(made)
            case Or(children):
                should = self._tantivy.Occur.Should
                return self._tantivy.Query.boolean_query(
                    [(should, self._query(c)) for c in children]
                )
            case Not(child):
                everything = (self._tantivy.Occur.Must, self._tantivy.Query.all_query())
                unwanted = (self._tantivy.Occur.MustNot, self._query(child))
                return self._tantivy.Query.boolean_query([everything, unwanted])
            case Everything():
                return self._tantivy.Query.all_query()

    def _all(self, queries: list[Any]) -> Any:
        if len(queries) == 1:
            return queries[0]
        must = self._tantivy.Occur.Must
        return self._tantivy.Query.boolean_query([(must, query) for query in queries])

    def _unit(self, unit: str) -> Any:
        tokens = bigrams(unit)
        should, made = self._tantivy.Occur.Should, []
        for name, boost in (("title", 3.0), ("body", 1.0)):
            if len(tokens) == 1:
                query = self._tantivy.Query.term_query(self._schema, name, tokens[0])
            else:
                query = self._tantivy.Query.phrase_query(self._schema, name, tokens)
            made.append((should, self._tantivy.Query.boost_query(query, boost)))
        return self._tantivy.Query.boolean_query(made)


class SQLite:
    """SQLite with FTS5 and an ordinary table for what is counted."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._base = sqlite3.connect(folder / "articles.db")
        self._base.execute("PRAGMA mmap_size=4000000000")
        self._units = analyzer.units

    @staticmethod
    def build(folder: Path, articles: Sequence[Article], _: Analyzer) -> None:
        """Index the articles."""
        folder.mkdir(parents=True)
        base = sqlite3.connect(folder / "articles.db")
        base.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, content='')")
        columns = ", ".join(f"{name} TEXT" for name in FACETS)
        base.execute(f"CREATE TABLE articles (day INTEGER, stored TEXT, {columns})")
        for number, article in enumerate(articles, 1):
            texts = [" ".join(bigrams(normalized(text))) for text in (article.title, article.body)]
            base.execute(
                "INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", [number, *texts]
            )
            row = [number, day(article), article.to_json(), *values(article).values()]
            names = ", ".join(FACETS)
            base.execute(
                f"INSERT INTO articles (rowid, day, stored, {names}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        base.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        base.execute("CREATE INDEX by_day ON articles (day DESC)")
        base.commit()
        base.close()

    def ask(self, asked: Asked) -> int | None:
        """The first ten hits with their articles, and four facets."""
        wanted = self._match(parse(asked.text, self._units).node)
        conditions = [
            f"{n} = ?" for n, v in (("year", asked.year), ("category", asked.category)) if v
        ]
        arguments = [value for value in (asked.year, asked.category) if value]
        source = "articles a"
        if wanted:
            source = "texts JOIN articles a ON a.rowid = texts.rowid"
            conditions.insert(0, "texts MATCH ?")
            arguments.insert(0, wanted)
        where = f"FROM {source}" + (f" WHERE {' AND '.join(conditions)}" if conditions else "")
        order = "a.day DESC" if asked.newest else "bm25(texts, 3.0, 1.0)"
        query = f"SELECT a.stored {where} ORDER BY {order} LIMIT 10"
        for (stored,) in self._base.execute(query, arguments):
            Article.from_json(stored)
        self._base.execute("DROP TABLE IF EXISTS temp.found")
        columns = ", ".join(f"a.{name}" for name in FACETS)
        self._base.execute(f"CREATE TEMP TABLE found AS SELECT {columns} {where}", arguments)
        for name in FACETS:
            self._base.execute(f"SELECT {name}, count(*) FROM found GROUP BY {name}").fetchall()
        return int(self._base.execute("SELECT count(*) FROM found").fetchone()[0])

    def _match(self, node: Node) -> str:
        match node:
            case Term(units=units):
                return (
                    "(" + " AND ".join('"' + " ".join(bigrams(unit)) + '"' for unit in units) + ")"
                )
            case And(children):
                kept = " AND ".join(self._match(c) for c in children if not isinstance(c, Not))
                gone = [self._match(c.child) for c in children if isinstance(c, Not)]
                return f"({' NOT '.join([kept, *gone])})"
            case Or(children):
                return "(" + " OR ".join(map(self._match, children)) + ")"
            case _:
                return ""


class Bm25s:
    """bm25s over the segmenter's words; no operators, phrases or positions."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        import bm25s

        self._analyzer = analyzer
        self._scores = bm25s.BM25.load(str(folder), mmap=True)
        self._columns = {name: np.load(folder / f"{name}.npy") for name in FACETS}
        self._values = {name: np.load(folder / f"{name}.values.npy") for name in FACETS}
        self._days = np.load(folder / "day.npy")
        self._stored = (folder / "stored.jsonl").read_text(encoding="utf-8").split("\n")

    @staticmethod
    def build(folder: Path, articles: Sequence[Article], analyzer: Analyzer) -> None:
        """Index the articles."""
        import bm25s

        folder.mkdir(parents=True)
        words = [
            [word for word, _ in analyzer.words(normalized(f"{article.title}\n{article.body}"))]
            for article in articles
        ]
        scores = bm25s.BM25()
        scores.index(words, show_progress=False)
        scores.save(str(folder))
        for name in FACETS:
            found, ordinals = np.unique([values(a)[name] for a in articles], return_inverse=True)
            np.save(folder / f"{name}.npy", ordinals)
            np.save(folder / f"{name}.values.npy", found)
        np.save(folder / "day.npy", np.array([day(article) for article in articles]))
        stored = "\n".join(article.to_json() for article in articles)
        (folder / "stored.jsonl").write_text(stored, encoding="utf-8")

    def ask(self, asked: Asked) -> int | None:
        """The first ten hits with their articles, and four facets; None where it cannot."""
        words = list(self._words(parse(asked.text, self._analyzer.units).node))
        if None in words:
            return None
        scores = self._scores.get_scores(words) if words else np.ones(len(self._days))
        mask = scores > 0
        for name, value in (("year", asked.year), ("category", asked.category)):
            if value:
                mask &= self._columns[name] == np.searchsorted(self._values[name], value)
        for name in FACETS:
            np.bincount(self._columns[name][mask], minlength=len(self._values[name]))
        keys = np.where(mask, -self._days if asked.newest else -scores, np.inf)
        best = np.argpartition(keys, min(10, len(keys) - 1))[:10]
        for doc in best[np.argsort(keys[best])].tolist():
            Article.from_json(self._stored[doc])
        return int(np.count_nonzero(mask))

    def _words(self, node: Node) -> Iterator[str | None]:
        match node:
            case Everything():
                return
            case Term(units=(unit,), quoted=False):
                yield unit
            case Or(children):
                for child in children:
                    yield from self._words(child)
            case _:
                yield None


PEERS: dict[str, type[Tantivy] | type[SQLite] | type[Bm25s]] = {
    "tantivy": Tantivy,
    "SQLite FTS5": SQLite,
    "bm25s": Bm25s,
}
