"""Numbers that all workers of a server add to: shared memory, made before they are forked."""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
import threading
import weakref
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)

_BYTES = 8


class Tally(Generic[Name]):
    """A number for each of the names that are given when it is made, 0 at first.

    Memory of a worker that ended stays counted. The lock is one of the operating system's on a
    file without a name, which lets go of it with the process: no worker's end holds up others.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._numbers = memoryview(mmap.mmap(-1, _BYTES * max(1, len(self._places)))).cast("d")
        self._turn = threading.Lock()
        file, path = tempfile.mkstemp(prefix="huisou-")
        os.unlink(path)
        self._file = file
        weakref.finalize(self, os.close, file)

    def __contains__(self, name: object) -> bool:
        """Whether the name was given."""
        return name in self._places

    def add(self, amounts: Mapping[Name, float]) -> None:
        """Add to several numbers at once. Raises KeyError, with nothing added, for a name
        that was not given."""
        places = [(self._places[name], amount) for name, amount in amounts.items()]
        with self._held():
            for place, amount in places:
                self._numbers[place] += amount

    def read(self) -> dict[Name, float]:
        """All numbers, as they were at one moment."""
        with self._held():
            numbers = self._numbers.tolist()
        return dict(zip(self._places, numbers, strict=False))

    @contextmanager
    def _held(self) -> Iterator[None]:
        with self._turn:  # The file's lock is the process's: it keeps no thread out.
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
