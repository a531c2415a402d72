"""The files that synonyms come from, read again whenever one of them changes.

The site's synonyms file, and its organisations file: the names of one organisation stand
for each other. A file that goes wrong while it is in force is left as it was; one that is
wrong from the start is used as far as it goes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.config import Config
from index.errors import ConfigError, reason
from index.organizations_file import read_organizations
from index.synonyms import Synonyms, groups, read_lines

LARGEST = 4_000_000
"""Bytes of such a file."""

Pairs = list[tuple[str, str]]
Read = Callable[[Path], tuple[Pairs, list[str]]]
"""From a file to its pairs and what is wrong with it; may raise OSError and ConfigError."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _WatchedFile:
    """One file: what it gave when it was last right, and what is wrong with it now."""

    path: Path
    label: str
    read: Read
    stamp: str = ""
    pairs: Pairs = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    was_right: bool = False

    def refresh(self) -> bool:
        """Read the file where it changed since the last time; whether it had."""
        stamp = _stamp(self.path)
        if stamp == self.stamp:
            return False
        pairs, self.faults = self._read()
        if not self.faults or not self.was_right:
            self.pairs = pairs
        self.was_right = self.was_right or not self.faults
        self.stamp = stamp
        for fault in self.faults:
            _log.warning("%s", fault)
        return True

    def _read(self) -> tuple[Pairs, list[str]]:
        name = f"{self.label} {self.path}"
        try:
            if self.path.stat().st_size > LARGEST:
                return [], [f"{name} 太大，最多 {LARGEST // 1_000_000} MB"]
            return self.read(self.path)
        except OSError as error:
            return [], [f"读不了{name}：{reason(error)}"]
        except ConfigError as error:
            return [], [str(error)]


class SynonymFiles:
    """The synonyms in force. Asking costs a look at each file's time and size."""

    def __init__(self, files: Sequence[_WatchedFile]) -> None:
        self._files = tuple(files)
        self._synonyms = Synonyms()
        self.current()

    @classmethod
    def of(cls, config: Config) -> SynonymFiles:
        """Those of a site; never raises: see :attr:`faults`."""
        words = config.vocabulary
        return cls(
            [
                _WatchedFile(path, label, read)
                for path, label, read in (
                    (words.synonyms, "同义词文件", _read_synonyms),
                    (words.organizations, "机构文件", _read_organizations),
                )
                if path is not None
            ]
        )

    def current(self) -> Synonyms:
        """The synonyms as the files have them now."""
        changed = [file.refresh() for file in self._files]
        if any(changed):
            self._synonyms = Synonyms.of(pair for file in self._files for pair in file.pairs)
        return self._synonyms

    @property
    def stamp(self) -> str:
        """Changes with what is in force."""
        self.current()
        return "|".join(file.stamp for file in self._files)

    @property
    def faults(self) -> list[str]:
        """What is wrong with the files now."""
        self.current()
        return [fault for file in self._files for fault in file.faults]


def _stamp(path: Path) -> str:
    """What tells one state of a file from the next without reading it."""
    try:
        found = path.stat()
    except OSError as error:
        return f"errno {error.errno}"
    return f"{found.st_ino} {found.st_mtime_ns} {found.st_size}"


def _read_synonyms(file: Path) -> tuple[Pairs, list[str]]:
    stored = file.read_bytes()
    try:
        return read_lines(stored.decode("utf-8-sig"), str(file))
    except UnicodeDecodeError as error:
        line = stored[: error.start].count(b"\n") + 1
        raise ConfigError(f"同义词文件 {file} 第 {line} 行不是 UTF-8 编码") from error


def _read_organizations(file: Path) -> tuple[Pairs, list[str]]:
    """The names of each organisation."""
    found = read_organizations(file)
    names = [[entry.name, *entry.aliases] for entry in found.entries]
    return list(groups(names)), list(found.problems)
