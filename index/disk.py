"""Every write to the index folder goes through here, so that tests can cut the power.

A write is durable only after both its file and the folder that names it were
synced; :class:`Disk` gives the single steps and the two safe compositions of them.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from index.errors import IndexUnwritable
from index.errors import reason as reason

PART = ".part"
"""Suffix of a file that is being written whole and is not yet in its place."""

_NO_LINKS = {errno.EPERM, errno.EACCES, errno.EMLINK, errno.ENOTSUP, errno.EXDEV, errno.ENOSYS}


class Disk:
    """The real file system. Every method raises OSError where the system refuses."""

    def create(self, path: Path) -> BinaryIO:
        """A new file open for writing; raises FileExistsError where there is one."""
        return open(path, "xb")

    def sync_file(self, path: Path) -> None:
        """Make the content of a closed file durable (not its name: see sync_folder)."""
        _sync(path)

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable: creations, renames and removals."""
        try:
            _sync(path)
        except OSError as error:
            # Some network file systems cannot sync a folder and say EINVAL; they
            # write names through, so there is nothing left to make durable.
            if error.errno != errno.EINVAL:
                raise

    def rename(self, old: Path, new: Path) -> None:
        """Give a file or folder another name at once, replacing a file of that name."""
        os.rename(old, new)

    def link(self, old: Path, new: Path) -> None:
        """A second name for a file that never changes; a synced copy without hard links."""
        try:
            os.link(old, new)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            with open(old, "rb") as source, self.create(new) as target:
                shutil.copyfileobj(source, target, 1 << 20)
            self.sync_file(new)
            self.protect(new)

    def remove(self, path: Path) -> None:
        """Remove one file."""
        os.unlink(path)

    def make_folder(self, path: Path) -> None:
        """Make one folder in a folder that exists."""
        os.mkdir(path)

    def remove_folder(self, path: Path) -> None:
        """Remove one empty folder."""
        os.rmdir(path)

    def protect(self, path: Path) -> None:
        """Take the write permission from everybody, so that an accident is refused."""
        os.chmod(path, os.stat(path).st_mode & ~0o222)

    def write_whole(self, path: Path, data: bytes) -> None:
        """Put ``data`` at ``path``: after any failure the old content or the new, durable."""
        part = path.with_name(path.name + PART)
        if part.exists():
            self.remove(part)
        with self.create(part) as file:
            file.write(data)
        self.sync_file(part)
        self.rename(part, path)
        self.sync_folder(path.parent)

    def make_folders(self, path: Path) -> None:
        """Make a folder and the missing ones above it, durably; fine where it exists."""
        if path.is_dir():
            return
        if path.exists():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
        self.make_folders(path.parent)
        self.make_folder(path)
        self.sync_folder(path.parent)

    def remove_tree(self, path: Path) -> None:
        """Remove a folder and all in it; links are removed, never followed."""
        with os.scandir(path) as entries:
            inside = list(entries)
        for entry in inside:
            if entry.is_dir(follow_symlinks=False):
                self.remove_tree(Path(entry.path))
            else:
                self.remove(Path(entry.path))
        self.remove_folder(path)


REAL_DISK = Disk()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        # macOS: fsync leaves data in the drive's cache, F_FULLFSYNC does not.
        full = getattr(fcntl, "F_FULLFSYNC", None)
        if full is None:
            os.fsync(descriptor)
        else:
            fcntl.fcntl(descriptor, full)
    finally:
        os.close(descriptor)


def unwritable(folder: Path, error: OSError) -> IndexUnwritable:
    """The error for a user that says where writing failed and why."""
    elsewhere = error.filename is not None and str(error.filename) != str(folder)
    where = f"（{error.filename}）" if elsewhere else ""
    return IndexUnwritable(f"索引目录 {folder} 写不进去：{reason(error)}{where}")


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn every OSError inside into IndexUnwritable for ``folder``."""
    try:
        yield
    except OSError as error:
        raise unwritable(folder, error) from error
