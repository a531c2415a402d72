"""The peers of ``bench.engines``: tantivy, SQLite FTS5 and bm25s, each at its honest best.

tantivy and SQLite are given Han as overlapping bigrams, so that a run of characters is a
phrase of consecutive tokens, as it is for us; bm25s, which has neither phrases nor
operators, is given the segmenter's words. Each gives ten stored articles and counts the
facets that we count (date by year, category, organisation, kind), twelve buckets each, and
each facet without the filter on itself: tantivy by its aggregations, SQLite by GROUP BY,
bm25s by numpy over ordinals. Only tantivy has snippets here, in an index of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.answers import BUCKETS, FACETS, Answer, bigrams, day, values, views
from bench.queries import Asked
from bench.tantivy_peer import Tantivy, TantivySnippets
from index.analysis import Analyzer, normalized
from index.article import Article
from index.parsing import parse
from index.query import And, Everything, Node, Not, Or, Term

_SINGLE = ("date", "category", "kind")


class SQLite:
    """SQLite with FTS5 and an ordinary table for what is counted."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self._base = sqlite3.connect(folder / "articles.db")
        self._base.execute("PRAGMA mmap_size=4000000000")
        self._units = analyzer.units

    @staticmethod
    def build(folder: Path, articles: Iterable[Article], _: Analyzer) -> None:
        """Index the articles."""
        folder.mkdir(parents=True)
        base = sqlite3.connect(folder / "articles.db")
        base.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, content='')")
        base.execute("CREATE TABLE articles (day INTEGER, date, category, kind, stored TEXT)")
        base.execute("CREATE TABLE orgs (article INTEGER, org TEXT)")
        for number, article in enumerate(articles, 1):
            texts = [" ".join(bigrams(normalized(text))) for text in (article.title, article.body)]
            base.execute(
                "INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", [number, *texts]
            )
            facets = values(article)
            single = [(facets[name] or [""])[0] for name in _SINGLE]
            base.execute(
                "INSERT INTO articles (rowid, day, date, category, kind, stored)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [number, day(article), *single, article.to_json()],
            )
            base.executemany(
                "INSERT INTO orgs VALUES (?, ?)", [(number, name) for name in facets["org"]]
            )
        base.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        base.execute("CREATE INDEX by_day ON articles (day DESC)")
        base.execute("CREATE INDEX by_article ON orgs (article, org)")
        base.execute("CREATE INDEX by_org ON orgs (org, article)")
        base.execute("ANALYZE")
        base.commit()
        base.close()

    def ask(self, asked: Asked) -> Answer | None:
        """The first ten hits with their articles, and four facets."""
        if asked.relax:
            return None
        wanted = self._match(parse(asked.text, self._units).node)
        where, arguments = self._where(wanted, asked, frozenset(asked.filters))
        order = "a.day DESC" if asked.newest else "bm25(texts, 3.0, 1.0)"
        query = f"SELECT a.stored {where} ORDER BY {order} LIMIT 10"
        for (stored,) in self._base.execute(query, arguments):
            Article.from_json(stored)
        (total,) = self._base.execute(f"SELECT count(*) {where}", arguments).fetchone()
        counted: dict[str, list[tuple[str, int]]] = {}
        for used, names in views(asked):
            where, arguments = self._where(wanted, asked, used)
            self._base.execute("DROP TABLE IF EXISTS temp.found")
            self._base.execute(
                "CREATE TEMP TABLE found AS"
                f" SELECT a.rowid AS article, a.date, a.category, a.kind {where}",
                arguments,
            )
            for name in names:
                table = "found JOIN orgs USING (article)" if name == "org" else "found"
                counted[name] = self._base.execute(
                    f"SELECT {name}, count(*) FROM {table} WHERE {name} <> ''"
                    f" GROUP BY {name} ORDER BY 2 DESC LIMIT {BUCKETS}"
                ).fetchall()
        return Answer(int(total), tuple(count for _, count in counted["org"]))

    def _where(self, wanted: str, asked: Asked, used: frozenset[str]) -> tuple[str, list[str]]:
        """The end of a statement that selects the articles, and its arguments."""
        source = "texts JOIN articles a ON a.rowid = texts.rowid" if wanted else "articles a"
        conditions, arguments = (["texts MATCH ?"], [wanted]) if wanted else ([], [])
        for name in sorted(used):
            marks = ", ".join("?" * len(asked.filters[name]))
            if name == "org":
                chosen = f"SELECT article FROM orgs WHERE org IN ({marks})"
                conditions.append(f"a.rowid IN ({chosen})")
            else:
                conditions.append(f"a.{name} IN ({marks})")
            arguments += asked.filters[name]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return f"FROM {source}{where}", arguments

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


