"""Every organisation and category of one generation, for completing what is typed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.analysis import normalized
from index.completing import Way
from index.engine import Reader, SearchRequest
from index.lexicon import Lexicon
from index.results import Bucket

_KEPT = 16
"""Lists of names: two facets of eight scopes. A federation has some thousand names."""


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
    """Remembers the names of the newest generation asked for, of the scopes asked for last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = ""
        self._names: OrderedDict[tuple[str, SearchRequest], NameList] = OrderedDict()

    def of(self, reader: Reader, facet: str, scope: SearchRequest) -> NameList:
        """The values of ``facet`` with at least one article that ``scope`` finds; but for
        what it selects of the facet itself, which counts of that leave out."""
        key = facet, scope
        with self._lock:
            if self._generation != reader.generation:
                self._generation = reader.generation
                self._names.clear()
            if key not in self._names:
                self._names[key] = _names(reader, facet, scope)
                while len(self._names) > _KEPT:
                    self._names.popitem(last=False)
            self._names.move_to_end(key)
            return self._names[key]


def _names(reader: Reader, facet: str, scope: SearchRequest) -> NameList:
    buckets = [*_flat(reader.facet(facet, replace(scope, facets=(facet,), facet_size=0)).buckets)]
    normal = (normalized(bucket.value) for bucket in buckets)
    return NameList(
        [bucket.value for bucket in buckets],
        Lexicon.of(normal, (bucket.count for bucket in buckets)),
    )


def _flat(buckets: tuple[Bucket, ...]) -> Iterator[Bucket]:
    for bucket in buckets:
        if bucket.count:
            yield bucket
        yield from _flat(bucket.children)
