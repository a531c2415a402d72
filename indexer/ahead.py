"""Items on their way through the pipeline, converted ahead of it by worker processes.

The pipeline gets what it got before, in the same order, and beside an item perhaps what it
becomes: where it has that, it need not convert the item itself. So nothing depends on what
comes from here, or on how many workers there are; a worker that dies costs time alone.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from index.article import Article
from index.workers import WorkerLost, Workers
from indexer.converting import Making, Outcome, loaded
from indexer.sources import Form, Found, Item, Working

log = logging.getLogger(__name__)

T = TypeVar("T")

_SERVED = "conversion"
_TASK = 100_000
"""Bytes of contents that are sent at once."""
_FEW = 300_000
"""Bytes of text; so many are converted here before any worker would be ready."""
_LEAST = 1_000
"""Bytes of text that an item counts for at least, as not every source says a size."""
_MARKUP = 8
"""A page or document has about so many bytes for one of its text."""
_MOST = 16_000_000
"""Bytes that are on their way at most, but for one item."""
_TASKS = 3
"""On their way for each worker at most: one more than it has done and is at."""


class Conversion(Protocol):
    """What the pipeline asks of whoever converts ahead of it."""

    def items(
        self, found: Iterable[Found], source: str, is_wanted: Callable[[Item], bool]
    ) -> Iterator[tuple[Found, Outcome | None]]:
        """All that was found, in its order; beside an item what it becomes, where that is known
        already. ``is_wanted`` tells of an item whether it is likely to be converted."""

    def enriched(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Outcome | None]]:
        """The articles, each with what enrichment makes of it, where that is known already."""


class NothingAhead:
    """Leaves all to the pipeline."""

    def items(
        self, found: Iterable[Found], source: str, is_wanted: Callable[[Item], bool]
    ) -> Iterator[tuple[Found, Outcome | None]]:
        """See :class:`Conversion`."""
        return ((one, None) for one in found)

    def enriched(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Outcome | None]]:
        """See :class:`Conversion`."""
        return ((article, None) for article in articles)


@dataclass(slots=True)
class _Task:
    """What one worker converts in one call: ``sent`` of about ``size`` bytes."""

    sent: list[Any] = field(default_factory=list)
    size: int = 0
    worker: int = 0
    answer: Future[list[Outcome | None]] | None = None


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[T]):
    """One thing on its way, and its place in a task, if it is in any."""

    thing: T
    task: _Task | None = None
    place: int = 0

    @property
    def is_known(self) -> bool:
        """Whether nothing is to be waited for."""
        answer = self.task.answer if self.task is not None else None
        return self.task is None or (answer is not None and answer.done())


class Ahead:
    """Fulfils :class:`Conversion` with workers; few things are left to the pipeline."""

    def __init__(self, workers: Workers, make: Making) -> None:
        self._workers = workers
        self._has_lost = False
        self._seen = 0
        workers.offer(_SERVED, make)

    def items(
        self, found: Iterable[Found], source: str, is_wanted: Callable[[Item], bool]
    ) -> Iterator[tuple[Found, Outcome | None]]:
        """See :class:`Conversion`."""

        def size(one: Found) -> int:
            return _text_bytes(one) if isinstance(one, Item) and is_wanted(one) else 0

        def packed(one: Found) -> tuple[object, int] | None:
            if not isinstance(one, Item) or not is_wanted(one):
                return None
            try:
                item, size = loaded(one)
            except Exception:
                log.debug("%s", one.path, exc_info=True)
                return None  # the pipeline will find the same, and say it
            return (item, source), size

        return self._ahead(found, "convert", size, packed)

    def enriched(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Outcome | None]]:
        """See :class:`Conversion`."""

        def size(article: Article) -> int:
            return max(3 * len(article.body), _LEAST)

        return self._ahead(articles, "enrich", size, lambda article: (article, size(article)))

    def _ahead(
        self,
        things: Iterable[T],
        method: str,
        size: Callable[[T], int],
        packed: Callable[[T], tuple[object, int] | None],
    ) -> Iterator[tuple[T, Outcome | None]]:
        waiting: deque[_Waiting[T]] = deque()
        line = _Line(self._workers, method)
        for thing in things:
            sent = None
            if self._is_parallel():
                sent = packed(thing)
            else:
                self._seen += size(thing)
            waiting.append(_Waiting(thing, *line.put(*sent)) if sent else _Waiting(thing))
            while waiting and (
                waiting[0].is_known or line.is_full or isinstance(waiting[-1].thing, Working)
            ):
                yield self._taken(line, waiting.popleft())
        while waiting:
            yield self._taken(line, waiting.popleft())

    def _is_parallel(self) -> bool:
        is_worth_it = self._seen >= _FEW or self._workers.is_started
        return is_worth_it and self._workers.count > 1 and not self._has_lost

    def _taken(self, line: _Line, one: _Waiting[T]) -> tuple[T, Outcome | None]:
        if one.task is None:
            return one.thing, None
        try:
            return one.thing, line.answers(one.task, one.place)[one.place]
        except WorkerLost:
            if not self._has_lost:
                log.warning("转换文章用的子进程意外结束（可能是内存不足），改在主进程里做")
            self._has_lost = True
        return one.thing, None


def _text_bytes(item: Item) -> int:
    is_marked_up = item.form in (Form.HTML, Form.DOCUMENT)
    return max(item.size // _MARKUP if is_marked_up else item.size, _LEAST)


class _Line:
    """The tasks on their way to the workers and back."""

    def __init__(self, workers: Workers, method: str) -> None:
        self._workers, self._method = workers, method
        self._next = _Task()
        self._load: Counter[int] = Counter()
        self._size = 0

    @property
    def is_full(self) -> bool:
        """Whether one is to be taken before more are put."""
        tasks = sum(self._load.values())
        return self._size >= _MOST or tasks >= _TASKS * self._workers.count

    def put(self, sent: object, size: int) -> tuple[_Task, int]:
        """The task that the thing is sent with, and its place in that."""
        task = self._next
        task.sent.append(sent)
        task.size += size
        self._size += size
        place = len(task.sent) - 1
        if task.size >= _TASK:
            self._send()
        return task, place

    def _send(self) -> None:
        task, self._next = self._next, _Task()
        task.worker = min(range(self._workers.count), key=lambda number: self._load[number])
        self._load[task.worker] += 1
        task.answer = self._workers.ask(task.worker, _SERVED, self._method, task.sent)

    def answers(self, task: _Task, place: int) -> list[Outcome | None]:
        """What the task gives, which the thing at that place is taken with; raises WorkerLost
        where that is lost, at each place."""
        if task.answer is None:
            self._send()
        assert task.answer is not None
        if place == len(task.sent) - 1:
            self._load[task.worker] -= 1
            self._size -= task.size
        try:
            return task.answer.result()
        except WorkerLost:
            raise
        except Exception:
            # It could not be sent, or the answer not: all of it is left to the pipeline.
            log.debug("%s", self._method, exc_info=True)
            return [None] * len(task.sent)
