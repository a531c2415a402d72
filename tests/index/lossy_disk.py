"""Disks that fail on purpose: the power goes, or the space does, at a chosen operation."""

from __future__ import annotations

import copy
import io
import itertools
import os
import random
import shutil
from pathlib import Path
from typing import BinaryIO, cast

from index.disk import Disk


class CountingDisk(Disk):
    """The real disk, whose changing operations (and each raw write of a file) are counted."""

    def __init__(self) -> None:
        self.operations = 0

    def step(self, kind: str, path: Path | None = None) -> None:
        """Called before each operation takes effect; raise here to refuse it. A write to
        an open file has no path, as in the system's own errors."""
        self.operations += 1

    def raw_write(self, file: io.FileIO, data: memoryview) -> int:
        """Called for each write that leaves the buffer of a file."""
        self.step("write")
        return io.FileIO.write(file, data)

    def create(self, path: Path) -> BinaryIO:
        self.step("create", path)
        return cast(BinaryIO, io.BufferedWriter(_RawFile(path, self)))

    def sync_file(self, path: Path) -> None:
        self.step("sync_file", path)
        super().sync_file(path)

    def sync_folder(self, path: Path) -> None:
        self.step("sync_folder", path)
        super().sync_folder(path)

    def rename(self, old: Path, new: Path) -> None:
        self.step("rename", new)
        super().rename(old, new)

    def link(self, old: Path, new: Path) -> None:
        self.step("link", new)
        super().link(old, new)

    def remove(self, path: Path) -> None:
        self.step("remove", path)
        super().remove(path)

    def make_folder(self, path: Path) -> None:
        self.step("make_folder", path)
        super().make_folder(path)

    def remove_folder(self, path: Path) -> None:
        self.step("remove_folder", path)
        super().remove_folder(path)

    def protect(self, path: Path) -> None:
        self.step("protect", path)
        super().protect(path)


class _RawFile(io.FileIO):
    def __init__(self, path: Path, disk: CountingDisk) -> None:
        super().__init__(path, "x")
        self._disk = disk

    def write(self, data: object) -> int:
        return self._disk.raw_write(self, cast(memoryview, data))


class RefusingDisk(CountingDisk):
    """Refuses, from the ``after``-th operation on, each operation of the given kinds."""

    def __init__(self, error: int, after: int, kinds: frozenset[str]) -> None:
        super().__init__()
        self.refused: list[str] = []
        self._error, self._after, self._kinds = error, after, kinds

    def step(self, kind: str, path: Path | None = None) -> None:
        super().step(kind, path)
        if self.operations >= self._after and kind in self._kinds:
            self.refused.append(kind)
            raise OSError(self._error, os.strerror(self._error), path and str(path))


class PowerCut(BaseException):
    """The machine has lost power; not an Exception, as no program can handle it."""


Folder = dict[str, int]
"""What a folder holds: names to numbers of files and folders."""

_ROOT = 0


