"""What lies in the index folder, by name.

``CURRENT``          the name of the generation that readers open, with a check sum
``LOCK``             held by the one writer
``gen-0007/``        a sealed generation: complete, never changed
``gen-0008.tmp/``    a draft: the generation being built; its manifest is its checkpoint
``gen-0006.old/``    withdrawn, to be deleted by the next prune

Anything else is somebody else's and is left alone.
"""

from __future__ import annotations

import logging
import os
import re
import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from index.disk import Disk, reason
from index.errors import IndexCorrupt
from index.manifest import Manifest, read_manifest

CURRENT = "CURRENT"
DRAFT = ".tmp"
WITHDRAWN = ".old"

_FOLDER = re.compile(r"gen-([0-9]{4,12})(|\.tmp|\.old)")
_CURRENT = re.compile(r"(gen-[0-9]{4,12})(?: ([0-9a-f]{8}))?\n?")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Generation:
    """One sealed generation: its name, as ``gen-0007``, and its folder."""

    name: str
    path: Path

    @property
    def number(self) -> int:
        """Generations are ordered by number, never by any clock."""
        return number_of(self.name)

    @cached_property
    def manifest(self) -> Manifest:
        """Read when first asked for; raises IndexCorrupt or IndexOutdated."""
        return read_manifest(self.path)


def number_of(name: str) -> int:
    """The number in the name of a generation, draft or withdrawn folder, or 0."""
    found = _FOLDER.fullmatch(name)
    return int(found[1]) if found else 0


def name_of(number: int) -> str:
    """The name of the generation of that number."""
    return f"gen-{number:04d}"


def folders(root: Path, suffix: str = "") -> list[Path]:
    """The folders of one sort (sealed, ``DRAFT`` or ``WITHDRAWN``) by rising number.

    Empty where ``root`` is missing; raises IndexCorrupt where it cannot be read.
    """
    try:
        with os.scandir(root) as entries:
            names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise IndexCorrupt(f"索引目录 {root} 读不了：{reason(error)}") from error
    matches = [found for name in names if (found := _FOLDER.fullmatch(name))]
    chosen = sorted((int(found[1]), found[0]) for found in matches if found[2] == suffix)
    return [root / name for _, name in chosen]


def read_current(root: Path) -> str | None:
    """The name that CURRENT holds, or None where it is missing or is not such a name.

    The name may lead nowhere. Raises IndexCorrupt where the file cannot be read.
    """
    path = root / CURRENT
    try:
        with open(path, "rb") as file:
            text = file.read(100).decode("ascii", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise IndexCorrupt(f"{path} 读不了：{reason(error)}") from error
    found = _CURRENT.fullmatch(text)
    if found is None or found[2] not in (None, _check(found[1])):
        warn_once(f"{path} 已损坏，改用最新的完好索引")
        return None
    return found[1]


def write_current(disk: Disk, root: Path, name: str) -> None:
    """Make that generation the one that readers open, durably."""
    disk.write_whole(root / CURRENT, f"{name} {_check(name)}\n".encode())


def _check(name: str) -> str:
    return f"{zlib.crc32(name.encode()):08x}"


@lru_cache(maxsize=256)
def warn_once(message: str) -> None:
    """Log the warning, once a process: readers meet the same damage at every request."""
    log.warning(message)
