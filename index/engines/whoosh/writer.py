"""Writing the next generation: batches of articles become segments in a draft, then a seal."""

from __future__ import annotations

import gc
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from whoosh.index import TOC, FileIndex, clean_files

from index.analysis import Analyzer
from index.article import Article
from index.catalog import Catalog
from index.config import Config
from index.draft import Draft
from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.background import BackgroundMerge
from index.engines.whoosh.codec import ArraySegment
from index.engines.whoosh.documents import checked, is_id
from index.engines.whoosh.fields import INDEX_NAME, whoosh_schema
from index.engines.whoosh.merging import merge
from index.engines.whoosh.pending import Made, Pending
from index.engines.whoosh.segments import OpenSegment
from index.engines.whoosh.storage import DraftStorage
from index.engines.whoosh.unpickling import guard
from index.fingerprint import fingerprint
from index.generations import Generations
from index.moves import PREFIX as MOVES
from index.moves import Moves
from index.workers import WorkerLost, Workers, cores

log = logging.getLogger(__name__)

CATALOG = "catalog-"

_FEW = 200
"""To look one id up in a segment takes as long as to read so many of its ids."""

MOST_SEGMENTS = 16
"""More are merged before the seal, so that a merge has bounded input and a draft few files."""


class WhooshWriter:
    """Fulfils :class:`index.engine.Writer` over a draft."""

    def __init__(self, draft: Draft, analyzer: Analyzer, workers: Workers) -> None:
        guard()
        self._draft = draft
        self._storage = DraftStorage(draft)
        self._pending = Pending(analyzer, workers)
        self._deleted: set[str] = set()
        self._opened: dict[str, OpenSegment] = {}
        self._merging: BackgroundMerge | None = None
        self._toc = self._read_toc()
        self.catalog = self._read_catalog()
        self.moves = self._kept_moves = self._read_moves()

    def _read_toc(self) -> TOC:
        schema = whoosh_schema()
        if not any(name.endswith(".toc") for name in self._storage.list()):
            FileIndex.create(self._storage, schema, INDEX_NAME)
        return TOC.read(self._storage, INDEX_NAME, schema=schema)

    @property
    def _segments(self) -> list[ArraySegment]:
        return cast(list[ArraySegment], self._toc.segments)

    def put(self, article: Article) -> None:
        """Add the article, or replace the one of its id. Raises InvalidArticle, unchanged."""
        self._pending.put(article.id, checked(article))
        self._deleted.discard(article.id)
        if self._pending.is_full:
            self._flush()

    def delete(self, article_id: str) -> None:
        """Remove the article of that id; nothing happens where there is none."""
        self._pending.drop(article_id)
        if is_id(article_id):
            self._deleted.add(article_id)

    def checkpoint(self) -> None:
        """Make everything up to here durable: a later run goes on from here."""
        self._flush()
        self._write_catalog()
        self._write_moves()
        self._draft.checkpoint(self._count())

    def seal(self) -> str:
        """Make the generation durable and current; gives its name."""
        self._flush()
        self._take_in()
        self._write_catalog()
        self._write_moves()
        self._merge(to_merge(self._segments))
        return self._draft.seal(self._count()).name

    def close(self) -> None:
        """Let go of what is under way; what was not checkpointed is lost."""
        if self._merging is not None:
            self._merging.give_up()

    def _count(self) -> int:
        return sum(int(segment.doc_count()) for segment in self._segments)

    def _flush(self) -> None:
        """Write what is pending to the draft."""
        if not (len(self._pending) or self._deleted):
            return
        self._remove_replaced()
        added: list[ArraySegment] = []
        if len(self._pending):
            with self._scratch() as scratch, _no_cycles():
                added = list(map(self._add, self._pending.made(Path(scratch))))
        self._commit([*(s for s in self._segments if s.doc_count()), *added])
        self._deleted.clear()
        self._merge_early()

    def _merge_early(self) -> None:
        """Keep the segments few while more articles come: beside them where there is a worker
        for it. It is waited for where it does not keep up."""
        if self._merging is not None and (
            self._merging.is_done or len(self._segments) > 3 * MOST_SEGMENTS
        ):
            self._take_in()
        small = to_merge_early(self._segments)
        if self._merging is not None or not small:
            return
        ask = self._pending.merger()
        if ask is None:
            self._merge(small)
            return
        try:
            self._merging = BackgroundMerge(ask, self._draft.path, small)
        except WorkerLost:
            self._merge(small)

    def _take_in(self) -> None:
        """Put the segment that was merged meanwhile in the place of those it was made of."""
        if self._merging is None:
            return
        merging, self._merging = self._merging, None
        try:
            merged = merging.take_in(self._adopted)
        except WorkerLost:
            log.warning("合并索引用的子进程意外结束（可能是内存不足），改在主进程里合并")
            return
        self._commit([*(s for s in self._segments if s not in merging.segments), merged])

    def _adopted(self, file: Path) -> ArraySegment:
        segment = ArraySegment(INDEX_NAME)
        self._draft.adopt(file, segment.file_name)
        return segment

    def _add(self, made: Made) -> ArraySegment:
        if isinstance(made.file, Path):
            segment = self._adopted(made.file)
        else:
            segment = ArraySegment(INDEX_NAME)
            self._draft.write(segment.file_name, made.file)
        segment.set_doc_count(made.size)
        return segment

    def _scratch(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="scratch-", dir=self._draft.path)

    def _write(self, fill: Callable[[ArrayWriter], object]) -> ArraySegment:
        segment = ArraySegment(INDEX_NAME)
        with self._scratch() as scratch:
            arrays = ArrayWriter(Path(scratch))
            try:
                fill(arrays)
                with self._create(segment.file_name) as file:
                    arrays.write(file)
            finally:
                arrays.close()
        return segment

    def _create(self, name: str) -> BinaryIO:
        return self._draft.create(name)

    def _remove_replaced(self) -> None:
        replaced = {id_.encode() for id_ in self._deleted.union(self._pending.ids())}
        for segment in self._segments:
            field = self._open(segment).fields["id"]
            few = _FEW * len(replaced) < len(field.terms)
            there = (
                replaced if few else replaced.intersection(field.terms.slice(0, len(field.terms)))
            )
            for article_id in there:
                for doc in field.docs(field.span(article_id)).tolist():
                    segment.delete_document(doc)

    def _open(self, segment: ArraySegment) -> OpenSegment:
        name = segment.file_name
        if name not in self._opened:
            self._opened[name] = segment.open(self._draft.path)
        return self._opened[name]

    def _commit(self, segments: list[ArraySegment]) -> None:
        """Write the next table of contents; files that no segment needs are removed."""
        self._toc = TOC(self._toc.schema, segments, self._toc.generation + 1)
        self._toc.write(self._storage, INDEX_NAME)
        clean_files(self._storage, INDEX_NAME, self._toc.generation, segments)
        names = {segment.file_name for segment in segments}
        self._opened = {name: file for name, file in self._opened.items() if name in names}

    def _merge(self, small: Sequence[ArraySegment]) -> None:
        """Make those segments one."""
        if not small:
            return
        opened = [segment.open(self._draft.path) for segment in small]
        with _no_cycles():
            merged = self._write(lambda arrays: merge(arrays, opened))
        merged.set_doc_count(sum(int(segment.doc_count()) for segment in small))
        self._commit([*(s for s in self._segments if s not in small), merged])

    def _read_catalog(self) -> Catalog:
        names = self._names(CATALOG)
        if not names:
            return Catalog()
        with _no_cycles():
            return Catalog.load((self._draft.path / names[-1]).read_bytes())

    def _write_catalog(self) -> None:
        self._replace(CATALOG, ".jsonl", self.catalog.dump())

    def _read_moves(self) -> Moves:
        names = self._names(MOVES)
        return Moves.load((self._draft.path / names[-1]).read_bytes()) if names else Moves()

    def _write_moves(self) -> None:
        if self.moves != self._kept_moves:
            self._replace(MOVES, ".txt", self.moves.dump())
            self._kept_moves = self.moves

    def _replace(self, prefix: str, suffix: str, content: bytes) -> None:
        """A new file, as a draft never writes one twice."""
        before = self._names(prefix)
        number = int(before[-1].removeprefix(prefix).split(".")[0]) + 1 if before else 1
        self._draft.write(f"{prefix}{number:08d}{suffix}", content)
        for name in before:
            self._draft.remove(name)

    def _names(self, prefix: str) -> list[str]:
        return [name for name in self._draft.names() if name.startswith(prefix)]


