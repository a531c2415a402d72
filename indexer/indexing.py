"""One run of ``huisou index``: which sources, which writer, and the report that is kept."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from index.catalog import Catalog
from index.config import Config
from index.engine import Writer, open_reader, open_writer
from index.errors import IndexCorrupt, IndexMissing, IndexOutdated
from index.generations import Generations
from index.workers import Workers, cores
from indexer.ahead import Ahead
from indexer.applied import Applied
from indexer.attachments import document_limits
from indexer.conversion import article_of
from indexer.converting import Making
from indexer.corrections import read_corrections
from indexer.dictionary import keep_dictionary
from indexer.enrich import load_vocabulary
from indexer.extract.documents import Documents
from indexer.pipeline import run
from indexer.predecessor import Predecessor, open_predecessor
from indexer.progress import Meter
from indexer.report import RunReport
from indexer.reposts import find_reposts
from indexer.run_settings import RunSettings
from indexer.runs import keep_report
from indexer.sources import Source


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """``rebuild`` from nothing; ``if_needed`` where the index is outdated, else go on from
    it; ``allow_shrink``: delete however much is gone."""

    rebuild: bool = False
    if_needed: bool = False
    allow_shrink: bool = False


def index_sources(
    config: Config,
    sources: Sequence[Source],
    options: IndexOptions,
    *,
    meter: Meter | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> RunReport:
    """Bring the index in line with the sources; the report is kept beside the index.

    Raises ConfigError, IndexBusy, IndexUnwritable, IndexCorrupt, and IndexOutdated where
    a rebuild is due and was not asked for.
    """
    began, since = time.monotonic(), datetime.now().astimezone()
    vocabulary = load_vocabulary(config)
    corrections = read_corrections(config.vocabulary.corrections)
    order = [source.name for source in config.sources]
    names = {source.name for source in sources}
    notes: list[str] = list(vocabulary.problems)
    limits = document_limits(config.limits)
    with (
        Documents(limits) as documents,
        contextlib.closing(Workers(cores())) as workers,
        _writer(config, options, workers) as (writer, is_rebuild),
    ):
        convert = functools.partial(article_of, documents=documents, corrections=corrections)
        settings = RunSettings(
            config.index.batch,
            options.allow_shrink,
            should_stop,
            convert,
            order,
            corrections,
            ahead=Ahead(workers, Making(vocabulary, limits, corrections)),
        )
        applied = Applied.load(config.index.path)
        due = applied.mark_due(writer.catalog, corrections)
        predecessor = _predecessor(config, notes) if is_rebuild else None
        sealed = None if is_rebuild else _sealed(config, writer)
        report = run(
            sources,
            writer,
            vocabulary,
            settings,
            predecessor=predecessor,
            must_seal=is_rebuild or sealed is not None,
            sealed=sealed,
            meter=meter,
        )
        report.notes[:0] = [*corrections.problems, *notes]
        if not report.stopped:
            applied.after(corrections, due, writer.catalog, names).save(config.index.path)
        keep_dictionary(config)
        if report.generation and config.index.reposts:
            _keep_reposts(config)
        report.began = since.isoformat(timespec="seconds")
        report.seconds = round(time.monotonic() - began, 3)
        kinds = {setting.name: setting.kind for setting in config.sources}
        for name, part in report.sources.items():
            part.kind = kinds.get(name, "")
        keep_report(report, config.index.path)
    return report


def _keep_reposts(config: Config) -> None:
    """Find the reposts of the generation that was just sealed."""
    reader = open_reader(config)
    try:
        find_reposts(reader).save(config.index.path)
    finally:
        reader.close()


@contextlib.contextmanager
def _writer(
    config: Config, options: IndexOptions, workers: Workers
) -> Iterator[tuple[Writer, bool]]:
    """The writer, and whether it rebuilds."""
    with contextlib.ExitStack() as stack:
        is_rebuild = options.rebuild
        try:
            writer = stack.enter_context(open_writer(config, rebuild=is_rebuild, workers=workers))
        except IndexOutdated as error:
            if not options.if_needed:
                raise IndexOutdated(f"{error}（加 --if-needed 则只在需要时重建）") from error
            is_rebuild = True
            writer = stack.enter_context(open_writer(config, rebuild=True, workers=workers))
        yield writer, is_rebuild


def _predecessor(config: Config, notes: list[str]) -> Predecessor | None:
    try:
        return open_predecessor(config)
    except (IndexCorrupt, IndexOutdated) as error:
        notes.append(f"旧索引读不出来，只重建了这次的来源，其他来源请再索引一次：{error}")
        return None


def _sealed(config: Config, writer: Writer) -> Catalog | None:
    """The catalog of the current generation where that of the writer is another, as it goes
    on from an interrupted run; None where it is the same."""
    stored = writer.catalog.dump()
    try:
        generation = Generations(config.index.path, keep=config.index.keep).newest_whole()
    except IndexMissing:
        return Catalog() if stored else None
    digest = hashlib.sha256(stored).hexdigest()
    if digest in {seal.sha256 for seal in generation.manifest.files.values()}:
        return None
    return Catalog.read(generation.path)
