"""A merge by a worker process while more articles come.

The worker writes into a folder of scratch space, so that nothing of it is left after a kill.
What is deleted meanwhile is deleted from the merged segment when it is taken in.
"""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np

from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.building import Batch
from index.engines.whoosh.codec import ArraySegment
from index.engines.whoosh.merging import merge
from index.engines.whoosh.segments import OpenSegment

Ask = Callable[..., Future[Any]]
"""Calls a method of a worker's :class:`Builder`: its name, then its arguments."""


class Builder:
    """What a worker does: one builds segments from articles, another merges segments."""

    def __init__(self, batch: Batch) -> None:
        self.add, self._batch = batch.add, batch
        self._segments: list[OpenSegment] = []

    def finish(self, target: Path, dead: Collection[int]) -> None:
        """Write the segment of what was added into a new file; see :meth:`Batch.finish`."""
        with open(target, "xb") as file:
            self._batch.finish(file, dead)

    def open(self, segments: Sequence[tuple[Path, int, Collection[int]]]) -> int:
        """Map the segments to merge, each by its file, size and deleted documents; their
        files may lose their names after. Gives the number of this process."""
        self._segments = [OpenSegment(*segment) for segment in segments]
        return os.getpid()

    def merge(self, target: Path) -> None:
        """Merge what was opened into a new file."""
        arrays = ArrayWriter(target.parent)
        try:
            merge(arrays, self._segments)
            with open(target, "xb") as file:
                arrays.write(file)
        finally:
            arrays.close()
            self._segments = []


class BackgroundMerge:
    """The merge of ``segments`` of the draft in ``folder``, under way; the call raises
    WorkerLost."""

    def __init__(self, ask: Ask, folder: Path, segments: Sequence[ArraySegment]) -> None:
        self.segments = tuple(segments)
        self._alive = [_alive(segment) for segment in segments]
        self._scratch = tempfile.TemporaryDirectory(prefix="scratch-", dir=folder)
        opened = [(folder / s.file_name, s.size, sorted(s.deleted_docs())) for s in segments]
        try:
            self._process: int = ask("open", opened).result()
        except BaseException:
            self._scratch.cleanup()
            raise
        self._task = ask("merge", self._file)

    @property
    def _file(self) -> Path:
        return Path(self._scratch.name) / "merged"

    @property
    def is_done(self) -> bool:
        """Whether the outcome is there."""
        return self._task.done()

    def take_in(self, adopt: Callable[[Path], ArraySegment]) -> ArraySegment:
        """The merged segment, waited for, which ``adopt`` makes of the file. Raises WorkerLost,
        and OSError where the file could not be written."""
        try:
            self._task.result()
            merged = adopt(self._file)
        finally:
            self._scratch.cleanup()
        merged.set_doc_count(sum(int(np.count_nonzero(alive)) for alive in self._alive))
        base = 0
        for segment, alive in zip(self.segments, self._alive, strict=True):
            numbers = base + np.cumsum(alive) - 1
            gone = [doc for doc in segment.deleted_docs() if alive[doc]]
            for number in numbers[gone].tolist():
                merged.delete_document(number)
            base += int(np.count_nonzero(alive))
        return merged

    def give_up(self) -> None:
        """End the worker, which nothing waits for, and leave no trace."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        self._task.exception()
        self._scratch.cleanup()


def _alive(segment: ArraySegment) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """For each document whether it is not deleted now."""
    alive = np.ones(segment.size, np.bool_)
    alive[list(segment.deleted_docs())] = False
    return alive