def to_merge(segments: Sequence[ArraySegment]) -> list[ArraySegment]:
    """The segments to make one: after it each has more than twice the articles of all
    smaller ones together, and none is dead for the greater part. So a search visits few, an
    update rewrites little, and each article is rewritten a number of times that is
    logarithmic in the collection."""
    ascending = sorted(segments, key=lambda segment: int(segment.doc_count()))
    smaller = count = 0
    for number, segment in enumerate(ascending):
        size = int(segment.doc_count())
        if number and size <= 2 * smaller:
            count = number + 1
        smaller += size
    wasteful = [s for s in ascending[count:] if 2 * s.deleted_count() > s.doc_count_all()]
    return ascending[:count] + wasteful


def to_merge_early(segments: Sequence[ArraySegment]) -> list[ArraySegment]:
    """The segments to make one before the seal: none while they are few; else the smallest,
    but none that outweighs all smaller ones, so that an article is rewritten seldom."""
    if len(segments) <= MOST_SEGMENTS:
        return []
    ascending = sorted(segments, key=lambda segment: int(segment.doc_count()))
    smaller = 0
    for number, segment in enumerate(ascending):
        size = int(segment.doc_count())
        if number >= MOST_SEGMENTS // 2 and size >= smaller:
            return ascending[:number]
        smaller += size
    return ascending


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Keep the cycle collector from walking over millions of short-lived objects."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def open_next(
    config: Config, *, rebuild: bool = False, workers: Workers | None = None
) -> Iterator[WhooshWriter]:
    """See :func:`index.engine.open_writer`."""
    analyzer = Analyzer.from_config(config)
    generations = Generations(config.index.path, keep=config.index.keep)
    expected = fingerprint(config, analyzer)
    with ExitStack() as stack:
        draft = stack.enter_context(generations.begin(fingerprint=expected, rebuild=rebuild))
        if workers is None:
            workers = stack.enter_context(closing(Workers(cores())))
        writer = stack.enter_context(closing(WhooshWriter(draft, analyzer, workers)))
        yield writer
