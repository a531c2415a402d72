"""Huisou beside compiled engines: the same articles, the same queries, one run.

    python -m bench.engines [--size 10000 50000 …] [--queries 20] [--peers [NAME …]] [--stock]
                            [--markdown] [--keep FOLDER] [--builds]

A search gives the first ten articles, the exact total and the exact counts of four facets
(date, category, organisation, kind), twelve buckets each; only we count months as well.
Two kinds are compared: without snippets, our ``huisou, no hits`` beside ``tantivy``, which
does read its ten articles; and with snippets, ``huisou`` beside ``tantivy, snippets``. We
cannot be asked for hits without snippets, so there is no such row.

Each build and each series of searches has a process of its own. A first use is the first
asking of a query by a reader that was just opened for its class; then each query is asked
three times more. Where we and tantivy find different totals a line says so. ``--keep``
leaves the indexes in a folder, and takes them from there the next time; ``--builds`` prints
the figures of our build alone. Saves ``bench/results/engines-SIZE.json``. Needs
``pip install tantivy bm25s``.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import search, stock_whoosh
from bench.answers import BUCKETS, Answer
from bench.collection import ROOT, SHARED, articles, questions
from bench.engine_report import growth, markdown, ratios, show, warnings
from bench.peak_memory import PeakMemory
from bench.peers import PEERS
from bench.queries import Asked, engine_classes
from index.analysis import Analyzer, normalized
from index.analysis.bulk_segmentation import BulkSegmenter
from index.analysis.segmenter import Segmenter
from index.article import Article, PartialDate
from index.config import Config, IndexSettings, LimitSettings
from index.engine import SearchRequest, open_reader, open_writer
from index.parsing import parse
from index.query import terms
from index.results import Filters, Sort
from index.workers import cores

Result = dict[str, Any]
Ask = Callable[[Asked], Answer | None]
OURS = "huisou"
NO_HITS = "huisou, no hits"
ALONE, ON_ALL_CORES = "build / segmenting CPU", "build / segmenting, all cores"
BY_JIEBA = "build / segmenting by jieba"
STOCK = "stock whoosh"
TODAY = PartialDate(2026, 1, 1)
ROUNDS = 3
SAMPLE = 5000
CHANGED = 20
UPDATED = "（更新）"


@dataclass
class _Measured:
    """Articles on their way into an index; counts the bytes of their texts and the CPU seconds
    that it takes to make the articles, which is no part of a build."""

    given: Iterable[Article]
    text: int = 0
    cpu: float = 0.0

    def __iter__(self) -> Iterator[Article]:
        began = time.thread_time()
        for article in self.given:
            self.text += len(article.title.encode()) + len(article.body.encode())
            self.cpu += time.thread_time() - began
            yield article
            began = time.thread_time()


def build(engine: str, folder: Path, count: int) -> Result:
    """Index the articles; in a process of its own. Peak memory is that of this process, with
    the paragraphs that are recombined, and of all that it starts."""
    stories = _Measured(articles(count))
    analyzer = analyzer_of(folder.parent)
    analyzer.segmenter.load()
    wall, cpu = time.perf_counter(), _cpu()
    with PeakMemory() as peak:
        if engine == OURS:
            build_ours(folder, stories)
        elif engine in PEERS:
            PEERS[engine].build(folder, stories, analyzer)
        else:
            stock_whoosh.build(folder, stories)
    seconds, used = time.perf_counter() - wall, _cpu() - cpu
    own = used - stories.cpu - peak.cpu
    return {
        "build s": round(seconds, 1),
        "build CPU s": round(own, 1),
        "CPU ms / article": round(1e3 * own / count, 2),
        "cores busy": f"{used / seconds:.2f} of {cores()}",
        "build peak MB": round(peak.megabytes),
        "text MB": round(stories.text / 1e6, 1),
        "size / text": round(_size(folder) / stories.text, 2),
    }


def segmenting(root: Path, count: int, by_jieba: bool = False) -> Result:
    """CPU seconds and megabytes of segmenting the first normalised articles with the segmenter
    that builds use, or with jieba as it is, and nothing else; in a process of its own."""
    cut: Callable[[str], Iterable[object]] = BulkSegmenter((), root / "words-alone").words
    if by_jieba:
        cut = Segmenter((), root / "words-alone").load().cut
    texts = [(a.title, a.body) for a in articles(min(count, SAMPLE))]
    folded = [normalized(text) for pair in texts for text in pair]
    began = _cpu()
    for text in folded:
        deque(cut(text), 0)
    used = _cpu() - began
    return {"cpu": used, "mb": sum(len(text.encode()) for pair in texts for text in pair) / 1e6}


def segmenting_a_megabyte(root: Path, count: int, processes: int, by_jieba: bool) -> float:
    """CPU seconds that a megabyte takes where so many processes segment at the same time: two
    cores that share a cache slow each other down, and builds use all of them."""
    with ThreadPoolExecutor(processes) as threads:
        task = functools.partial(search.alone, segmenting, root, count, by_jieba)
        tasks = [threads.submit(task) for _ in range(processes)]
        found = [task.result() for task in tasks]
    seconds: float = sum(one["cpu"] for one in found) / sum(one["mb"] for one in found)
    return seconds


def build_ours(folder: Path, stories: Iterable[Article]) -> None:
    """Index the articles with our writer, a checkpoint a batch as the pipeline has it."""
    config = config_of(folder)
    with open_writer(config) as writer:
        for number, article in enumerate(stories, 1):
            writer.put(article)
            if number % config.index.batch == 0:
                writer.checkpoint()
        writer.seal()


def update(folder: Path, scratch: Path, count: int) -> Result:
    """Put changed articles into a copy of our index, until a new reader shows the change;
    in a process of its own."""
    copy = Path(shutil.copytree(folder, scratch / "updated"))
    changed = [*islice(articles(count), CHANGED)][-1]
    began = rewrite(copy, count)["began"]
    seen = open_reader(config_of(copy)).article(changed.id)
    seconds = time.time() - began
    if seen is None or seen.title != changed.title + UPDATED:
        raise RuntimeError("the update is not visible to a new reader")
    shutil.rmtree(copy)
    return {"update s": round(seconds, 2)}


def rewrite(folder: Path, count: int) -> Result:
    """Put the first articles with changed titles into our index; gives when that began."""
    stories = islice(articles(count), CHANGED)
    changed = [replace(article, title=article.title + UPDATED) for article in stories]
    analyzer_of(folder.parent).segmenter.load()
    began = time.time()
    with open_writer(config_of(folder)) as writer:
        for article in changed:
            writer.put(article)
        writer.seal()
    return {"began": began}


def _size(folder: Path) -> int:
    """Bytes of the index, a file with two names once, without jieba's dictionary cache."""
    files = [f for f in folder.rglob("*") if f.is_file() and "cache" not in f.parts]
    return sum({f.stat().st_ino: f.stat().st_size for f in files}.values())


