"""Digests of files, remembered for as long as a file is plainly the same one.

Two of each: SHA-256, which any system can compute, and XXH3, which sees the same damage at
the pace of memory, so that a new process opens a quarter of a gigabyte in tens of
milliseconds. Whoever could forge the second could rewrite the manifest too.

Even so, hashing every file at every open would cost seconds at gigabytes, in each worker. A
sealed file never changes, and an update hard-links most of its parent's files, so
within a process a file is known by (device, inode, size, modification time): each is
hashed once, the next generation costs only its new files, and workers forked after a
first verification inherit what it found.

What this sees: any damage that was there when the file was first opened, and any
later write to it. What it cannot see: a bit that rots on the platter beneath a file
already verified by a process that is still running; its pages are then mostly in
memory, and the next process finds the damage.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import xxhash

Algorithm = Literal["sha256", "xxh3"]
_HASHES: dict[Algorithm, Callable[[], Any]] = {
    "sha256": hashlib.sha256,
    "xxh3": xxhash.xxh3_128,
}

SETTLED_SECONDS = 2.0
"""A file modified more recently than this is not remembered: a second write within the
clock's tick would leave the same modification time (FAT counts in two seconds)."""

CAPACITY = 20_000


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells that a file is the one it was, without reading it."""

    device: int
    inode: int
    size: int
    modified_ns: int

    @classmethod
    def of(cls, found: os.stat_result) -> Identity:
        """The identity in what ``os.stat`` or ``os.fstat`` gave."""
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


class Digests:
    """Hexadecimal digests of files by identity; the oldest are forgotten at ``CAPACITY``."""

    def __init__(self) -> None:
        self._known: dict[tuple[Identity, Algorithm], str] = {}

    def of(self, path: Path, algorithm: Algorithm) -> str:
        """The digest of the file's content; raises OSError where it cannot be read."""
        with open(path, "rb") as file:
            identity = Identity.of(os.fstat(file.fileno()))
            known = self._known.get((identity, algorithm))
            if known is not None:
                return known
            digest = hashlib.file_digest(file, _HASHES[algorithm]).hexdigest()
        if abs(time.time() - identity.modified_ns / 1e9) > SETTLED_SECONDS:
            self._remember((identity, algorithm), digest)
        return digest

    def _remember(self, key: tuple[Identity, Algorithm], digest: str) -> None:
        while len(self._known) >= CAPACITY:
            self._known.pop(next(iter(self._known)), None)
        self._known[key] = digest


PROCESS_DIGESTS = Digests()
"""Shared by all that open generations in this process."""
