"""Walking a folder that may hold anything and may change meanwhile."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.sources.items import ItemFailure, ItemSkipped
from indexer.sources.reading import readable_name, reason_of, shown_name

_COMPANIONS = ("_files", ".files", "_file")
"""What browsers call the folder that they save beside a page."""

_PAGE_ENDINGS = (".html", ".htm")
_SYSTEM_NAMES = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file below the root; ``key`` is its path from there, with slashes."""

    key: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class _Folder:
    key: str
    path: Path


_Entry = FoundFile | ItemFailure | ItemSkipped


def walk(root: Path, without: Collection[Path] = ()) -> Iterator[_Entry]:
    """Every file below ``root`` in the order of names, folder by folder; the files and
    folders ``without``, where they lie in there, are left out.

    Hidden names are passed over in silence. Links are followed to files within the root
    and never into folders, so there is no loop and no way out.
    """
    boundary = Path(os.path.realpath(root))
    left_out = {os.path.realpath(path) for path in without}
    levels = [_listing(_Folder("", root), boundary)]
    while levels:
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
        elif isinstance(found, FoundFile | _Folder) and os.path.realpath(found.path) in left_out:
            continue
        elif isinstance(found, _Folder):
            levels.append(_listing(found, boundary))
        else:
            yield found


def _listing(folder: _Folder, boundary: Path) -> Iterator[_Entry | _Folder]:
    try:
        with os.scandir(folder.path) as entries:
            listed = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield ItemFailure(folder.key or str(folder.path), reason_of(error), folder.key)
        return
    names = {entry.name for entry in listed}
    keys: set[str] = set()
    for entry in listed:
        if _is_passed_over(entry.name, names):
            continue
        name = readable_name(entry.name)
        shown = f"{folder.key}/{name or shown_name(entry.name)}".lstrip("/")
        if name is None:
            yield ItemFailure(shown, "文件名的编码无法识别（不是 UTF-8，也不是 GBK）", shown)
        elif shown in keys:
            yield ItemFailure(shown, "另一个文件的名字换一种编码读出来和它相同", shown)
        else:
            keys.add(shown)
            yield from _classified(entry, shown, boundary)


def _is_passed_over(name: str, beside: set[str]) -> bool:
    if name.startswith((".", "~$")) or name in _SYSTEM_NAMES:
        return True
    stems = [name.removesuffix(ending) for ending in _COMPANIONS if name.endswith(ending)]
    return any(stem + ending in beside for stem in stems for ending in _PAGE_ENDINGS)


def _classified(entry: os.DirEntry[str], key: str, boundary: Path) -> Iterator[_Entry | _Folder]:
    path = Path(entry.path)
    try:
        if entry.is_symlink() and not Path(os.path.realpath(path, strict=True)).is_relative_to(
            boundary
        ):
            yield ItemSkipped(key, "链接指到文件夹外面，没有跟进")
        elif entry.is_dir(follow_symlinks=False):
            yield _Folder(key, path)
        elif entry.is_file():
            yield FoundFile(key, path, entry.stat().st_size)
        elif not entry.is_dir():
            yield ItemFailure(key, "不是普通文件（管道、套接字或设备）", key)
    except OSError as error:
        yield ItemFailure(key, reason_of(error), key)
