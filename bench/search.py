"""Index throughput and query latency on news stories, beside stock Whoosh, in one run.

    python -m bench.search [--quick] [--sizes 5000 20000] [--queries 20]

Each build and each series of searches has a process of its own, so that its memory is its
own. A search is what a page of results costs: parsing, hits, four facets, marked snippets
of ten hits; each query is asked once to warm up and once for the clock. Quoted queries are
also counted: how many of the articles that hold the run literally does each engine find?
Prints tables and writes ``bench/results/search.json``. Reads the shared texts
(``HUISOU_SHARED``, or ``../shared/data`` beside the checkout).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from bench import stock_whoosh
from bench.collection import ROOT, SHARED, stories
from bench.queries import Asked, classes
from index.analysis import Analyzer, normalized
from index.article import Article, PartialDate
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_reader, open_writer
from index.parsing import parse
from index.results import Filters, Sort

ENGINES = ("huisou", "stock whoosh")
Result = dict[str, Any]
Given = TypeVar("Given")


def articles(count: int) -> list[Article]:
    """The first ``count`` of the shared news stories."""
    return list(islice(stories(), count))


def _config(folder: Path) -> Config:
    return Config(index=IndexSettings(path=folder))


def _build_huisou(folder: Path, stories: Sequence[Article]) -> None:
    config = _config(folder)
    with open_writer(config) as writer:
        for number, article in enumerate(stories, 1):
            writer.put(article)
            if number % config.index.batch == 0:
                writer.checkpoint()
        writer.seal()


def build(engine: str, folder: Path, count: int) -> Result:
    """Index ``count`` stories; in a process of its own."""
    stories = articles(count)
    began = time.perf_counter()
    if engine == "huisou":
        _build_huisou(folder, stories)
    else:
        stock_whoosh.build(folder, stories)
    seconds = time.perf_counter() - began
    return {
        "seconds": round(seconds, 2),
        "articles_a_second": round(count / seconds, 1),
        "megabytes": round(_size(folder) / 1e6, 1),
        "peak_memory_mb": round(_memory()),
    }


def _size(folder: Path) -> int:
    """Bytes of the index, without jieba's own dictionary cache."""
    files = [path for path in folder.rglob("*") if path.is_file() and "cache" not in path.parts]
    return sum({path.stat().st_ino: path.stat().st_size for path in files}.values())


def _memory() -> float:
    """The most memory this process ever held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _asker(engine: str, folder: Path) -> Callable[[Asked], int]:
    if engine != "huisou":
        return stock_whoosh.StockSearch(folder).ask
    config = _config(folder)
    reader, analyzer = open_reader(config), Analyzer.from_config(config)
    today = PartialDate(2026, 1, 1)

    def ask(asked: Asked) -> int:
        filters = Filters(
            dates=(asked.year,) if asked.year else (),
            categories=(asked.category,) if asked.category else (),
        )
        sort = Sort.NEWEST if asked.newest else Sort.RELEVANCE
        node = parse(asked.text, analyzer.units).node
        request = SearchRequest(node, filters=filters, sort=sort, today=today, relax=False)
        return reader.search(request).total

    return ask


def search(engine: str, folder: Path, asked: dict[str, list[Asked]]) -> Result:
    """Ask every query twice and clock the second time; in a process of its own."""
    began = time.perf_counter()
    ask = _asker(engine, folder)
    opened = time.perf_counter() - began
    found = {name: [ask(query) for query in queries] for name, queries in asked.items()}
    times = {name: sorted(_clocked(ask, q) for q in queries) for name, queries in asked.items()}
    return {
        "open_seconds": round(opened, 3),
        "peak_memory_mb": round(_memory()),
        "latency_ms": {name: _spread(measured) for name, measured in times.items()},
        "found": found,
    }


def _clocked(ask: Callable[[Asked], int], query: Asked) -> float:
    began = time.perf_counter()
    ask(query)
    return (time.perf_counter() - began) * 1000


def _spread(measured: Sequence[float]) -> dict[str, float]:
    nearest = measured[min(len(measured) - 1, round(0.95 * (len(measured) - 1)))]
    return {"p50": round(statistics.median(measured), 2), "p95": round(nearest, 2)}


def literal_counts(
    stories: Sequence[Article], asked: dict[str, list[Asked]]
) -> dict[str, list[int]]:
    """For each quoted query how many stories hold it, by a scan of the normalised texts."""
    texts = [(normalized(story.title), normalized(story.body)) for story in stories]
    return {
        name: [
            sum(normalized(q.literal) in t or normalized(q.literal) in b for t, b in texts)
            for q in queries
        ]
        for name, queries in asked.items()
        if queries[0].literal
    }


def alone(work: Callable[..., Given], *arguments: object) -> Given:
    """What ``work`` gives, from a fresh process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *arguments).result()


