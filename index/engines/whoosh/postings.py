"""Whoosh's postings as numpy arrays over the whole index, deleted articles left out."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from whoosh.matching import Matcher
from whoosh.reading import IndexReader, TermNotFound

Docs = npt.NDArray[np.int64]
"""Document numbers of the index, ascending, each once."""
Frequencies = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int64]
"""Document number times 2^32 plus position."""

_CHECK_EVERY = 1024


class Clock:
    """The time a request may take; monotonic."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.expired = False

    def over(self) -> bool:
        """Whether the time is up; stays so, and is remembered in ``expired``."""
        self.expired = self.expired or time.monotonic() >= self._end
        return self.expired


class Postings:
    """Reads terms of one open index; not to be shared between threads.

    When the clock is over a read gives what it has so far: a subset, never more.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._leaves = [(leaf, base) for leaf, base in reader.leaf_readers()]

    def frequencies(self, field: str, term: bytes, clock: Clock) -> tuple[Docs, Frequencies]:
        """The documents that hold ``term`` and how often each does."""
        docs: list[int] = []
        weights: list[float] = []
        for matcher, base in self._matchers(field, term):
            while matcher.is_active():
                docs.append(base + matcher.id())
                weights.append(matcher.weight())
                matcher.next()
                if not len(docs) % _CHECK_EVERY and clock.over():
                    break
        return np.array(docs, np.int64), np.array(weights, np.float64)

    def docs(self, field: str, term: bytes) -> Docs:
        """The documents that hold ``term``."""
        found = [
            np.fromiter(matcher.all_ids(), np.int64) + base
            for matcher, base in self._matchers(field, term)
        ]
        return np.concatenate(found) if found else np.empty(0, np.int64)

    def keys(self, field: str, term: bytes, among: Docs, clock: Clock) -> Keys:
        """Where ``term`` stands in the documents ``among``: ascending."""
        owners: list[int] = []
        encoded: list[bytes] = []
        for matcher, base in self._matchers(field, term):
            for doc in among[np.searchsorted(among, base) :].tolist():
                if not matcher.is_active():
                    break
                matcher.skip_to(doc - base)
                if matcher.is_active() and matcher.id() == doc - base:
                    owners.append(doc)
                    encoded.append(matcher.value())
                if not len(owners) % _CHECK_EVERY and clock.over():
                    break
        counts = [len(value) // 4 for value in encoded]
        positions = np.frombuffer(b"".join(encoded), "<u4").astype(np.int64)
        return (np.repeat(np.array(owners, np.int64), counts) << 32) + positions

    def every(self, field: str) -> Iterator[tuple[bytes, Docs]]:
        """The terms of a field with the documents that hold them, segment by segment: a
        term of several segments comes several times, each time with other documents."""
        for leaf, base in self._leaves:
            for term in leaf.lexicon(field):
                yield term, np.fromiter(leaf.postings(field, term).all_ids(), np.int64) + base

    def _matchers(self, field: str, term: bytes) -> Iterator[tuple[Matcher, int]]:
        for leaf, base in self._leaves:
            try:
                matcher = leaf.postings(field, term)
            except TermNotFound:
                continue
            yield matcher, base
