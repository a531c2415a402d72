"""Every organisation and category of one generation, for completing what is typed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.analysis import normalized
from index.completing import Way
from index.engine import Reader, SearchRequest
from index.lexicon import Lexicon
from index.results import Bucket


@dataclass(frozen=True, slots=True)
class Name:
    """A facet value with how many articles carry it; ``begins``: as was typed."""

    value: str
    count: int
    begins: bool


@dataclass(frozen=True, slots=True)
class NameList:
    """The values of one facet and, for finding them, their normal forms."""

    values: Sequence[str]
    lexicon: Lexicon

    def completing(self, ways: Sequence[Way], most: int) -> list[Name]:
        """Those that begin in one of the ways, then those that hold one, the most carried
        first."""
        found: dict[int, bool] = {}
        for way in ways:
            numbers, offsets = self.lexicon.holding(way.pattern, inside=way.inside)
            for number, offset in zip(numbers.tolist(), offsets.tolist(), strict=True):
                found[number] = found.get(number, False) or not offset
        names = [
            Name(self.values[number], int(self.lexicon.counts[number]), begins)
            for number, begins in found.items()
        ]
        return sorted(names, key=lambda name: (not name.begins, -name.count, name.value))[:most]


class Names:
    """Remembers the names of the newest generation asked for, and of no other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = ""
        self._names: dict[str, NameList] = {}

    def of(self, reader: Reader, facet: str) -> NameList:
        """The values of ``facet`` that a visitor can find at least one article for."""
        with self._lock:
            if self._generation != reader.generation:
                self._generation, self._names = reader.generation, {}
            if facet not in self._names:
                request = SearchRequest(size=0, facets=(facet,), facet_size=0)
                buckets = [*_flat(reader.facet(facet, request).buckets)]
                normal = (normalized(bucket.value) for bucket in buckets)
                self._names[facet] = NameList(
                    [bucket.value for bucket in buckets],
                    Lexicon.of(normal, (bucket.count for bucket in buckets)),
                )
            return self._names[facet]


def _flat(buckets: tuple[Bucket, ...]) -> Iterator[Bucket]:
    for bucket in buckets:
        if bucket.count:
            yield bucket
        yield from _flat(bucket.children)
