"""The postings of one field of one segment as arrays.

``terms``      the terms as bytes, sorted, one behind another, with their lengths
``starts``     where the postings of each term begin in ``docs``, and where the last end
``docs``       of each term its document numbers: the first, then differences
``places``     how often each posting's term stands in its document: runs in ``positions``
``positions``  of each posting its positions: the first, then differences

``bitmaps``    of each term that very many documents have, its documents as bits, and where
               its postings begin: see :mod:`bitmaps`

A field of kind ``words`` has no ``positions``; one of exact values no ``places`` either.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.bitmaps import Bitmap, Bitmaps, BitmapWriter
from index.engines.whoosh.packed import (
    BLOCK,
    EMPTY,
    Numbers,
    Packed,
    Packer,
    RunPacker,
    StepPacker,
    Streams,
    gaps_within,
    spread,
    sums_within,
)
from index.lexicon import Codes

Keys = npt.NDArray[np.uint64]
KEY = 8
"""Bytes of one of them."""
_COLUMNS = np.arange(KEY)
Span = tuple[int, int]
"""A range of postings, from and up to: those of one term or of several that are sorted."""

_SPARSE = 4
"""Of more postings than one in so many, all are decoded: no place of one is looked for."""


@dataclass(frozen=True, slots=True)
class TermTexts:
    """Terms one behind another: of how many bytes each is, and the bytes."""

    lengths: Numbers
    text: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.lengths)

    @classmethod
    def of(cls, terms: Sequence[bytes]) -> TermTexts:
        """Those terms."""
        lengths = np.fromiter(map(len, terms), np.int64, len(terms))
        return cls(lengths, np.frombuffer(b"".join(terms), np.uint8))

    @classmethod
    def of_keys(cls, keys: Keys) -> TermTexts:
        """The terms that :meth:`Terms.keys` gives as these numbers."""
        rows = keys.astype(">u8").view(np.uint8).reshape(-1, KEY)
        return cls(np.count_nonzero(rows, axis=1), rows[rows != 0])

    def take(self, numbers: Numbers) -> TermTexts:
        """The terms of these numbers, in their order."""
        lengths = self.lengths[numbers]
        starts = np.cumsum(self.lengths) - self.lengths
        return TermTexts(lengths, self.text[spread(starts[numbers], lengths)])

    def tolist(self) -> list[bytes]:
        """Each by itself."""
        ends = np.cumsum(self.lengths).tolist()
        return [self.text[start:end].tobytes() for start, end in pairwise([0, *ends])]


@dataclass(frozen=True, slots=True)
class Inverted:
    """Postings as they are built: of ``terms``, sorted, ``documents`` each, in ``docs``; of
    each posting ``places`` in ``positions``. Documents and positions are absolute."""

    terms: TermTexts
    documents: Numbers
    docs: Numbers
    places: Numbers | None = None
    positions: Numbers | None = None


class FieldWriter:
    """Writes a field a piece at a time, each piece of later terms."""

    def __init__(self, streams: Streams, field: str, longest: int, size: int) -> None:
        """``longest`` is how many bytes a term may have at most, ``size`` how many documents
        the segment has."""
        self._streams, self._field = streams, field
        self._kind = np.min_scalar_type(longest)
        self._starts = StepPacker(streams, f"{field}.starts")
        self._docs = Packer(streams, f"{field}.docs")
        self._places: RunPacker | None = None
        self._positions: Packer | None = None
        self._bitmaps = BitmapWriter(streams, field, size)
        self._count = self._total = self._postings = 0

    def append(self, piece: Inverted) -> None:
        """Write the postings of further terms."""
        self._append_terms(piece.terms)
        ends = self._postings + np.cumsum(piece.documents)
        starts = ends - piece.documents
        self._starts.append(starts)
        self._postings += len(piece.docs)
        self._docs.append(gaps_within(piece.docs, piece.documents))
        if piece.places is not None:
            self._bitmaps.append(starts, piece.documents, piece.docs)
            self._places = self._places or RunPacker(self._streams, f"{self._field}.places")
            self._places.append(piece.places)
            if piece.positions is not None:
                self.append_positions(gaps_within(piece.positions, piece.places))

    def append_positions(self, gaps: Numbers) -> None:
        """Write the positions of postings that were appended without: of each posting the
        first, then differences."""
        self._positions = self._positions or Packer(self._streams, f"{self._field}.positions")
        self._positions.append(gaps)

    def finish(self) -> None:
        """Write what is left."""
        self._starts.append(np.array([self._postings]))
        for part in (self._starts, self._docs, self._places, self._positions):
            if part is not None:
                part.finish()

    def _append_terms(self, terms: TermTexts) -> None:
        lengths = terms.lengths
        starts = self._total + np.cumsum(lengths) - lengths
        name = f"{self._field}.terms"
        self._streams.append(f"{name}.bases", starts[-self._count % BLOCK :: BLOCK].astype("<u8"))
        self._streams.append(f"{name}.lengths", lengths.astype(self._kind))
        self._streams.append(f"{name}.text", terms.text)
        self._count += len(terms)
        self._total += int(lengths.sum())


class Terms:
    """The sorted terms of a field: numbers 0 up to ``len``."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._text = file.array(f"{field}.terms.text")
        self._lengths = file.array(f"{field}.terms.lengths")
        self._bases = file.array(f"{field}.terms.bases")

    def __len__(self) -> int:
        return len(self._lengths)

    def slice(self, first: int, last: int) -> list[bytes]:
        """The terms of the numbers ``first`` up to ``last``."""
        if first >= last:
            return []
        block = first // BLOCK
        base = int(self._bases[block])
        ends = np.cumsum(self._lengths[block * BLOCK : last], dtype=np.int64).tolist()
        text = self._text[base : base + ends[-1]].tobytes()
        return [text[a:b] for a, b in pairwise([0, *ends][first - block * BLOCK :])]

    def keys(self, first: int, last: int) -> Keys | None:
        """The terms of the numbers ``first`` up to ``last`` as numbers that order as they do,
        one for each: their bytes, then zeros. None where one has more bytes than that, or a
        zero among them."""
        lengths = self._lengths[first:last].astype(np.int64)
        if lengths.max(initial=0) > KEY:
            return None
        block = first // BLOCK * BLOCK
        base = int(self._bases[first // BLOCK]) if len(lengths) else 0
        base += int(self._lengths[block:first].sum(dtype=np.int64))
        text = np.zeros(int(lengths.sum()) + KEY, np.uint8)
        text[:-KEY] = self._text[base : base + len(text) - KEY]
        if not text[:-KEY].all():
            return None
        rows = text[(np.cumsum(lengths) - lengths)[:, None] + _COLUMNS]
        rows[lengths[:, None] <= _COLUMNS] = 0
        keys: Keys = rows.view(">u8").ravel().astype(np.uint64)
        return keys

    def texts(self, size: int) -> tuple[Numbers, npt.NDArray[np.uint8]]:
        """The numbers of the terms of ``size`` bytes, ascending, and a row of bytes for each."""
        lengths = self._lengths.astype(np.int64)
        numbers = np.flatnonzero(lengths == size)
        starts = (np.cumsum(lengths) - lengths)[numbers]
        return numbers, self._text[starts[:, None] + np.arange(size)]

    def lower(self, term: bytes) -> int:
        """The number of the first term that is not below ``term``."""
        block = bisect_right(self.firsts, term) - 1
        return 0 if block < 0 else block * BLOCK + self._lower(block, term)[0]

    def find(self, term: bytes) -> int:
        """The number of ``term``, or -1."""
        block = bisect_right(self.firsts, term) - 1
        # Most terms that are not there are nowhere in the text of the block either.
        if block < 0 or term not in self._block(block):
            return -1
        place, is_there = self._lower(block, term)
        return block * BLOCK + place if is_there else -1

    def _block(self, number: int) -> bytes:
        """The terms of a block one behind another."""
        has_next = number + 1 < len(self._bases)
        end = int(self._bases[number + 1]) if has_next else len(self._text)
        text: bytes = self._text[int(self._bases[number]) : end].tobytes()
        return text

    def _lower(self, block: int, term: bytes) -> tuple[int, bool]:
        """The place in the block of the first term that is not below ``term``, and whether
        it is ``term``; the number of terms where all are below."""
        text = self._block(block)
        lengths = self._lengths[block * BLOCK : (block + 1) * BLOCK]
        edges = [0, *np.cumsum(lengths, dtype=np.int64).tolist()]
        low, high = 0, len(lengths)
        while low < high:
            middle = (low + high) // 2
            if text[edges[middle] : edges[middle + 1]] < term:
                low = middle + 1
            else:
                high = middle
        return low, low < len(lengths) and text[edges[low] : edges[low + 1]] == term

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """The numbers, from and up to, of the terms that begin with ``prefix``."""
        return self.lower(prefix), self.lower(prefix + b"\xff") if prefix else len(self)

    @cached_property
    def firsts(self) -> list[bytes]:
        """The first term of every block: what looking for a term begins with."""
        starts = self._bases.tolist()
        lengths = self._lengths[::BLOCK].tolist()
        text = self._text.data
        return [bytes(text[at : at + length]) for at, length in zip(starts, lengths, strict=True)]


class InvertedField:
    """Reads the postings of a field."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.name = field
        self.terms = Terms(file, field)
        self._starts = file.steps(f"{field}.starts")
        self._docs: Packed = file.packed(f"{field}.docs")
        self._places = file.runs(f"{field}.places") if f"{field}.places.size" in file else None
        self._bitmaps = Bitmaps(file, field)
        has_positions = f"{field}.positions.size" in file
        self._positions = file.packed(f"{field}.positions") if has_positions else None

    def span(self, term: bytes) -> Span:
        """The postings of the term; an empty span where there is no such term."""
        number = self.terms.find(term)
        return self.span_of(number, number + 1) if number >= 0 else (0, 0)

    def span_of(self, first: int, last: int) -> Span:
        """The postings of the terms of these numbers, from and up to; ``last`` may lie
        beyond the last term."""
        last = min(last, len(self.terms))
        return (self._starts.one(first), self._starts.one(last)) if first < last else (0, 0)

    def docs(self, span: Span) -> Numbers:
        """The document numbers of one term."""
        bitmap = self.bitmap(span)
        return np.cumsum(self._docs.slice(*span)) if bitmap is None else bitmap.docs()

    def bitmap(self, span: Span) -> Bitmap | None:
        """The documents of one term as bits, where very many have it."""
        return self._bitmaps.of(span[0]) if span[0] < span[1] else None

    def docs_of(self, first: int, last: int) -> tuple[Numbers, Numbers]:
        """Of a range of terms how many documents each has, and all their document numbers."""
        if first >= last:
            return EMPTY, EMPTY
        edges = self._starts.slice(first, min(last, len(self.terms)) + 1)
        lengths = edges[1:] - edges[:-1]
        return lengths, sums_within(self._docs.slice(*self.span_of(first, last)), lengths)

    def documents(self) -> Numbers:
        """How many documents each term has."""
        starts = self._starts.slice(0, self._starts.size)
        return starts[1:] - starts[:-1]

    def postings_of(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The postings of the terms of these numbers, which ascend, and their documents."""
        if not numbers.size:
            return EMPTY, EMPTY
        starts = self._starts.take(numbers)
        lengths = self._starts.take(numbers + 1) - starts
        postings = spread(starts, lengths)
        return postings, sums_within(self._docs.take(postings), lengths)

    def frequencies(self, span: Span) -> Numbers:
        """How often the term of each posting of the span stands in its document."""
        if self._places is None or span[0] >= span[1]:
            return np.ones(span[1] - span[0], np.int64)
        return self._places.lengths.slice(*span) + 1

    def frequencies_at(self, postings: Numbers) -> Numbers:
        """As :meth:`frequencies`, of postings that ascend."""
        if self._places is None or not postings.size:
            return np.ones(len(postings), np.int64)
        return self._places.lengths.take(postings) + 1

    def positions(self, postings: Numbers) -> tuple[Numbers, Numbers]:
        """Of each of the postings, which ascend, how many positions; and the positions."""
        if self._places is None or self._positions is None or not postings.size:
            return EMPTY, EMPTY
        first, last = int(postings[0]), int(postings[-1]) + 1
        if last - first > len(postings) * _SPARSE:
            return self.positions_at(postings)
        edges = self._places.edges(first, last)
        lengths = np.diff(edges)
        positions = sums_within(self._positions.slice(int(edges[0]), int(edges[-1])), lengths)
        if len(postings) == len(lengths):
            return lengths, positions
        kept = np.zeros(len(lengths), np.bool_)
        kept[postings - first] = True
        return lengths[kept], positions[np.repeat(kept, lengths)]

    def positions_at(self, postings: Numbers) -> tuple[Numbers, Numbers]:
        """As :meth:`positions`, of few postings in any order: one by one."""
        if self._places is None or self._positions is None or not postings.size:
            return EMPTY, EMPTY
        starts, lengths = self._places.at(postings)
        return lengths, sums_within(self._positions.take(spread(starts, lengths)), lengths)

    def position_gaps(self, span: Span) -> Numbers:
        """The positions of all postings of the span: of each posting the first, then
        differences."""
        if self._places is None or self._positions is None or span[0] >= span[1]:
            return EMPTY
        return self._positions.slice(*(int(self._places.edges(at, at)[0]) for at in span))

    def load(self) -> None:
        """Read what every search begins with, so that the first is not slower for it."""
        _ = self.terms.firsts

    def has_places(self) -> bool:
        """Whether frequencies are stored."""
        return self._places is not None

    def has_positions(self) -> bool:
        """Whether positions are stored."""
        return self._positions is not None


def han_terms(terms: Terms, length: int) -> tuple[Numbers, Codes]:
    """The numbers of the terms that are ``length`` characters of the basic plane's Han, each
    three bytes of UTF-8, and a row of code points for each."""
    numbers, raw = terms.texts(3 * length)
    first, second, third = (raw[:, place::3].astype(np.uint16) for place in range(3))
    codes = ((first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F).astype(np.uint16)
    is_han = ((first >= 0xE0) & (first < 0xF0) & (codes >= 0x3400) & (codes <= 0x9FFF)).all(axis=1)
    return numbers[is_han], codes[is_han]


def reordered(piece: Inverted, order: Numbers) -> Inverted:
    """The same postings with the terms in another order."""
    starts = np.cumsum(piece.documents) - piece.documents
    documents = piece.documents[order]
    postings = spread(starts[order], documents)
    places = positions = None
    if piece.places is not None:
        places = piece.places[postings]
        if piece.positions is not None:
            first = np.cumsum(piece.places) - piece.places
            positions = piece.positions[spread(first[postings], places)]
    return Inverted(piece.terms.take(order), documents, piece.docs[postings], places, positions)