def measure(size: int, queries: int, console: Console) -> Result:
    """Both engines on ``size`` stories."""
    stories = articles(size)
    with tempfile.TemporaryDirectory() as scratch:
        asked = classes(stories, Analyzer.from_config(_config(Path(scratch) / "words")), queries)
        wanted = literal_counts(stories, asked)
        result: Result = {"size": len(stories), "literal": wanted}
        for engine in ENGINES:
            folder = Path(scratch) / engine.replace(" ", "-")
            console.print(f"{engine}: {len(stories):,} …", style="dim")
            built = alone(build, engine, folder, size)
            result[engine] = {"build": built, "search": alone(search, engine, folder, asked)}
    return result


def show(result: Result, console: Console) -> None:
    """Print what was measured on one size."""
    built = Table("", *ENGINES, title=f"{result['size']:,} articles")
    for key in ("seconds", "articles_a_second", "megabytes", "peak_memory_mb"):
        built.add_row(f"index: {key}", *(f"{result[e]['build'][key]:,}" for e in ENGINES))
    for key in ("open_seconds", "peak_memory_mb"):
        built.add_row(f"search: {key}", *(f"{result[e]['search'][key]:,}" for e in ENGINES))
    console.print(built)
    spreads = Table("ms a page (p50 / p95)", *ENGINES, "literal matches found of all")
    for name in result["huisou"]["search"]["latency_ms"]:
        cells = []
        for engine in ENGINES:
            spread = result[engine]["search"]["latency_ms"][name]
            cells.append(f"{spread['p50']:,.1f} / {spread['p95']:,.1f}")
        spreads.add_row(name, *cells, _recall(result, name))
    console.print(spreads)


def _recall(result: Result, name: str) -> str:
    if name not in result["literal"]:
        return ""
    found = [f"{sum(result[e]['search']['found'][name]):,}" for e in ENGINES]
    return " and ".join(found) + f" of {sum(result['literal'][name]):,}"


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument(
        "--quick", action="store_true", help="a fifth of the articles, 8 queries a class"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[5000, 20000])
    parser.add_argument("--queries", type=int, default=20)
    options = parser.parse_args()
    if not (SHARED / "bulk").is_dir():
        parser.exit(2, f"no texts to measure on: {SHARED / 'bulk'} (set HUISOU_SHARED)\n")
    sizes = [size // 5 for size in options.sizes] if options.quick else options.sizes
    console = Console(width=None if sys.stdout.isatty() else 120)
    machine = {
        "python": platform.python_version(),
        "machine": platform.platform(),
        "cores": os.cpu_count(),
    }
    results = []
    for size in sizes:
        results.append(measure(size, 8 if options.quick else options.queries, console))
        show(results[-1], console)
    target = ROOT / "bench" / "results" / "search.json"
    target.parent.mkdir(exist_ok=True)
    saved = {"machine": machine, "results": results}
    target.write_text(json.dumps(saved, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"saved as {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