def _cpu() -> float:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, whose))


def config_of(folder: Path) -> Config:
    """The defaults, with the index in ``folder`` and searches as fast as they are asked."""
    unlimited = LimitSettings(requests_per_minute=0)
    return Config(index=IndexSettings(path=folder), limits=unlimited)


def analyzer_of(root: Path) -> Analyzer:
    """The analyzer of all engines, its cache below ``root``."""
    return Analyzer.from_config(config_of(root / "words"))


def _memory() -> tuple[float, float]:
    """Megabytes of this process that no file is behind, and all that is resident."""
    source = Path("/proc/self/smaps_rollup")
    if not source.exists():
        return 0.0, 0.0
    rows = [line.split() for line in source.read_text().splitlines()[1:]]
    found = {row[0].rstrip(":"): int(row[1]) / 1e3 for row in rows}
    return found["Anonymous"], found["Rss"]


def _ours(folder: Path, analyzer: Analyzer, size: int) -> Ask:
    reader = open_reader(config_of(folder))
    reader.count()

    def ask(asked: Asked) -> Answer:
        filters = Filters(
            dates=(asked.year,) if asked.year else (),
            categories=(asked.category,) if asked.category else (),
            organizations=asked.organizations,
        )
        sort = Sort.NEWEST if asked.newest else Sort.RELEVANCE
        node = parse(asked.text, analyzer.units).node
        request = SearchRequest(
            node,
            filters,
            sort,
            size=size,
            facet_size=BUCKETS,
            today=TODAY,
            relax=asked.relax,
        )
        page = reader.search(request)
        # A selected bucket stays in the list even where it is not among the largest.
        orgs = sorted((bucket.count for bucket in page.facets["org"].buckets), reverse=True)
        return Answer(page.total, tuple(orgs[:BUCKETS]), page.partial)

    return ask


def _stock(folder: Path) -> Ask:
    opened = stock_whoosh.StockSearch(folder)
    return lambda asked: None if asked.relax else Answer(opened.ask(asked))


def _asker(row: str, folder: Path, analyzer: Analyzer) -> Ask:
    if row in (OURS, NO_HITS):
        return _ours(folder, analyzer, 10 if row == OURS else 0)
    if row in PEERS:
        return PEERS[row](folder, analyzer).ask
    return _stock(folder)


def ask_all(row: str, folder: Path, asked: dict[str, list[Asked]]) -> Result:
    """Ask every query; in a process of its own. Memory is what came on top of the analyzer's."""
    analyzer = analyzer_of(folder.parent)
    list(analyzer.words("分词"))
    parse("预热", analyzer.units)
    if row in (OURS, NO_HITS):  # to open an index is not to load the program
        import_module("index.engines.whoosh.reader")
    (own, resident), began = _memory(), time.perf_counter()
    ask = _asker(row, folder, analyzer)
    opened = (time.perf_counter() - began) * 1e3
    ask(Asked("", "*", newest=True))
    measured = {name: _warm(ask, queries) for name, queries in asked.items()}
    own, resident = (now - before for now, before in zip(_memory(), (own, resident), strict=True))
    del ask
    for name, queries in asked.items():
        if not measured[name]["can"]:
            continue
        fresh = _asker(row, folder, analyzer)
        fresh(Asked("", "*", newest=True))
        first = [_clocked(fresh, query) for query in dict.fromkeys(queries)]
        measured[name]["first"] = round(statistics.median(first), 2)
    return {
        "open ms": round(opened),
        "own MB": round(own),
        "mapped MB": round(resident - own),
        "classes": measured,
    }


