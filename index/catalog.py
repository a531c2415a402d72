"""What every source item became: the writer's memory between runs, engine-neutral.

One entry for each item that a source gave and that became an article. The item's
hash tells an unchanged item without extracting it again; several items may lead to
one article (the same address or content twice), which lives until the last is gone.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from index.errors import IndexCorrupt

FIELDS_BEFORE = 5
"""How many fields an entry had before it kept its claim and its place."""

Name = tuple[str, str]
"""Source and key: what names an item."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``source`` and ``key`` name the item; ``hash`` is of its bytes as the source gave
    them; ``claim`` is the article id that its own address or place gives it, ``digest``
    is of what it says itself, and ``position`` is where its source listed it last.

    What depends on other items is kept apart: ``article_id`` is the article it leads to;
    ``gave`` tells that it gave that article, which it claims, its present content.
    """

    source: str
    key: str
    hash: str
    article_id: str
    digest: str
    claim: str
    position: int
    gave: bool

    @property
    def name(self) -> Name:
        """Source and key."""
        return self.source, self.key


_encoded = json.JSONEncoder(ensure_ascii=False).encode
_ROW = attrgetter(*(field.name for field in dataclasses.fields(Entry)))


class Catalog:
    """Entries by (source, key), with the ways back from an article id and a digest."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[Name, Entry] = {}
        self._references: Counter[str] = Counter()
        self._givers: dict[str, Name] = {}
        self._givers_of: dict[str, dict[Name, None]] = {}
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
        """Add the entry, or replace the one of its source and key.

        Where it gave its article the content, the one that did so before did not.
        """
        if entry.name in self._entries:
            self.remove(entry.source, entry.key)
        if entry.gave:
            before = self.giver(entry.article_id)
            if before is not None:
                self.put(dataclasses.replace(before, gave=False))
            self._givers[entry.article_id] = entry.name
            self._givers_of.setdefault(entry.digest, {})[entry.name] = None
        self._entries[entry.name] = entry
        self._references[entry.article_id] += 1

    def remove(self, source: str, key: str) -> Entry | None:
        """Forget the item; gives what it was, or None."""
        entry = self._entries.pop((source, key), None)
        if entry is None:
            return None
        self._references[entry.article_id] -= 1
        if not self._references[entry.article_id]:
            del self._references[entry.article_id]
        if entry.gave:
            del self._givers[entry.article_id]
            self._givers_of[entry.digest].pop(entry.name)
            if not self._givers_of[entry.digest]:
                del self._givers_of[entry.digest]
        return entry

    def references(self, article_id: str) -> int:
        """How many items lead to the article."""
        return self._references.get(article_id, 0)

    def giver(self, article_id: str) -> Entry | None:
        """The entry whose item gave the article its present content, or None where that
        item is gone or says something else by now."""
        name = self._givers.get(article_id)
        return None if name is None else self._entries[name]

    def givers_of(self, digest: str) -> Iterator[Entry]:
        """The entries that gave an article that content."""
        return (self._entries[name] for name in self._givers_of.get(digest, ()))

    def dump(self) -> bytes:
        """The catalog as lines of JSON, sorted, so that equal catalogs give equal bytes."""
        return "".join(_encoded(row) + "\n" for row in sorted(map(_ROW, self))).encode()

    @classmethod
    def load(cls, stored: bytes) -> Catalog:
        """Read what :meth:`dump` wrote, now or before entries kept their claim; raises
        IndexCorrupt for anything else."""
        try:
            # Read at once, as a call a line takes twice as long.
            return cls(map(_entry, json.loads(b"[%s]" % b",".join(stored.splitlines()))))
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


def _entry(row: list[str | int]) -> Entry:
    """The stored entry; one without a claim has no hash either, so that it is read again."""
    if len(row) == FIELDS_BEFORE:
        source, key, _, article_id, digest = map(str, row)
        return Entry(source, key, "", article_id, digest, article_id, 0, False)
    return Entry(*row)  # type: ignore[arg-type]
