"""Huisou's ranking beside its peers', on shared sets of queries with known answers.

    python -m bench.relevance [--set cmrc2018 rgb_zh_news headlines] [--queries N]
                              [--peers NAME …] [--json] [--markdown] [--keep FOLDER]

Prints MRR@10, hit@1, nDCG@10 and recall@10 of each engine on each set. All index the same
articles and are asked the same queries as they were typed. Huisou's index is that of its
writer, the query is parsed as for the web pages, and the hits are the first page of its
reader, with terms let go where nothing has them all. Only a time in words at the edge of a
query is searched as text, as behind the link that the page offers: most of the articles have
no date, and none would pass a filter. Under
ours stand how many queries were answered in full and how many articles an answer has. A peer
is asked for any of the query's tokens. ``--keep`` leaves the indexes in a folder, and takes
them from there the next time. Needs ``pip install bm25s``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.engines import analyzer_of, build_ours, config_of
from bench.relevance_peers import peers
from bench.relevance_sets import FOLDER, SETS, Judged, documents, judged
from bench.retrieval_metrics import DEPTH, Quality, mean, quality
from bench.search import alone
from index.analysis import Analyzer
from index.engine import SearchRequest, open_reader
from index.parsing import parse
from index.understanding import Understanding

OURS = "huisou"
MEASURES = {"mrr": "MRR@10", "hit": "hit@1", "ndcg": "nDCG@10", "recall": "recall@10"}
Ask = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Answers:
    """How our answers are made: the share of queries of which every term was matched, and
    the median number of articles found for the others."""

    full: float
    relaxed_size: float


@dataclass(frozen=True, slots=True)
class Row:
    """One engine on one set."""

    engine: str
    quality: Quality
    answers: Answers | None = None


class Ours:
    """Our reader over an index of our writer; remembers how it answered."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        config = config_of(folder)
        self._reader = open_reader(config)
        self._understand = Understanding.of(config, analyzer)
        self._full = 0
        self._relaxed: list[int] = []

    def ask(self, text: str) -> list[str]:
        """The ids of the first ten hits."""
        # Most of the articles have no date: what was typed is all searched as text.
        node = parse(text, self._understand.analyzer.units).node
        page = self._reader.search(SearchRequest(node, size=DEPTH))
        if page.dropped or not page.total:
            self._relaxed.append(page.total)
        else:
            self._full += 1
        return [hit.article.id for hit in page.hits]

    def answers(self) -> Answers:
        """How the queries asked so far were answered; there is at least one."""
        asked = self._full + len(self._relaxed)
        return Answers(self._full / asked, statistics.median(self._relaxed or [0]))


def measured(ask: Ask, queries: Sequence[Judged]) -> Quality:
    """The mean quality of the answers."""
    return mean(quality(ask(query.text), query.relevant) for query in queries)


def ours(name: str, queries: Sequence[Judged], root: Path) -> Row:
    """Ours on one set; in a process of its own, since opening it guards Whoosh's unpickling."""
    if not (root / OURS).exists():
        build_ours(root / OURS, documents(name))
    asked = Ours(root / OURS, analyzer_of(root))
    return Row(OURS, measured(asked.ask, queries), asked.answers())


def theirs(engine: str, name: str, queries: Sequence[Judged], root: Path) -> Row:
    """A peer on one set."""
    peer = peers(analyzer_of(root))[engine]
    folder = root / engine.replace(", ", "-").replace(" ", "-")
    if not folder.exists():
        peer.build(folder, documents(name))
    return Row(engine, measured(peer.open(folder), queries))


def measure(name: str, queries: Sequence[Judged], wanted: Sequence[str], root: Path) -> list[Row]:
    """Ours and each of the peers wanted on one set, with the indexes below ``root``."""
    first = alone(ours, name, queries, root)
    return [first, *(theirs(engine, name, queries, root) for engine in wanted)]


def lead(rows: Sequence[Row]) -> float:
    """By how much our MRR is above that of the best peer, as a share of the latter."""
    best = max(row.quality.mrr for row in rows if row.engine != OURS)
    return next(row.quality.mrr for row in rows if row.engine == OURS) / best - 1


def remarks(name: str, rows: Sequence[Row]) -> list[str]:
    """What stands under the table of a set."""
    made = rows[0].answers
    said = []
    if made is not None:
        said.append(
            f"{name}: all terms matched for {made.full:.0%} of the queries;"
            f" where some were let go, {made.relaxed_size:g} articles found (median)."
        )
    if len(rows) > 1:
        said.append(f"{name}: MRR@10 {lead(rows):+.1%} against the best peer.")
    return said


def shown(name: str, queries: int, rows: Sequence[Row], console: Console) -> None:
    """Print the table of one set."""
    table = Table("engine", *MEASURES.values(), title=f"{name}, {queries:,} queries")
    for row in rows:
        table.add_row(row.engine, *(f"{getattr(row.quality, key):.3f}" for key in MEASURES))
    console.print(table)


def markdown(name: str, queries: int, rows: Sequence[Row]) -> str:
    """The table of one set for the docs."""
    lines = [
        f"| {name}, {queries:,} queries | " + " | ".join(MEASURES.values()) + " |",
        "|---" * (len(MEASURES) + 1) + "|",
    ]
    for row in rows:
        figures = [f"{getattr(row.quality, key):.3f}" for key in MEASURES]
        lines.append(f"| {row.engine} | " + " | ".join(figures) + " |")
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    names = ["stock Whoosh", "words, BM25", "SQLite trigram", "bigrams, BM25"]
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--set", nargs="+", choices=SETS, default=SETS, dest="sets")
    parser.add_argument("--queries", type=int, metavar="N", help="a sample of so many a set")
    parser.add_argument("--peers", nargs="*", choices=names, default=names, metavar="NAME")
    parser.add_argument("--json", action="store_true", help="one object, for programs")
    parser.add_argument("--markdown", action="store_true", help="tables for the docs")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the indexes stay")
    options = parser.parse_args()
    if not FOLDER.is_dir():
        parser.exit(2, f"no sets to measure on: {FOLDER} (set HUISOU_SHARED)\n")
    if options.queries is not None and options.queries < 1:
        parser.error("--queries is 1 or more")
    return options


def main() -> None:
    """Measure and print."""
    options = _options()
    console = Console(width=None if sys.stdout.isatty() else 100)
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.sets:
            queries = judged(name, options.queries)
            root = ((options.keep or Path(scratch)) / name).absolute()
            rows = measure(name, queries, options.peers, root)
            results[name] = {"queries": len(queries), "rows": [asdict(row) for row in rows]}
            if options.markdown:
                print(markdown(name, len(queries), rows))
            elif not options.json:
                shown(name, len(queries), rows, console)
            if not options.json:
                print(*remarks(name, rows), sep="\n", end="\n\n")
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
