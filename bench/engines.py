"""Huisou beside compiled engines: the same articles, the same queries, one run.

    python -m bench.engines [--size 10000] [--queries 20] [--stock]

A search gives ten articles and the exact counts of four facets; for Huisou also with the
snippets of a page. Each build and each series of searches has a process of its own. Queries
are asked once for the first use of their terms and then for the clock. Above the number of
the shared articles, further ones are made of paragraphs of real ones, by a fixed seed.
Prints a table, saves ``bench/results/engines.json``. Needs ``pip install tantivy bm25s``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import search, stock_whoosh
from bench.peers import PEERS
from bench.queries import Asked, classes
from index.analysis import Analyzer
from index.article import Article, PartialDate, stable_id
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_reader, open_writer
from index.parsing import parse
from index.results import Filters, Sort

Result = dict[str, Any]
OURS = "huisou"
TODAY = PartialDate(2026, 1, 1)


def articles(count: int) -> list[Article]:
    """Real articles, then recombinations of their paragraphs."""
    real = search.articles(count)
    chance = random.Random(17)
    paragraphs = [p for article in real[:20_000] for p in article.body.split("\n") if p]
    made = (
        replace(
            (like := chance.choice(real)),
            id=stable_id(f"made {number}"),
            body="\n".join(chance.choices(paragraphs, k=1 + like.body.count("\n"))),
        )
        for number in range(count - len(real))
    )
    return [*real, *made]


def build(engine: str, folder: Path, count: int) -> Result:
    """Index the articles; in a process of its own."""
    stories = articles(count)
    analyzer = _analyzer(folder)
    wall, cpu = time.perf_counter(), _cpu()
    if engine == OURS:
        _build_ours(folder, stories)
    elif engine in PEERS:
        PEERS[engine].build(folder, stories, analyzer)
    else:
        stock_whoosh.build(folder, stories)
    size = sum(
        f.stat().st_size for f in folder.rglob("*") if f.is_file() and "cache" not in f.parts
    )
    text = sum(len(f"{a.title}{a.body}".encode()) for a in stories)
    return {
        "build s": round(time.perf_counter() - wall, 1),
        "build CPU s": round(_cpu() - cpu, 1),
        "size / text": round(size / text, 2),
        "build peak MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
    }


def _build_ours(folder: Path, stories: Sequence[Article]) -> None:
    config = _config(folder)
    with open_writer(config) as writer:
        for number, article in enumerate(stories, 1):
            writer.put(article)
            if number % config.index.batch == 0:
                writer.checkpoint()
        writer.seal()


def update(folder: Path, count: int) -> Result:
    """Put 20 articles into an index of ours; in a process of its own."""
    changed = [replace(a, title=f"{a.title}（更新）") for a in articles(20)]
    _analyzer(folder).segmenter.load()
    began = time.perf_counter()
    with open_writer(_config(folder)) as writer:
        for article in changed:
            writer.put(article)
        writer.seal()
    return {"update s": round(time.perf_counter() - began, 2)}


def _cpu() -> float:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, whose))


def _config(folder: Path) -> Config:
    return Config(index=IndexSettings(path=folder))


def _analyzer(folder: Path) -> Analyzer:
    return Analyzer.from_config(_config(folder.parent / "words"))


def _resident() -> float:
    """The memory of this process that is its own, in megabytes."""
    if not Path("/proc/self/smaps_rollup").exists():
        return 0.0
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1e3


def _ours(folder: Path, analyzer: Analyzer, size: int) -> Callable[[Asked], int | None]:
    reader = open_reader(_config(folder))
    reader.count()

    def ask(asked: Asked) -> int | None:
        filters = Filters(
            dates=(asked.year,) if asked.year else (),
            categories=(asked.category,) if asked.category else (),
        )
        sort = Sort.NEWEST if asked.newest else Sort.RELEVANCE
        node = parse(asked.text, analyzer.units).node
        request = SearchRequest(node, filters, sort, size=size, today=TODAY, relax=False)
        return reader.search(request).total

    return ask


def _asker(engine: str, folder: Path, analyzer: Analyzer) -> Callable[[Asked], int | None]:
    if engine.startswith(OURS):
        return _ours(folder, analyzer, 10 if engine.endswith("snippets") else 0)
    if engine in PEERS:
        return PEERS[engine](folder, analyzer).ask
    return stock_whoosh.StockSearch(folder).ask


def ask_all(engine: str, folder: Path, asked: dict[str, list[Asked]], rounds: int) -> Result:
    """Ask every query for the first time and ``rounds`` times more; in its own process."""
    analyzer = _analyzer(folder)
    list(analyzer.words("分词"))
    parse("预热", analyzer.units)
    before, began = _resident(), time.perf_counter()
    ask = _asker(engine, folder, analyzer)
    opened = (time.perf_counter() - began) * 1e3
    ask(Asked("", "*", newest=True))
    found, first, warm = {}, {}, {}
    for name, queries in asked.items():
        found[name] = [ask(queries[0])]
        first[name] = statistics.median(_clocked(ask, q) for q in queries[1:])
        found[name] += [ask(query) for query in queries[1:]]
        warm[name] = sorted(_clocked(ask, query) for query in queries * rounds)
    return {
        "open ms": round(opened),
        "own MB": round(_resident() - before),
        "found": found,
        "first": {name: round(ms, 2) for name, ms in first.items()},
        "p50": {name: round(statistics.median(ms), 2) for name, ms in warm.items()},
        "p95": {name: round(ms[int(0.95 * (len(ms) - 1))], 2) for name, ms in warm.items()},
    }


def _clocked(ask: Callable[[Asked], int | None], query: Asked) -> float:
    began = time.perf_counter()
    ask(query)
    return (time.perf_counter() - began) * 1e3


def measure(size: int, queries: int, engines: Sequence[str], console: Console) -> Result:
    """All engines on ``size`` articles."""
    result: Result = {"size": size}
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        asked = classes(articles(min(size, 5000)), _analyzer(root / "x"), queries)
        asked["long question"] = [
            Asked(f"{' '.join(q.text.split()[:2])}对{r.text}的影响是什么", "")
            for q, r in zip(asked["AND of three"], asked["one common word"], strict=True)
        ]
        for engine in engines:
            console.print(f"{engine} …", style="dim")
            folder = root / engine.replace(" ", "-")
            result[engine] = search.alone(build, engine, folder, size)
            result[engine] |= search.alone(ask_all, engine, folder, asked, 3)
            if engine == OURS:
                name = f"{OURS}, snippets"
                result[name] = search.alone(ask_all, name, folder, asked, 3)
                result[engine] |= search.alone(update, folder, size)
    return result


def show(result: Result, console: Console) -> None:
    """Print what was measured."""
    engines = [name for name in result if name != "size"]
    table = Table("", *engines, title=f"{result['size']:,} articles")
    for row in (
        "build s",
        "build CPU s",
        "build peak MB",
        "size / text",
        "update s",
        "open ms",
        "own MB",
    ):
        table.add_row(row, *(str(result[engine].get(row, "")) for engine in engines))
    for name in result[OURS]["p50"]:
        cells = []
        for engine in engines:
            r = result[engine]
            can = None not in r["found"][name]
            spread = f"{r['p50'][name]} / {r['p95'][name]} / {r['first'][name]}"
            cells.append(spread if can else "cannot")
        table.add_row(name, *cells)
    console.print(table)
    console.print("ms: p50 / p95 / first use of the terms")


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--stock", action="store_true", help="stock Whoosh too, which is slow")
    options = parser.parse_args()
    if not (search.SHARED / "bulk").is_dir():
        parser.exit(2, f"no texts to measure on: {search.SHARED / 'bulk'} (set HUISOU_SHARED)\n")
    console = Console(width=None if sys.stdout.isatty() else 170)
    engines = [OURS, *PEERS, *(["stock whoosh"] if options.stock else [])]
    result = measure(options.size, options.queries, engines, console)
    show(result, console)
    target = search.ROOT / "bench" / "results" / f"engines-{options.size}.json"
    target.parent.mkdir(exist_ok=True)
    result["cores"] = os.cpu_count()
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