@dataclass(frozen=True, slots=True)
class _OrdinalColumn:
    """Pairs of a document and the ordinal of one of its values, beside the sorted values."""

    values: npt.NDArray[np.str_]
    docs: npt.NDArray[np.int64]
    ordinals: npt.NDArray[np.int64]

    @classmethod
    def of(cls, pairs: list[tuple[int, str]]) -> _OrdinalColumn:
        """The column of documents and values."""
        found, ordinals = np.unique([value for _, value in pairs], return_inverse=True)
        return cls(found, np.array([doc for doc, _ in pairs], dtype=np.int64), ordinals)

    def save(self, folder: Path, name: str) -> None:
        """Write the column as one file."""
        arrays = {"values": self.values, "docs": self.docs, "ordinals": self.ordinals}
        np.savez(folder / f"{name}.npz", **arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, folder: Path, name: str) -> _OrdinalColumn:
        """Read what :meth:`save` wrote."""
        with np.load(folder / f"{name}.npz") as arrays:
            return cls(arrays["values"], arrays["docs"], arrays["ordinals"])

    def holding(self, wanted: Iterable[str], count: int) -> npt.NDArray[np.bool_]:
        """Of ``count`` documents, those with any of the wanted values."""
        mask = np.zeros(count, dtype=np.bool_)
        mask[self.docs[np.isin(self.ordinals, np.flatnonzero(np.isin(self.values, [*wanted])))]] = 1
        return mask

    def top(self, mask: npt.NDArray[np.bool_]) -> tuple[int, ...]:
        """The counts of the largest buckets among the masked documents."""
        counts = np.bincount(self.ordinals[mask[self.docs]], minlength=len(self.values))
        largest = np.sort(counts)[::-1][:BUCKETS]
        return tuple(largest[largest > 0].tolist())


class Bm25s:
    """bm25s over the segmenter's words; no operators, phrases or positions."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        import bm25s

        self._analyzer = analyzer
        self._scores = bm25s.BM25.load(str(folder), mmap=True)
        self._columns = {name: _OrdinalColumn.load(folder, name) for name in FACETS}
        self._days = np.load(folder / "day.npy")
        self._stored = (folder / "stored.jsonl").read_text(encoding="utf-8").split("\n")

    @staticmethod
    def build(folder: Path, articles: Iterable[Article], analyzer: Analyzer) -> None:
        """Index the articles."""
        import bm25s

        folder.mkdir(parents=True)
        words, days = [], []
        pairs: dict[str, list[tuple[int, str]]] = {name: [] for name in FACETS}
        with (folder / "stored.jsonl").open("w", encoding="utf-8") as stored:
            for doc, article in enumerate(articles):
                text = normalized(f"{article.title}\n{article.body}")
                words.append([word for word, _ in analyzer.words(text)])
                days.append(day(article))
                stored.write(f"{article.to_json()}\n")
                for name, given in values(article).items():
                    pairs[name] += [(doc, value) for value in given]
        scores = bm25s.BM25()
        scores.index(words, show_progress=False)
        scores.save(str(folder))
        np.save(folder / "day.npy", np.array(days))
        for name in FACETS:
            _OrdinalColumn.of(pairs[name]).save(folder, name)

    def ask(self, asked: Asked) -> Answer | None:
        """The first ten hits with their articles, and four facets; None where it cannot."""
        words = list(self._words(parse(asked.text, self._analyzer.units).node))
        if None in words or asked.relax:
            return None
        scores = self._scores.get_scores(words) if words else np.ones(len(self._days))
        allowed = {
            name: self._columns[name].holding(wanted, len(self._days))
            for name, wanted in asked.filters.items()
        }
        counted: dict[str, tuple[int, ...]] = {}
        for used, names in views(asked):
            mask = np.logical_and.reduce([scores > 0, *(allowed[name] for name in used)])
            counted |= {name: self._columns[name].top(mask) for name in names}
        mask = np.logical_and.reduce([scores > 0, *allowed.values()])
        keys = np.where(mask, -self._days if asked.newest else -scores, np.inf)
        best = np.argpartition(keys, min(10, len(keys) - 1))[:10]
        for doc in best[np.argsort(keys[best])].tolist():
            if mask[doc]:
                Article.from_json(self._stored[doc])
        return Answer(int(np.count_nonzero(mask)), counted["org"])

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
    "tantivy, snippets": TantivySnippets,
    "SQLite FTS5": SQLite,
    "bm25s": Bm25s,
}
