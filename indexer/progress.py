"""Progress on standard error: a bar on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

EVERY_ITEMS = 1000
EVERY_SECONDS = 5.0


class Meter(Protocol):
    """Told by the pipeline how far it is."""

    def begin(self, name: str, size: int) -> None:
        """A source begins; ``size`` is in bytes, 0 where unknown."""

    def advance(self, size: int) -> None:
        """One more item, of ``size`` bytes, is dealt with."""

    def work(self, asked: int, left: int) -> None:
        """No item yet: the source asked for so many addresses, and knows of so many more."""


class SilentMeter:
    """Shows nothing."""

    def begin(self, name: str, size: int) -> None:
        """See :class:`Meter`."""

    def advance(self, size: int) -> None:
        """See :class:`Meter`."""

    def work(self, asked: int, left: int) -> None:
        """See :class:`Meter`."""


class LineMeter:
    """A line for each thousand items or five seconds, and one for each source."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._name = ""
        self._items = 0
        self._last = (0, clock())

    def begin(self, name: str, size: int) -> None:
        """See :class:`Meter`."""
        self._name, self._items = name, 0
        self._last = (0, self._clock())
        self._say(f"开始读取 {name}")

    def advance(self, size: int) -> None:
        """See :class:`Meter`."""
        self._items += 1
        items, moment = self._last
        if self._items - items >= EVERY_ITEMS or self._clock() - moment >= EVERY_SECONDS:
            self._say(f"{self._name}：已处理 {self._items} 项")
            self._last = (self._items, self._clock())

    def work(self, asked: int, left: int) -> None:
        """See :class:`Meter`."""
        if self._clock() - self._last[1] >= EVERY_SECONDS:
            self._say(f"{self._name}：已抓取 {asked} 个地址，知道的还有 {left} 个")
            self._last = (self._items, self._clock())

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


class BarMeter:
    """A bar by bytes, or by addresses while a site is crawled, with the number of items."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._name = ""
        self._task = progress.add_task("", total=None, items=0)
        self._items = 0
        self._is_fetching = False

    def begin(self, name: str, size: int) -> None:
        """See :class:`Meter`."""
        self._name = name
        self._draw_anew(size or None)

    def _draw_anew(self, total: int | None) -> None:
        """Another task: one that has a total cannot do without it again."""
        self._items, self._is_fetching = 0, False
        self._progress.remove_task(self._task)
        self._task = self._progress.add_task(self._name, total=total, items=0)

    def advance(self, size: int) -> None:
        """See :class:`Meter`."""
        if self._is_fetching:
            self._draw_anew(None)
        self._items += 1
        self._progress.update(self._task, advance=size, items=self._items)

    def work(self, asked: int, left: int) -> None:
        """See :class:`Meter`."""
        self._is_fetching = True
        self._progress.update(self._task, completed=asked, total=asked + left, items=asked)


@contextmanager
def meter(stream: TextIO | None = None) -> Iterator[Meter]:
    """The meter that suits the stream (by default standard error)."""
    stream = stream or sys.stderr
    console = Console(file=stream, highlight=False, markup=False)
    if not console.is_terminal:
        yield LineMeter(stream)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%  {task.fields[items]} 项"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield BarMeter(progress)
