"""Which article one of an earlier id has become: kept in the generation, for old links."""

from __future__ import annotations

import mmap
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import IndexCorrupt

PREFIX = "moves-"
MOST = 100_000
"""So many moves are kept, the newest: of an index of that size every article may move once."""

Stored = bytes | mmap.mmap
"""What :meth:`Moves.dump` gave."""


@dataclass(frozen=True, slots=True)
class Moves:
    """``to`` has by the id that an article had the one that it has now, the oldest move
    first. A chain is led to its end when it is made, so that one look is enough."""

    to: Mapping[str, str] = field(default_factory=dict)

    def after(self, steps: Mapping[str, str], live: Collection[str]) -> Moves:
        """These moves and the ``steps`` of one run, each to an id that is ``live``: what led to
        an id that has its content no more leads on, even where another article has it now. An
        id that an article has is itself forgotten, so are the oldest of too many."""
        led = {old: steps.get(to, to) for old, to in self.to.items() if old not in steps}
        kept = [(old, to) for old, to in (led | dict(steps)).items() if old not in live]
        return Moves(dict(kept[-MOST:]))

    def dump(self) -> bytes:
        """A line for each move, after an empty one, so that every id stands behind a line's
        end."""
        return "".join(["\n", *(f"{old} {to}\n" for old, to in self.to.items())]).encode()

    @classmethod
    def load(cls, stored: bytes) -> Moves:
        """Read what :meth:`dump` gave; raises IndexCorrupt for anything else."""
        try:
            lines = stored.decode("ascii").splitlines()
            return cls(dict(line.split(" ") for line in lines[1:]))
        except ValueError as error:
            raise IndexCorrupt(f"搬迁记录 {PREFIX}*.txt 读不出来：{error}") from error

    @classmethod
    def read(cls, folder: Path) -> Moves:
        """The moves in a generation's folder, none where it has no file; raises IndexCorrupt."""
        return cls.load(bytes(opened(folder)[:]))


def opened(folder: Path) -> Stored:
    """The file in a generation's folder, mapped and so shared by all processes; empty where
    there is none. Raises IndexCorrupt."""
    path = max(folder.glob(f"{PREFIX}*"), default=None)
    if path is None:
        return b""
    try:
        with open(path, "rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise IndexCorrupt(f"{path} 读不出来：{error}") from error


def destination(stored: Stored, article_id: str) -> str | None:
    """What the article of that id has become, or None. Ids hold no white space."""
    start = f"\n{article_id} ".encode()
    at = stored.find(start)
    return None if at < 0 else stored[at + len(start) : stored.find(b"\n", at + 1)].decode()
