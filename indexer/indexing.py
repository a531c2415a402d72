"""One run of ``huisou index``: which sources, which writer, and the report that is kept."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import Visibility
from index.config import Config, SourceSettings
from index.engine import Writer, open_writer
from index.errors import ConfigError, IndexCorrupt, IndexMissing, IndexOutdated
from index.generations import Generations
from indexer.enrich import load_vocabulary
from indexer.pipeline import RunSettings, run
from indexer.predecessor import Predecessor, open_predecessor
from indexer.progress import Meter
from indexer.report import RunReport
from indexer.sources import FileSource
from indexer.sources.reading import shown_name

LAST_REPORT = "last-run.json"


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """``rebuild`` from nothing; ``if_needed`` where the index is outdated, else go on from
    it; ``allow_shrink``: delete however much is gone."""

    rebuild: bool = False
    if_needed: bool = False
    allow_shrink: bool = False


def chosen_sources(config: Config, names: Sequence[str]) -> list[FileSource]:
    """The sources by configured name or by path; without names, all that are configured.

    Raises ConfigError where that is none at all.
    """
    settings = [_settings_of(config, name) for name in names] if names else config.sources
    if not settings:
        raise ConfigError(
            "没有要索引的来源：请写上文件夹或文件，例如 huisou index 我的文章/，"
            "或在 huisou.toml 里写 [[sources]]"
        )
    distinct = {setting.name: setting for setting in settings}
    return [_source(config, setting) for setting in distinct.values()]


def _settings_of(config: Config, name: str) -> SourceSettings:
    path = Path(os.path.realpath(Path(name).expanduser()))
    for setting in config.sources:
        if setting.name == name or setting.path == path:
            return setting
    return SourceSettings.model_construct(
        name=shown_name(str(path)), path=path, base_url="", visibility="public"
    )


def _source(config: Config, setting: SourceSettings) -> FileSource:
    words = config.vocabulary
    return FileSource(
        setting.name,
        setting.path,
        setting.base_url,
        Visibility(setting.visibility),
        config.limits.file_bytes,
        (config.index.path, *filter(None, (words.organizations, words.dictionary))),
    )


def index_sources(
    config: Config,
    sources: Sequence[FileSource],
    options: IndexOptions,
    *,
    meter: Meter | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> RunReport:
    """Bring the index in line with the sources; the report is kept beside the index.

    Raises ConfigError, IndexBusy, IndexUnwritable, IndexCorrupt, and IndexOutdated where
    a rebuild is due and was not asked for.
    """
    began = time.monotonic()
    vocabulary = load_vocabulary(config)
    order = [source.name for source in config.sources]
    settings = RunSettings(config.index.batch, options.allow_shrink, should_stop, order=order)
    notes: list[str] = []
    with _writer(config, options) as (writer, is_rebuild):
        predecessor = _predecessor(config, notes) if is_rebuild else None
        report = run(
            sources,
            writer,
            vocabulary,
            settings,
            predecessor=predecessor,
            must_seal=is_rebuild or _has_unsealed(config, writer),
            meter=meter,
        )
    report.notes[:0] = notes
    report.seconds = round(time.monotonic() - began, 3)
    _keep(report, config.index.path)
    return report


@contextlib.contextmanager
def _writer(config: Config, options: IndexOptions) -> Iterator[tuple[Writer, bool]]:
    """The writer, and whether it rebuilds."""
    with contextlib.ExitStack() as stack:
        is_rebuild = options.rebuild
        try:
            writer = stack.enter_context(open_writer(config, rebuild=is_rebuild))
        except IndexOutdated as error:
            if not options.if_needed:
                raise IndexOutdated(f"{error}（加 --if-needed 则只在需要时重建）") from error
            is_rebuild = True
            writer = stack.enter_context(open_writer(config, rebuild=True))
        yield writer, is_rebuild


def _predecessor(config: Config, notes: list[str]) -> Predecessor | None:
    try:
        return open_predecessor(config)
    except (IndexCorrupt, IndexOutdated) as error:
        notes.append(f"旧索引读不出来，只重建了这次的来源，其他来源请再索引一次：{error}")
        return None


def _has_unsealed(config: Config, writer: Writer) -> bool:
    """Whether the writer goes on from an interrupted run: its catalog then differs from
    that of the current generation."""
    stored = writer.catalog.dump()
    try:
        generation = Generations(config.index.path, keep=config.index.keep).newest_whole()
    except IndexMissing:
        return bool(stored)
    digest = hashlib.sha256(stored).hexdigest()
    return digest not in {seal.sha256 for seal in generation.manifest.files.values()}


def _keep(report: RunReport, folder: Path) -> None:
    """Leave the report where ``huisou status`` finds it; whole or not at all."""
    part = folder / (LAST_REPORT + ".part")
    part.write_text(report.to_json(), encoding="utf-8", errors="backslashreplace")
    part.replace(folder / LAST_REPORT)


def last_report(config: Config) -> dict[str, Any] | None:
    """What the last run said of itself, or None where there is nothing to read."""
    try:
        kept = json.loads((config.index.path / LAST_REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) else None
