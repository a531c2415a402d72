"""The articles that wait to be written, made into segments by workers as they come."""

from __future__ import annotations

import functools
import io
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from index.analysis import Analyzer, bulk_characters, ngram_arrays
from index.analysis.bulk_segmentation import BulkSegmenter
from index.engines.whoosh.background import Ask, Builder
from index.engines.whoosh.building import Batch
from index.engines.whoosh.documents import Checked
from index.workers import WorkerLost, Workers

log = logging.getLogger(__name__)

_SERVED = "segments"
_TASK = 150_000
"""Bytes of articles that are sent at once."""
_FEW = 400_000
"""Bytes; so few are indexed here before any worker could be ready."""
_MOST = 32_000_000
"""Bytes that wait at most: what bounds the memory of a build."""


@dataclass(frozen=True, slots=True)
class Made:
    """A segment of ``size`` documents: the path of its file, or what is to be in that."""

    file: Path | bytes
    size: int


@dataclass(slots=True)
class _Share:
    """What goes to one worker: the ids and articles so far, and what is not sent yet."""

    number: int
    ids: list[str] = field(default_factory=list)
    articles: list[Checked] = field(default_factory=list)
    sent: int = 0
    unsent: int = 0


class Pending:
    """Articles by id, the last of each id. Many are shared out among the ``workers`` in turn,
    so that which segment an article comes to depends on the number of workers alone."""

    def __init__(self, analyzer: Analyzer, workers: Workers) -> None:
        self._analyzer = analyzer
        self._workers = workers
        self._workers.offer(_SERVED, functools.partial(_builder, analyzer.bulk))
        self._has_sent = self._has_lost = False
        self._seen = 0
        self._forget()

    def _forget(self) -> None:
        self._shares = [_Share(number) for number in range(self._workers.count)]
        self._turn = self._size = 0
        self._places: dict[str, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def ids(self) -> Iterable[str]:
        """The ids of the articles that wait."""
        return self._places.keys()

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return self._size >= _MOST

    def put(self, article_id: str, article: Checked) -> None:
        """Add an article, or replace the one of that id."""
        share = self._shares[self._turn]
        self._places[article_id] = self._turn, len(share.ids)
        share.ids.append(article_id)
        share.articles.append(article)
        share.unsent += article.size
        self._size += article.size
        self._seen += article.size
        if share.unsent >= _TASK and self._is_parallel():
            self._send(share)
            self._turn = (self._turn + 1) % len(self._shares)

    def drop(self, article_id: str) -> None:
        """Take the article of that id back, where there is one."""
        self._places.pop(article_id, None)

    def made(self, folder: Path) -> list[Made]:
        """The segments of all that waited, those that workers make as files in the folder;
        nothing waits after. Raises OSError where one could not be written."""
        shares = [share for share in self._shares if share.ids]
        dead = [self._dead(share) for share in shares]
        files = [folder / f"share-{share.number}" for share in shares]
        tasks = [self._task(*three) for three in zip(shares, dead, files, strict=True)]
        self._forget()
        return [
            Made(self._file(share, gone, file, task), len(share.ids) - len(gone))
            for share, gone, file, task in zip(shares, dead, files, tasks, strict=True)
            if len(share.ids) > len(gone)
        ]

    def _dead(self, share: _Share) -> list[int]:
        """The places in the share of what was replaced or taken back since."""
        return [
            place
            for place, article_id in enumerate(share.ids)
            if self._places.get(article_id) != (share.number, place)
        ]

    def _task(self, share: _Share, dead: list[int], file: Path) -> Future[None] | None:
        """What ends when the share's worker has written the file, where there is a worker."""
        if not self._is_parallel():
            return None
        self._send(share)
        return self._workers.ask(share.number, _SERVED, "finish", file, dead)

    def _file(
        self, share: _Share, dead: list[int], file: Path, task: Future[None] | None
    ) -> Path | bytes:
        if task is not None:
            try:
                task.result()
                return file
            except WorkerLost:
                log.warning("建索引用的子进程意外结束（可能是内存不足），改在主进程里做")
                self._has_lost = True
        batch = _batch(self._analyzer.bulk)
        batch.add(share.articles)
        made = io.BytesIO()
        batch.finish(made, dead)
        return made.getvalue()

    def _send(self, share: _Share) -> None:
        articles, share.sent, share.unsent = share.articles[share.sent :], len(share.articles), 0
        self._has_sent = True
        self._workers.tell(share.number, _SERVED, "add", articles)

    def _is_parallel(self) -> bool:
        return self._seen >= _FEW and len(self._shares) > 1 and not self._has_lost

    def merger(self) -> Ask | None:
        """What calls a worker that has no share, to merge meanwhile; None where articles are
        indexed here, so that nothing is gained by it."""
        if not self._has_sent or self._has_lost:
            return None
        return functools.partial(self._workers.ask, self._workers.spare, _SERVED)


def _builder(bulk: Callable[[], BulkSegmenter]) -> Builder:
    return Builder(_batch(bulk))


def _batch(bulk: Callable[[], BulkSegmenter]) -> Batch:
    """An empty batch that has read all it needs."""
    bulk_characters.load()
    ngram_arrays.load()
    return Batch(bulk().words)