def _warm(ask: Ask, queries: Sequence[Asked]) -> Result:
    answers = [ask(query) for query in queries]
    if None in answers:
        return {"can": False}
    ms = sorted(_clocked(ask, query) for query in [*queries] * ROUNDS)
    return {
        "can": True,
        "asked": [query.text for query in queries],
        "totals": [answer.total for answer in answers if answer],
        "orgs": [answer.orgs for answer in answers if answer],
        "partial": sum(answer.partial for answer in answers if answer),
        "p50": round(statistics.median(ms), 2),
        "p95": round(ms[int(0.95 * (len(ms) - 1))], 2),
        "max": round(ms[-1], 2),
    }


def _clocked(ask: Ask, query: Asked) -> float:
    began = time.perf_counter()
    ask(query)
    return (time.perf_counter() - began) * 1e3


def built(engine: str, root: Path, size: int) -> tuple[Path, Result]:
    """The folder of the engine's index and the figures of its build, now or an earlier time."""
    folder = root / engine.replace(", ", "-").replace(" ", "-")
    figures = folder.with_suffix(".json")
    if not figures.exists():
        shutil.rmtree(folder, ignore_errors=True)
        made = search.alone(build, engine, folder, size)
        if engine == OURS:
            for name, processes, by_jieba in (
                (ALONE, 1, False),
                (ON_ALL_CORES, cores(), False),
                (BY_JIEBA, cores(), True),
            ):
                each = segmenting_a_megabyte(root, size, processes, by_jieba)
                expected = each * made["text MB"]
                made[name] = round(made["build CPU s"] / expected, 2)
        figures.write_text(json.dumps(made), encoding="utf-8")
    return folder, json.loads(figures.read_text(encoding="utf-8"))


def measure(
    size: int, queries: int, engines: Sequence[str], root: Path, console: Console
) -> Result:
    """All engines on ``size`` articles, with their indexes below ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    sample = list(islice(articles(size), SAMPLE))
    analyzer = analyzer_of(root)
    asked = engine_classes(sample, analyzer, questions(), queries)
    rows: dict[str, Result] = {}
    for engine in engines:
        console.print(f"{size:,}: {engine} …", style="dim")
        folder, made = built(engine, root, size)
        rows[engine] = made | search.alone(ask_all, engine, folder, asked)
        if engine == OURS:
            rows[NO_HITS] = search.alone(ask_all, NO_HITS, folder, asked)
            with tempfile.TemporaryDirectory(dir=root) as scratch:
                rows[OURS] |= search.alone(update, folder, Path(scratch), size)
    lone = {name: [_lone(q, analyzer) for q in of] for name, of in asked.items()}
    return {"size": size, "cores": os.cpu_count(), "lone": lone, "rows": rows}


def _lone(asked: Asked, analyzer: Analyzer) -> bool:
    """Whether a single Han character is among what is asked for."""
    leaves = terms(parse(asked.text, analyzer.units).node)
    return any(len(unit) == 1 and ord(unit) > 0x2E7F for leaf in leaves for unit in leaf.units)


def _save(result: Result) -> None:
    target = ROOT / "bench" / "results" / f"engines-{result['size']}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--size", type=int, nargs="+", default=[10_000])
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--stock", action="store_true", help="stock Whoosh too, which is slow")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=[*PEERS], help="these alone")
    parser.add_argument("--markdown", action="store_true", help="tables for the docs")
    parser.add_argument("--builds", action="store_true", help="our build alone, and no searches")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the indexes stay")
    options = parser.parse_args()
    if not (SHARED / "bulk").is_dir():
        parser.exit(2, f"no texts to measure on: {SHARED / 'bulk'} (set HUISOU_SHARED)\n")
    if min(*options.size, options.queries) < 1 or min(options.size) < 1000:
        parser.error("--size is 1000 or more, --queries 1 or more")
    console = Console(width=None if sys.stdout.isatty() else 190)
    engines = [OURS, *options.peers, *([STOCK] if options.stock else [])]
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        for size in sorted(set(options.size)):
            root = (options.keep or Path(scratch)) / str(size)
            if options.builds:
                root.mkdir(parents=True, exist_ok=True)
                console.print(size, built(OURS, root.absolute(), size)[1])
                continue
            result = measure(size, options.queries, engines, root.absolute(), console)
            _save(result)
            print(markdown(result)) if options.markdown else show(result, console)
            for line in (*ratios(result), *warnings(result)):
                print(line)
            results.append(result)
    for line in growth(results):
        print(line)


if __name__ == "__main__":
    main()
