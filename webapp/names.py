"""Every organisation and category of one generation, for completing what is typed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis import normalized
from index.engine import Reader, SearchRequest
from index.results import Bucket


@dataclass(frozen=True, slots=True)
class Name:
    """A facet value in normal form and as it is, with how many articles carry it."""

    normal: str
    value: str
    count: int


class Names:
    """Remembers the names of the newest generation asked for, and of no other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generation = ""
        self._names: dict[str, tuple[Name, ...]] = {}

    def of(self, reader: Reader, facet: str) -> tuple[Name, ...]:
        """The values of ``facet`` that a visitor can find at least one article for."""
        with self._lock:
            if self._generation != reader.generation:
                self._generation, self._names = reader.generation, {}
            if facet not in self._names:
                request = SearchRequest(size=0, facets=(facet,), facet_size=0)
                self._names[facet] = tuple(_flat(reader.facet(facet, request).buckets))
            return self._names[facet]


def _flat(buckets: tuple[Bucket, ...]) -> Iterator[Name]:
    for bucket in buckets:
        if bucket.count:
            yield Name(normalized(bucket.value), bucket.value, bucket.count)
        yield from _flat(bucket.children)