class LossyDisk(CountingDisk):
    """A real folder that after :meth:`cut` holds what a disk may have kept of it.

    Beside the folder it keeps a model of what is durable: the content of each file when
    it was last synced, the names in each folder when that was. What was written, made,
    renamed or removed since is lost or kept at the cut, each thing by itself, at random;
    content may also be halved or zeroed. A rename is one step, as on every journaling
    file system. What is written past this disk is worth nothing to it: the name becomes
    durable when the folder is synced, the content never before ``sync_file``.

    ``root`` must exist and what is in it is durable. With ``cut_after`` the power goes
    before the operation of that number; everything after raises PowerCut too.
    """

    def __init__(self, root: Path, seed: int, cut_after: int | None = None) -> None:
        super().__init__()
        self.is_off = False
        self._root = root
        self._attic = root.with_name(root.name + ".attic")
        self._cut_after = cut_after
        self._random = random.Random(seed)
        self._boot()

    def _boot(self) -> None:
        """Take all that is in the folder as durable."""
        shutil.rmtree(self._attic, ignore_errors=True)
        self._attic.mkdir()
        self._numbers = itertools.count(_ROOT + 1)
        self._inodes: dict[int, int] = {}
        self._synced: dict[int, bytes] = {}
        self._opened: list[BinaryIO] = []
        self._pending: list[tuple[int, dict[str, int | None]]] = []
        self._present: dict[int, Folder] = {}
        self._durable: dict[int, Folder] = {}
        self._scan(self._root, _ROOT)
        self._durable = copy.deepcopy(self._present)

    def _scan(self, path: Path, number: int) -> None:
        self._present[number] = {}
        for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
            child = self._register(Path(entry.path))
            self._present[number][entry.name] = child
            if child in self._present:
                self._scan(Path(entry.path), child)
            else:
                self._synced[child] = Path(entry.path).read_bytes()

    def _register(self, path: Path) -> int:
        """The number of the file or of the folder, which is taken for empty. The attic
        keeps each file's inode alive (so that its number is not used again) and its
        content within reach."""
        inode = path.stat().st_ino
        if path.is_file() and inode in self._inodes:
            return self._inodes[inode]
        number = next(self._numbers)
        if path.is_dir():
            self._present[number], self._durable[number] = {}, {}
        else:
            os.link(path, self._attic / str(number))
            self._inodes[inode] = number
        return number

    def _is_inside(self, path: Path) -> bool:
        return path == self._root or self._root in path.parents

    def _folder(self, path: Path) -> int:
        number, there = _ROOT, self._root
        for name in path.relative_to(self._root).parts:
            there = there / name
            if name not in self._present[number]:  # made past this disk
                self._present[number][name] = self._register(there)
            number = self._present[number][name]
        return number

    def _change(self, folder: Path, changes: dict[str, int | None]) -> None:
        number = self._folder(folder)
        _apply(self._present[number], changes)
        self._pending.append((number, changes))

    def step(self, kind: str, path: Path | None = None) -> None:
        super().step(kind, path)
        self.is_off = self.is_off or self.operations == self._cut_after
        if self.is_off:
            raise PowerCut

    def raw_write(self, file: io.FileIO, data: memoryview) -> int:
        if self.is_off:  # the buffer of a file that is being closed by the collector
            return memoryview(data).nbytes
        return super().raw_write(file, data)

    def create(self, path: Path) -> BinaryIO:
        file = super().create(path)
        self._opened.append(file)
        self._change(path.parent, {path.name: self._register(path)})
        return file

    def sync_file(self, path: Path) -> None:
        super().sync_file(path)
        self._synced[self._register(path)] = path.read_bytes()

    def sync_folder(self, path: Path) -> None:
        super().sync_folder(path)
        if not self._is_inside(path):
            return
        number = self._folder(path)
        known = self._present[number]
        there = sorted(os.listdir(path))
        self._present[number] = {
            name: known[name] if name in known else self._register(path / name) for name in there
        }
        self._durable[number] = dict(self._present[number])
        self._pending = [change for change in self._pending if change[0] != number]

    def rename(self, old: Path, new: Path) -> None:
        if old.parent != new.parent:
            raise NotImplementedError("the model renames within a folder only")
        number = self._present[self._folder(old.parent)][old.name]
        super().rename(old, new)
        self._change(old.parent, {old.name: None, new.name: number})

    def link(self, old: Path, new: Path) -> None:
        super().link(old, new)
        self._change(new.parent, {new.name: self._register(new)})

    def remove(self, path: Path) -> None:
        super().remove(path)
        self._change(path.parent, {path.name: None})

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self._change(path.parent, {path.name: self._register(path)})

    def remove_folder(self, path: Path) -> None:
        super().remove_folder(path)
        self._change(path.parent, {path.name: None})

    def cut(self) -> None:
        """Cut the power: the folder becomes what the disk may have kept. The disk then
        is on again, with all of that durable and no further cut to come."""
        self.is_off = True
        for file in self._opened:
            file.close()
        kept = copy.deepcopy(self._durable)
        share = self._random.choice((0.0, 0.5, 1.0))
        for number, changes in self._pending:
            if self._random.random() < share:
                _apply(kept[number], changes)
        contents = {number: self._kept_content(number) for number in self._inodes.values()}
        for entry in os.scandir(self._root):
            shutil.rmtree(entry.path) if entry.is_dir() else os.unlink(entry.path)
        self._restore(self._root, _ROOT, kept, contents, {})
        self.is_off, self._cut_after = False, None
        self._boot()

    def _kept_content(self, number: int) -> bytes:
        written = (self._attic / str(number)).read_bytes()
        synced = self._synced.get(number, b"")
        if written == synced:
            return synced
        torn = written[: len(written) // 2]
        return self._random.choice((synced, torn, bytes(len(written)), written))

    def _restore(
        self,
        path: Path,
        number: int,
        kept: dict[int, Folder],
        contents: dict[int, bytes],
        restored: dict[int, Path],
    ) -> None:
        for name, child in kept[number].items():
            if child in kept:
                (path / name).mkdir()
                self._restore(path / name, child, kept, contents, restored)
            elif child in restored:
                os.link(restored[child], path / name)
            else:
                (path / name).write_bytes(contents[child])
                restored[child] = path / name


def _apply(folder: Folder, changes: dict[str, int | None]) -> None:
    for name, number in changes.items():
        if number is None:
            folder.pop(name, None)
        else:
            folder[name] = number
