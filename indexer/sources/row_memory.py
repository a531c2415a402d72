"""What is known of the rows of a database from the last run, in a file beside the index.

Only a saving: it spares reading rows that have not changed. Without it, or where it is of
other settings, every row is read. It never says that an article is there; the catalog does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

VERSION = 1


@dataclass(slots=True)
class RowMemory:
    """``rows`` has for each key the mark of its change and the hash it was read with;
    ``greatest`` is the greatest of these marks: others may have fallen on the same tick."""

    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    greatest: str = ""

    def hash_of(self, key: str, mark: str) -> str | None:
        """The hash of the row if it can have no other content, else None."""
        known = self.rows.get(key)
        is_settled = known is not None and mark and known[0] == mark != self.greatest
        return known[1] if known is not None and is_settled else None

    @classmethod
    def load(cls, file: Path, shape: str) -> RowMemory:
        """What :meth:`save` left under the same settings; empty where there is none."""
        try:
            plain = json.loads(file.read_text(encoding="utf-8"))
            if plain["version"] != VERSION or plain["shape"] != shape:
                return cls()
            rows = {str(key): (str(mark), str(hash_)) for key, (mark, hash_) in _rows(plain)}
            return cls(rows, str(plain["greatest"]))
        except (OSError, ValueError, TypeError, KeyError):
            return cls()

    def save(self, file: Path, shape: str) -> None:
        """Keep it, whole or not at all; raises OSError."""
        plain = {
            "version": VERSION,
            "shape": shape,
            "greatest": self.greatest,
            "rows": self.rows,
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(file.name + ".part")
        with part.open("w", encoding="utf-8") as stream:
            json.dump(plain, stream, ensure_ascii=False, separators=(",", ":"))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)


def _rows(plain: Mapping[str, Mapping[str, tuple[str, str]]]) -> list[tuple[str, tuple[str, str]]]:
    return list(plain["rows"].items())
