"""The documents that hold something, and how often each does: read when, and as far as, asked.

What few documents are asked about is looked up; a whole list is decoded once and kept for a
while, segment by segment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.bitmaps import Bitmap
from index.engines.whoosh.inverted import InvertedField, Span
from index.engines.whoosh.packed import EMPTY, Numbers
from index.engines.whoosh.recent import Recent
from index.engines.whoosh.segments import OpenSegment

Docs = Numbers
"""Document numbers of the index, ascending, each once."""
Frequencies = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Split:
    """Documents of the index, ascending and none of them deleted. ``parts`` has of the number
    of each segment that has any where they begin among ``docs``, and their numbers there."""

    docs: Docs
    parts: Mapping[int, tuple[int, Docs]]


class PostingList(Protocol):
    """Documents that hold a term or a phrase; deleted ones are left out."""

    @property
    def most(self) -> int:
        """A number of documents that the list does not exceed; 0 only for none."""

    def docs(self) -> Docs:
        """All of them."""

    def frequencies(self) -> Frequencies:
        """How often each of :meth:`docs` holds it."""

    def mark(self, mask: Mask) -> None:
        """Set the truth value of each of them; ``mask`` has one a document number."""

    def frequencies_at(self, wanted: Split) -> Frequencies:
        """How often each of these documents holds it; 0 for not at all."""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list that was read, as of a phrase."""

    found: Docs
    often: Frequencies

    @property
    def most(self) -> int:
        """See :attr:`PostingList.most`."""
        return len(self.found)

    def docs(self) -> Docs:
        """See :meth:`PostingList.docs`."""
        return self.found

    def frequencies(self) -> Frequencies:
        """See :meth:`PostingList.frequencies`."""
        return self.often

    def mark(self, mask: Mask) -> None:
        """See :meth:`PostingList.mark`."""
        mask[self.found] = True

    def frequencies_at(self, wanted: Split) -> Frequencies:
        """See :meth:`PostingList.frequencies_at`."""
        held, places = find(wanted.docs, self.found)
        frequencies = np.zeros(len(wanted.docs), np.int64)
        frequencies[held] = self.often[places]
        return frequencies


_FEW = 8
"""Fewer documents than one in so many of a list are looked up in it."""

NOTHING = ReadList(EMPTY, EMPTY)


@dataclass(frozen=True, slots=True)
class SegmentList:
    """The postings ``span`` of one term in the field ``inverted`` of the segment of this
    number, whose first document is ``base`` of the index."""

    number: int
    segment: OpenSegment
    base: int
    inverted: InvertedField
    span: Span
    bitmap: Bitmap | None
    recent: Recent

    def docs(self) -> Docs:
        """All documents of the segment that have the term, deleted ones too."""
        return self._kept("docs", self.read_docs)

    def frequencies(self) -> Frequencies:
        """How often each of :meth:`docs` does."""
        return self._kept("frequencies", self.read_frequencies)

    def _kept(self, name: str, read: Callable[[], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        key = (name, self.inverted.name, self.number, self.span)
        return self.recent.get(key, lambda: (read(),))[0]

    def read_docs(self) -> Docs:
        """As :meth:`docs`, and not kept."""
        return self.inverted.docs(self.span)

    def read_frequencies(self) -> Frequencies:
        """As :meth:`frequencies`, and not kept; in as few bytes as they need."""
        found = self.inverted.frequencies(self.span)
        return found.astype(np.min_scalar_type(found.max(initial=0)))

    def mark(self, mask: Mask) -> None:
        """Set the truth value of each document that is not deleted; ``mask`` is the segment's."""
        if self.bitmap is None:
            docs = self.docs()
            mask[docs[self.segment.living(docs)]] = True
        elif self.segment.deleted.size:
            mask |= self.bitmap.mask(self.segment.size) & self.segment.alive
        else:
            mask |= self.bitmap.mask(self.segment.size)

    def find(self, docs: Docs) -> tuple[Mask, Numbers]:
        """Which of the segment's ``docs``, which ascend, have the term, and of these the
        places among its postings."""
        return find(docs, self.docs()) if self.bitmap is None else self.bitmap.find(docs)

    def frequencies_at(self, docs: Docs) -> Frequencies:
        """How often each of the segment's ``docs`` has it; 0 for not at all."""
        held, places = self.find(docs)
        frequencies = np.zeros(docs.size, np.int64)
        if docs.size * _FEW < self.span[1] - self.span[0]:
            frequencies[held] = self.inverted.frequencies_at(places + self.span[0])
        else:
            frequencies[held] = self.frequencies().take(places)
        return frequencies


@dataclass(frozen=True, slots=True)
class TermList:
    """The postings of one term in the segments that have it, in their order."""

    parts: tuple[SegmentList, ...]
    most: int

    @classmethod
    def of(cls, parts: tuple[SegmentList, ...]) -> TermList:
        """The list of these parts."""
        return cls(parts, sum(part.span[1] - part.span[0] for part in parts))

    def part(self, number: int) -> SegmentList | None:
        """The postings in the segment of this number, if there are any."""
        return next((part for part in self.parts if part.number == number), None)

    def docs(self) -> Docs:
        """See :meth:`PostingList.docs`."""
        return self._whole()[0]

    def frequencies(self) -> Frequencies:
        """See :meth:`PostingList.frequencies`."""
        return self._whole()[1]

    def _whole(self) -> tuple[Docs, Frequencies]:
        if not self.parts:
            return EMPTY, EMPTY
        first = self.parts[0]
        if len(self.parts) == 1 and not first.base and not first.segment.deleted.size:
            return first.docs(), first.frequencies()
        key = ("whole", first.inverted.name, tuple((part.number, part.span) for part in self.parts))
        docs, frequencies = first.recent.get(key, self._join)
        return docs, frequencies

    def _join(self) -> tuple[Docs, Frequencies]:
        docs, frequencies = [], []
        for part in self.parts:
            own = part.read_docs()
            living = part.segment.living(own)
            docs.append(own[living] + part.base)
            frequencies.append(part.read_frequencies()[living])
        return np.concatenate(docs), np.concatenate(frequencies)

    def mark(self, mask: Mask) -> None:
        """See :meth:`PostingList.mark`."""
        for part in self.parts:
            part.mark(mask[part.base : part.base + part.segment.size])

    def frequencies_at(self, wanted: Split) -> Frequencies:
        """See :meth:`PostingList.frequencies_at`."""
        if all(part.bitmap is None for part in self.parts):
            # The documents are decoded to be looked up in any case: kept with the frequencies,
            # as one list, they cost half as much the next time.
            return ReadList(*self._whole()).frequencies_at(wanted)
        frequencies = np.zeros(len(wanted.docs), np.int64)
        for part in self.parts:
            if part.number in wanted.parts:
                first, docs = wanted.parts[part.number]
                frequencies[first : first + len(docs)] = part.frequencies_at(docs)
        return frequencies


def find(wanted: Numbers, among: Numbers) -> tuple[Mask, Numbers]:
    """Which of ``wanted`` are in ``among``, and of these the places there; both ascend."""
    if not among.size:
        return np.zeros(wanted.size, np.bool_), EMPTY
    at = among.searchsorted(wanted)
    at[at == among.size] = 0
    held: Mask = among.take(at) == wanted
    return held, at[held]
