"""What every source item became: the writer's memory between runs, engine-neutral.

One entry for each item that a source gave and that became an article. The item's
hash tells an unchanged item without extracting it again; several items may lead to
one article (the same content twice), which lives until the last of them is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from index.errors import IndexCorrupt


@dataclass(frozen=True, slots=True)
class Entry:
    """``source`` and ``key`` name the item; ``hash`` is of its bytes as the source gave
    them; ``article_id`` is what it became; ``digest`` is of the article's own content."""

    source: str
    key: str
    hash: str
    article_id: str
    digest: str


class Catalog:
    """Entries by (source, key), with the ways back from an article id and a digest."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}
        self._leading_to: dict[str, list[tuple[str, str]]] = {}
        self._by_digest: dict[str, list[str]] = {}
        for entry in entries:
            self.put(entry)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def get(self, source: str, key: str) -> Entry | None:
        """The entry of that item, or None."""
        return self._entries.get((source, key))

    def of_source(self, source: str) -> list[Entry]:
        """Every entry of one source."""
        return [entry for entry in self._entries.values() if entry.source == source]

    def sources(self) -> list[str]:
        """The sources that have entries, sorted."""
        return sorted({entry.source for entry in self._entries.values()})

    def put(self, entry: Entry) -> None:
        """Add the entry, or replace the one of its source and key."""
        self.remove(entry.source, entry.key)
        self._entries[entry.source, entry.key] = entry
        self._leading_to.setdefault(entry.article_id, []).append((entry.source, entry.key))
        alike = self._by_digest.setdefault(entry.digest, [])
        if entry.article_id not in alike:
            alike.append(entry.article_id)

    def remove(self, source: str, key: str) -> Entry | None:
        """Forget the item; gives what it was, or None."""
        entry = self._entries.pop((source, key), None)
        if entry is not None:
            left = self._leading_to[entry.article_id]
            left.remove((source, key))
            if not any(self._entries[name].digest == entry.digest for name in left):
                self._forget_digest(entry)
            if not left:
                del self._leading_to[entry.article_id]
        return entry

    def _forget_digest(self, entry: Entry) -> None:
        alike = self._by_digest[entry.digest]
        alike.remove(entry.article_id)
        if not alike:
            del self._by_digest[entry.digest]

    def references(self, article_id: str) -> int:
        """How many items lead to the article."""
        return len(self._leading_to.get(article_id, ()))

    def leading_to(self, article_id: str) -> list[Entry]:
        """The entries of the items that lead to the article."""
        return [self._entries[name] for name in self._leading_to.get(article_id, ())]

    def article_of(self, digest: str) -> str | None:
        """The id of the article with that content (the newest of several), or None."""
        return next(reversed(self._by_digest.get(digest, ())), None)

    def articles_of(self, digest: str) -> tuple[str, ...]:
        """The ids of all articles with that content: more than one only until the items
        that lead to them were read again."""
        return tuple(self._by_digest.get(digest, ()))

    def dump(self) -> bytes:
        """The catalog as lines of JSON, sorted, so that equal catalogs give equal bytes."""
        rows = sorted(astuple(entry) for entry in self)
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()

    @classmethod
    def load(cls, stored: bytes) -> Catalog:
        """Read what :meth:`dump` wrote; raises IndexCorrupt for anything else."""
        try:
            return cls(Entry(*json.loads(line)) for line in stored.splitlines())
        except (ValueError, TypeError) as error:
            raise IndexCorrupt(f"目录文件 catalog.jsonl 读不出来：{error}") from error

    @classmethod
    def read(cls, folder: Path) -> Catalog:
        """The catalog in a generation's folder, empty where it has none; raises IndexCorrupt."""
        file = max(folder.glob("catalog*.jsonl"), default=None)
        try:
            return cls() if file is None else cls.load(file.read_bytes())
        except OSError as error:
            raise IndexCorrupt(f"{file} 读不出来：{error.strerror}") from error
