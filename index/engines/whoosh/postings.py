"""The postings of all segments of an open index, deleted articles left out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.packed import EMPTY, Numbers
from index.engines.whoosh.posting_lists import Docs, SegmentList, Split, TermList
from index.engines.whoosh.recent import Recent
from index.engines.whoosh.segments import OpenSegment
from index.engines.whoosh.stored import Record

_KEPT = 16 << 20
"""Bytes of postings kept decoded: a query asked again, or its next page, is twice as fast."""

_TERMS = 4096
"""Terms of which is known where their postings lie: looking one up in the three parts of an
article costs as much as scoring it in a few documents."""


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
    """Numbers the documents of the segments one behind another, and reads their postings."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        sizes = [segment.size for segment in segments]
        self.size = sum(sizes)
        """How many document numbers there are, those of deleted articles too."""
        self.segments = tuple(segments)
        self.recent = Recent(_KEPT)
        """What was read lately, by field and term or phrase."""
        self.bases = tuple(sum(sizes[:number]) for number in range(len(sizes)))
        # Of what it needs alone, not of self: a cycle would keep the files mapped after the end.
        self._term = lru_cache(_TERMS)(partial(_find, self.segments, self.bases, self.recent))

    def load(self) -> None:
        """Read the tables that every search begins with."""
        for segment in self.segments:
            for inverted in segment.fields.values():
                inverted.load()

    def term(self, field: str, token: str) -> TermList:
        """The postings of the token in ``field``; where they lie is known for the next time."""
        return self._term(field, token)

    def split(self, docs: Docs) -> Split:
        """The documents by segment; they ascend, and none of them is deleted."""
        edges = docs.searchsorted([*self.bases, self.size]).tolist()
        parts = enumerate(zip(self.bases, pairwise(edges), strict=True))
        return Split(
            docs,
            {
                number: (first, docs[first:last] - base)
                for number, (base, (first, last)) in parts
                if first < last
            },
        )

    def held(self, field: str, term: bytes) -> int:
        """How many documents hold ``term``, deleted ones among them."""
        spans = (segment.fields[field].span(term) for segment in self.segments)
        return sum(end - start for start, end in spans)

    def docs(self, field: str, term: bytes) -> Docs:
        """The documents that hold ``term``."""
        found = [EMPTY]
        for segment, base in zip(self.segments, self.bases, strict=True):
            inverted = segment.fields[field]
            docs = inverted.docs(inverted.span(term))
            found.append(docs[segment.living(docs)] + base)
        return np.concatenate(found)

    def lengths(self, field: str) -> Numbers:
        """How many words each document has in a field of words."""
        return np.concatenate([EMPTY, *(segment.lengths(field) for segment in self.segments)])

    def alive(self) -> npt.NDArray[np.bool_]:
        """For each document number whether its article is not deleted."""
        return np.concatenate(
            [np.empty(0, np.bool_), *(segment.alive for segment in self.segments)]
        )

    def record(self, doc: int) -> Record:
        """The stored article of a document."""
        segment, own = self._own(doc)
        return segment.stored.record(own)

    def id_of(self, doc: int) -> bytes:
        """The id of a document's article."""
        segment, own = self._own(doc)
        number = int(segment.id_terms[own])
        return segment.fields["id"].terms.slice(number, number + 1)[0]

    def _own(self, doc: int) -> tuple[OpenSegment, int]:
        number = int(np.searchsorted(self.bases, doc, side="right")) - 1
        return self.segments[number], doc - self.bases[number]


def _find(
    segments: Sequence[OpenSegment], bases: Sequence[int], recent: Recent, field: str, token: str
) -> TermList:
    term = term_bytes(token)
    parts = []
    for number, (segment, base) in enumerate(zip(segments, bases, strict=True)):
        inverted = segment.fields[field]
        span = inverted.span(term)
        if span[0] < span[1]:
            bitmap = inverted.bitmap(span)
            parts.append(SegmentList(number, segment, base, inverted, span, bitmap, recent))
    return TermList.of(tuple(parts))
