"""How the index stands: for ``huisou status``."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.analysis import Analyzer
from index.article import Visibility
from index.catalog import Catalog
from index.config import Config
from index.engine import Reader, SearchRequest, open_reader
from index.fingerprint import fingerprint
from index.generations import Generations
from index.results import Sort
from indexer.indexing import last_report
from indexer.report import printable

SHOWN_FAILURES = 5


def status_lines(config: Config) -> Iterator[str]:
    """What there is, where, how old and how large; raises IndexMissing, IndexCorrupt."""
    generation = Generations(config.index.path, keep=config.index.keep).newest_whole()
    reader = open_reader(config)
    try:
        total = reader.count(Visibility.STAFF)
        yield f"索引位置：{config.index.path}"
        yield f"当前一代：{generation.name}（建于 {generation.manifest.created}）"
        yield f"文章：{total} 篇，其中公开 {reader.count()} 篇"
        is_current = reader.fingerprint == fingerprint(config, Analyzer.from_config(config))
        state = "与索引一致" if is_current else "有变化，请运行 huisou index --if-needed"
        yield f"词典和设置：{state}"
        yield f"最新文章：{_newest(reader)}"
        yield f"占用磁盘：{_size(config.index.path) / 1e6:.1f} MB（含保留的旧索引）"
        yield from _source_lines(Catalog.read(generation.path))
        yield from _last_run_lines(config)
    finally:
        reader.close()


def _newest(reader: Reader) -> str:
    request = SearchRequest(sort=Sort.NEWEST, size=1, viewer=Visibility.STAFF, facets=())
    hits = reader.search(request).hits
    if not hits:
        return "没有"
    return f"{hits[0].article.published or '日期未注明'} {printable(hits[0].article.title)}"


def _source_lines(catalog: Catalog) -> Iterator[str]:
    counts = Counter(entry.source for entry in catalog)
    yield f"来源（{len(counts)}）："
    for name, count in sorted(counts.items()):
        yield f"  {printable(name)}：{count} 项"


def _last_run_lines(config: Config) -> Iterator[str]:
    report = last_report(config)
    if report is None:
        return
    failed = report.get("failed", [])
    yield f"上次运行：新增 {report.get('added')}，更新 {report.get('changed')}，失败 {len(failed)}"
    for line in failed[:SHOWN_FAILURES]:
        yield f"  {printable(line['path'])}：{printable(line['reason'])}"
    if len(failed) > SHOWN_FAILURES:
        yield f"  ……其余 {len(failed) - SHOWN_FAILURES} 条从略"


def _size(folder: Path) -> int:
    """Bytes of all files, each once however many names it has (generations share files)."""
    sizes: dict[tuple[int, int], int] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                found = os.lstat(os.path.join(parent, name))
            except OSError:  # pruned meanwhile
                continue
            sizes[found.st_dev, found.st_ino] = found.st_size
    return sum(sizes.values())
