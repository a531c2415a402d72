"""The generation being built: checkpoints that outlive a power cut, and the seal."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from index.digests import Digests, Identity
from index.disk import Disk, explained, unwritable
from index.errors import HuisouError, IndexCorrupt
from index.layout import Generation
from index.lock import WriterLock
from index.manifest import (
    MANIFEST,
    FileSeal,
    Manifest,
    content_names,
    is_plain_name,
    read_manifest,
    verify,
)

log = logging.getLogger(__name__)

_OF_WRITES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO}


class Draft:
    """A context manager that holds the writer's lock; leaving it without :meth:`seal`
    keeps the last checkpoint for the next run.

    The engine's rules: a file is made with :meth:`create`, closed before the next
    checkpoint, and never written again after it; a new content gets a new name, and the
    old name is given to :meth:`remove`. Folders inside ``path`` are scratch space and
    are gone after the seal.

    ``parent`` is the generation whose files it started from, ``base`` the manifest of
    the last checkpoint or else of the parent, None when built from nothing; ``resumed``
    tells that an earlier run's checkpoint is being gone on from.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        parent: Generation | None,
        fingerprint: str,
        *,
        disk: Disk,
        lock: WriterLock,
        promote: Callable[[Path, str], Generation],
    ) -> None:
        self.path = path
        self.name = name
        self.parent = parent
        self.fingerprint = fingerprint
        self.base: Manifest | None = parent.manifest if parent else None
        self.resumed = False
        self._disk = disk
        self._lock = lock
        self._promote = promote
        self._seals: dict[str, FileSeal] = {}
        self._identities: dict[str, Identity] = {}
        self._deferred: set[str] = set()

    def start(self) -> None:
        """Make the folder and give it the parent's files by hard link."""
        self._disk.make_folder(self.path)
        self._disk.sync_folder(self.path.parent)
        if self.parent is not None:
            for name in self.parent.manifest.files:
                self._disk.link(self.parent.path / name, self.path / name)
            self._adopt(self.parent.manifest)

    def resume(self) -> bool:
        """Go on from the folder's checkpoint; False, with a log line, where it is no use."""
        if not (self.path / MANIFEST).exists():
            log.info("上次没有写完的 %s 还没有检查点，重新开始", self.path.name)
            return False
        try:
            manifest = read_manifest(self.path)
            verify(self.path, manifest, strays=True, digests=Digests())
        except HuisouError as error:
            log.warning("上次没有写完的 %s 不能继续：%s", self.path.name, error)
            return False
        wanted = (self.name, self.parent.name if self.parent else None, self.fingerprint)
        if (manifest.name, manifest.parent, manifest.fingerprint) != wanted:
            log.warning("上次没有写完的 %s 与现在的索引或设置不符，重新开始", self.path.name)
            return False
        self._adopt(manifest)
        self._remove_strays()
        self.base, self.resumed = manifest, True
        return True

    def _adopt(self, manifest: Manifest) -> None:
        self._seals = dict(manifest.files)
        for name, seal in manifest.files.items():
            if not seal.xxh3:  # of an older format
                self._seals[name] = replace(seal, xxh3=Digests().of(self.path / name, "xxh3"))
        self._identities = {name: self._identity(name) for name in self._seals}

    def _identity(self, name: str) -> Identity:
        return Identity.of(os.stat(self.path / name))

    def names(self) -> list[str]:
        """The engine's files as they will be after the next checkpoint, sorted."""
        return [
            name
            for name in content_names(self.path)
            if name not in self._deferred and (self.path / name).is_file()
        ]

    def create(self, name: str) -> BinaryIO:
        """A new file for writing; raises FileExistsError where the name is or was in use
        since the last checkpoint, ValueError for a name that cannot be a file's here."""
        _require_plain(name)
        return self._disk.create(self.path / name)

    def write(self, name: str, data: bytes) -> None:
        """A new file with that content; durable at the next checkpoint; raises as create."""
        with self.create(name) as file:
            file.write(data)

    def adopt(self, path: Path, name: str) -> None:
        """Give a whole file of scratch space that name; durable at the next checkpoint;
        raises as create."""
        _require_plain(name)
        self._disk.link(path, self.path / name)

    def rename(self, old: str, new: str) -> None:
        """Rename a file made since the last checkpoint; raises FileExistsError where
        ``new`` is in use and ValueError where ``old`` belongs to the checkpoint."""
        _require_plain(new)
        if old in self._seals:
            raise ValueError(f"{old} belongs to the checkpoint")
        if (self.path / new).exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(self.path / new))
        self._disk.rename(self.path / old, self.path / new)

    def remove(self, name: str) -> None:
        """Remove a file: at once where the last checkpoint does not need it, else after
        the next one is durable. :meth:`names` no longer gives it either way."""
        if name in self._seals:
            self._deferred.add(name)
        else:
            self._disk.remove(self.path / name)

    def checkpoint(self, articles: int, **extra: str | int) -> None:
        """Make everything up to here durable: when it returns, no crash can take it back.

        ``articles`` is how many the draft holds; ``extra`` is given back in
        :attr:`base` after a resume. Raises IndexUnwritable, after which the checkpoint
        before holds, and IndexCorrupt where a file of that one was changed since.
        """
        with explained(self.path):
            self._seal_files()
            self._disk.sync_folder(self.path)
            manifest = Manifest(
                name=self.name,
                parent=self.parent.name if self.parent else None,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                fingerprint=self.fingerprint,
                articles=articles,
                files={name: self._seals[name] for name in self.names()},
                extra=extra,
            )
            self._disk.write_whole(self.path / MANIFEST, manifest.to_json().encode())
            self.base = manifest
            self._remove_deferred()

    def _seal_files(self) -> None:
        names = self.names()
        for name in names:
            if name not in self._seals:
                self._seal_file(name)
        for name in self._seals.keys() - self._deferred:
            if name not in names or self._identity(name) != self._identities[name]:
                raise IndexCorrupt(f"{self.path / name} 在检查点之后被改动或删除")

    def _seal_file(self, name: str) -> None:
        path = self.path / name
        self._disk.sync_file(path)
        self._disk.protect(path)
        self._identities[name] = self._identity(name)
        self._seals[name] = FileSeal.of(path, Digests())

    def _remove_deferred(self) -> None:
        for name in sorted(self._deferred):
            self._disk.remove(self.path / name)
            self._deferred.discard(name)
            del self._seals[name], self._identities[name]

    def _remove_strays(self) -> None:
        """Remove all that the checkpoint does not name, durably."""
        strays = set(os.listdir(self.path)) - set(self._seals) - {MANIFEST}
        for name in sorted(strays):
            path = self.path / name
            if path.is_dir() and not path.is_symlink():
                self._disk.remove_tree(path)
            else:
                self._disk.remove(path)
        self._disk.sync_folder(self.path)

    def seal(self, articles: int, **extra: str | int) -> Generation:
        """Make the draft the current generation, durably; arguments as for checkpoint.

        Raises as checkpoint does; then the generation that was current still is, unless
        the refusal came at the last step, which makes durable what is already visible.
        """
        self.checkpoint(articles, **extra)
        with explained(self.path):
            self._remove_strays()
            self._disk.protect(self.path / MANIFEST)
            generation = self._promote(self.path, self.name)
        self._lock.release()
        return generation

    def close(self) -> None:
        """Let the next writer in; what was checkpointed waits for it."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock; an OSError about this folder leaves as IndexUnwritable."""
        self.close()
        if isinstance(error, OSError) and self._is_ours(error):
            raise unwritable(self.path, error) from error

    def _is_ours(self, error: OSError) -> bool:
        """A write to an open file fails without a name, but in ways that only writes do."""
        if error.filename is None:
            return error.errno in _OF_WRITES
        return self.path in Path(os.fsdecode(error.filename)).parents


def _require_plain(name: str) -> None:
    if not is_plain_name(name):
        raise ValueError(f"not a name for an engine's file: {name!r}")
