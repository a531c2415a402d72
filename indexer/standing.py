"""How the index and its sources stand: for ``huisou status``."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.analysis import Analyzer
from index.article import Article, PartialDate, Visibility
from index.catalog import Catalog
from index.check import vocabulary_faults
from index.config import Config
from index.engine import Reader, open_reader
from index.errors import IndexMissing
from index.fingerprint import fingerprint
from index.generations import Generation, Generations
from indexer.configured import crawl_file
from indexer.report import printable
from indexer.runs import kept_runs, last_report, last_run_of
from indexer.unfinished import unfinished

_KINDS = {"folder": "文件", "website": "网站", "database": "数据库", "feed": "订阅源"}


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest article of a source, or of all; ``published`` is empty where unknown."""

    id: str
    title: str
    published: str


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """``kind`` is empty for what is not in the configuration; ``articles`` are those that
    readers find, ``items`` what the source gave for them; ``last_run`` is its part of the
    last report that has one, with ``began``; None where that is too long ago;
    ``unfinished`` says how far a crawl is that is not in the index yet, or is empty."""

    name: str
    kind: str
    articles: int
    items: int
    newest: Newest | None
    last_run: Mapping[str, Any] | None
    unfinished: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole of it; ``bytes`` are those on the disk, older generations among them;
    ``faults`` are what is wrong with the files that queries are understood by."""

    path: str
    generation: str
    created: str
    articles: int
    public: int
    is_current: bool
    bytes: int
    newest: Newest | None
    sources: tuple[SourceStanding, ...]
    faults: tuple[str, ...]
    last_run: Mapping[str, Any] | None

    def to_json(self) -> str:
        """For programs."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def to_text(self) -> str:
        """For people, in Chinese."""
        return "\n".join(_lines(self))


def standing(config: Config) -> Standing:
    """What there is, where, how old and how large; raises IndexMissing, IndexCorrupt."""
    generation = _generation(config)
    reader = open_reader(config)
    try:
        counts, newest = _by_source(reader)
        every = list(newest.values())
        return Standing(
            path=str(config.index.path),
            generation=generation.name,
            created=generation.manifest.created,
            articles=reader.count(Visibility.STAFF),
            public=reader.count(),
            is_current=reader.fingerprint == fingerprint(config, Analyzer.from_config(config)),
            bytes=_size(config.index.path),
            newest=_shown(max(every, key=_age, default=None)),
            sources=tuple(_sources(config, Catalog.read(generation.path), counts, newest)),
            faults=tuple(vocabulary_faults(config)),
            last_run=last_report(config.index.path),
        )
    finally:
        reader.close()


def _generation(config: Config) -> Generation:
    try:
        return Generations(config.index.path, keep=config.index.keep).newest_whole()
    except IndexMissing as error:
        crawls = {s.name: _unfinished(config, s.name) for s in config.sources}
        told = [f"来源 {printable(name)} {said}" for name, said in crawls.items() if said]
        raise IndexMissing("。".join([str(error), *told])) from error


def _unfinished(config: Config, name: str) -> str:
    return unfinished(crawl_file(config, name))


def _by_source(reader: Reader) -> tuple[Counter[str], dict[str, Article]]:
    """How many articles each source has, and the newest of each."""
    counts: Counter[str] = Counter()
    newest: dict[str, Article] = {}
    for article in reader.articles():
        counts[article.source] += 1
        best = newest.get(article.source)
        if best is None or _age(article) > _age(best):
            newest[article.source] = article
    return counts, newest


def _age(article: Article) -> tuple[PartialDate, str]:
    return article.published or PartialDate(1), article.id


def _shown(article: Article | None) -> Newest | None:
    if article is None:
        return None
    return Newest(article.id, article.title, str(article.published or ""))


def _sources(
    config: Config, catalog: Catalog, counts: Counter[str], newest: Mapping[str, Article]
) -> Iterator[SourceStanding]:
    """Those of the configuration in its order, then what else the index holds."""
    kinds = {setting.name: setting.kind for setting in config.sources}
    items = Counter(entry.source for entry in catalog)
    runs = kept_runs(config.index.path)
    for name in dict.fromkeys([*kinds, *sorted(items)]):
        yield SourceStanding(
            name=name,
            kind=kinds.get(name, ""),
            articles=counts[name],
            items=items[name],
            newest=_shown(newest.get(name)),
            last_run=last_run_of(runs, name),
            unfinished=_unfinished(config, name),
        )


def _lines(found: Standing) -> Iterator[str]:
    yield f"索引位置：{found.path}"
    yield f"当前一代：{found.generation}（建于 {found.created}）"
    yield f"文章：{found.articles} 篇，其中公开 {found.public} 篇"
    state = "与索引一致" if found.is_current else "有变化，请运行 huisou index --if-needed"
    yield f"词典和设置：{state}"
    yield from map(printable, found.faults)
    yield f"最新文章：{_newest(found.newest)}"
    yield f"占用磁盘：{found.bytes / 1e6:.1f} MB（含保留的旧索引）"
    yield f"来源（{len(found.sources)}）："
    for source in found.sources:
        yield from _source_lines(source)
    yield from _last_run_lines(found.last_run)


def _newest(newest: Newest | None) -> str:
    if newest is None:
        return "没有"
    return f"{newest.published or '日期未注明'} {printable(newest.title)}"


def _source_lines(source: SourceStanding) -> Iterator[str]:
    kind = _KINDS.get(source.kind, "不在配置里")
    yield f"  {printable(source.name)}（{kind}）：{source.items} 项，{source.articles} 篇文章"
    if source.newest is not None:
        yield f"    最新文章：{_newest(source.newest)}"
    if source.unfinished:
        yield f"    {source.unfinished}"
    run = source.last_run
    if run is None:
        if source.kind:
            yield "    最近没有运行过"
        return
    yield f"    上次运行：{_moment(run.get('began'))}，用时 {run.get('seconds', 0):.1f} 秒"
    if run.get("unavailable"):
        yield f"    读不了：{printable(str(run['unavailable']))}"
    if run.get("refused"):
        yield f"    没有删除：{printable(str(run['refused']))}"
    if run.get("failed"):
        yield f"    失败 {run['failed']} 项，其中："
    shown = run.get("failures", ())
    for line in shown:
        yield f"      {printable(line['path'])}：{printable(line['reason'])}"
    if run.get("failed", 0) > len(shown):
        yield f"      ……还有 {run['failed'] - len(shown)} 项"


def _moment(began: object) -> str:
    try:
        return f"{datetime.fromisoformat(str(began)):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return "时间不详"


def _last_run_lines(report: Mapping[str, Any] | None) -> Iterator[str]:
    if report is None:
        return
    counts = {"新增": "added", "更新": "changed", "未变": "unchanged", "删除": "deleted"}
    shown = [f"{label} {report.get(name, 0)}" for label, name in counts.items()]
    moved, failed = (len(report.get(name, ())) for name in ("moved", "failed"))
    shown[3:3] = [f"移动 {moved}"] if moved else []
    yield f"上次运行：{'，'.join(shown)}，失败 {failed}"
    for note in report.get("notes", ()):
        yield f"  注意：{printable(str(note))}"
    if report.get("stopped"):
        yield f"  {printable(str(report['stopped']))}"


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
