"""The memory of a process with all that it has started, at its peak."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

_PROCESSES = Path("/proc")
_EVERY = 0.5
"""Seconds; a peak that is shorter may be missed."""


class PeakMemory:
    """A context manager that looks at the processes while it is open. ``megabytes`` is the most
    that they had together, a page that several share counted once (PSS); where the system does
    not tell, the most that this process had. ``cpu`` is what looking took, in seconds."""

    def __init__(self) -> None:
        self.megabytes = self.cpu = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop looking."""
        self._end.set()
        self._thread.join()
        if not self.megabytes:
            self.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3

    def _watch(self) -> None:
        while not self._end.wait(_EVERY):
            now = sum(map(_megabytes, _with_descendants(os.getpid())))
            self.megabytes = max(self.megabytes, now)
            self.cpu = time.thread_time()


def _with_descendants(process: int) -> Iterator[int]:
    yield process
    for children in (_PROCESSES / str(process) / "task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:  # the thread has ended
            continue
        for child in found:
            yield from _with_descendants(int(child))


def _megabytes(process: int) -> float:
    try:
        rows = (_PROCESSES / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:  # the process has ended, or there is no such file
        return 0.0
    return sum(int(row.split()[1]) / 1e3 for row in rows if row.startswith("Pss:"))
