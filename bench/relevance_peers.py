"""The peers of ``bench.relevance``, each at its honest best: what it is asked is an OR.

A peer gives the ids of its ten best articles. Titles weigh as much as is best for that peer:
stock Whoosh and SQLite have a field for them, bm25s has one text.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from whoosh import index, query

from bench import stock_whoosh
from bench.answers import bigrams
from bench.retrieval_metrics import DEPTH
from index.analysis import Analyzer, normalized
from index.article import Article

_RUNS = re.compile(r"\w+")


class Peer(Protocol):
    """An index of articles that is asked for the best of them."""

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """Index the articles into a folder that is not there yet."""

    def open(self, folder: Path) -> Callable[[str], list[str]]:
        """What gives the ids of the best articles for a query, best first."""


class StockWhoosh:
    """Whoosh with jieba's ChineseAnalyzer and its own BM25F; any word will do."""

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """See :class:`Peer`."""
        stock_whoosh.build(folder, articles)

    def open(self, folder: Path) -> Callable[[str], list[str]]:
        """See :class:`Peer`."""
        opened = index.open_dir(str(folder))
        searcher = opened.searcher()
        field = opened.schema["body"]

        def ask(text: str) -> list[str]:
            words = dict.fromkeys(field.process_text(text, mode="query"))
            leaves = [query.Term(name, word) for word in words for name in ("title", "body")]
            found = searcher.search(query.Or(leaves), limit=DEPTH)
            return [hit["id"] for hit in found]

        return ask


class Bm25s:
    """bm25s over whatever tokens it is given: the segmenter's words or bigrams."""

    def __init__(self, tokens: Callable[[str], Sequence[str]]) -> None:
        self._tokens = tokens

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """See :class:`Peer`."""
        import bm25s

        ids, texts = [], []
        for article in articles:
            ids.append(article.id)
            texts.append(self._tokens(normalized(f"{article.title}\n{article.body}")))
        scores = bm25s.BM25()
        scores.index(texts, show_progress=False)
        scores.save(str(folder))
        (folder / "ids.json").write_text(json.dumps(ids), encoding="utf-8")

    def open(self, folder: Path) -> Callable[[str], list[str]]:
        """See :class:`Peer`."""
        import bm25s

        scores = bm25s.BM25.load(str(folder))
        ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))

        def ask(text: str) -> list[str]:
            tokens = self._tokens(normalized(text))
            known = [token for token in tokens if token in scores.vocab_dict]
            if not known:
                return []
            found = scores.retrieve(
                [known], corpus=ids, k=min(DEPTH, len(ids)), show_progress=False
            )
            kept = found.scores[0] > 0
            return [str(article) for article in found.documents[0][kept]]

        return ask


class SqliteTrigram:
    """SQLite FTS5 with its trigram tokenizer: any trigram of the query will do."""

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """See :class:`Peer`."""
        folder.mkdir(parents=True)
        base = sqlite3.connect(folder / "articles.db")
        base.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, title, body, tokenize=trigram)"
        )
        rows = ((a.id, normalized(a.title), normalized(a.body)) for a in articles)
        base.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)
        base.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        base.commit()
        base.close()

    def open(self, folder: Path) -> Callable[[str], list[str]]:
        """See :class:`Peer`."""
        base = sqlite3.connect(folder / "articles.db")

        def ask(text: str) -> list[str]:
            wanted = " OR ".join(f'"{trigram}"' for trigram in trigrams(normalized(text)))
            if not wanted:
                return []
            rows = base.execute(
                "SELECT id FROM texts WHERE texts MATCH ?"
                f" ORDER BY bm25(texts, 0, 1, 1) LIMIT {DEPTH}",
                [wanted],
            )
            return [article for (article,) in rows]

        return ask


def trigrams(text: str) -> list[str]:
    """Each run of three word characters of a normalised text, once."""
    runs = _RUNS.findall(text)
    return [*dict.fromkeys(run[at : at + 3] for run in runs for at in range(len(run) - 2))]


def peers(analyzer: Analyzer) -> dict[str, Peer]:
    """All peers by the name that tables give them."""
    return {
        "stock Whoosh": StockWhoosh(),
        "words, BM25": Bm25s(lambda text: [word for word, _ in analyzer.words(text)]),
        "SQLite trigram": SqliteTrigram(),
        "bigrams, BM25": Bm25s(bigrams),
    }
