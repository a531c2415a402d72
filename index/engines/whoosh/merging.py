"""Several segments as one, array to array: deleted articles fall away, nothing is analysed.

A field is merged a range of terms at a time, and of a single term's positions a stretch at a
time, so that memory is bounded whatever the segments: by the number of documents, as many
as a term can have postings, and by what follows here. Of the segments, which are mapped, no
more is kept than a range has read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.building import write_lengths
from index.engines.whoosh.fields import longest_term
from index.engines.whoosh.inverted import (
    FieldWriter,
    Inverted,
    InvertedField,
    Keys,
    Span,
    TermTexts,
)
from index.engines.whoosh.packed import Numbers, spread
from index.engines.whoosh.segments import OpenSegment
from index.engines.whoosh.stored import StoredWriter
from index.schema import FIELDS, FieldKind, FieldSpec

_MOST_POSTINGS = 1 << 18
"""In a range of terms, were all segments as large as the largest; more only for one term."""
_MOST_TERMS = 1 << 16
"""In a range, of the largest segment."""
_ARTICLES = 1 << 14
"""That are copied at once."""
_STRETCH = 1 << 16
"""Postings of a single term whose positions are copied at once."""

Range = tuple[int, int]


def merge(arrays: ArrayWriter, segments: Sequence[OpenSegment]) -> int:
    """Write the living documents of the segments, in their order; gives how many."""
    numbers = list(_new_numbers(segments))
    size = sum(int(np.count_nonzero(segment.alive)) for segment in segments)
    for field in FIELDS:
        if field.kind is FieldKind.STORED:
            _merge_stored(arrays, segments)
        else:
            _merge_field(arrays, field, segments, numbers, size)
            if field.kind is FieldKind.WORDS:
                kept = [segment.lengths(field.name)[segment.alive] for segment in segments]
                write_lengths(arrays, field.name, np.concatenate(kept))
    return size


def _new_numbers(segments: Sequence[OpenSegment]) -> Iterator[Numbers]:
    """Of each segment the new numbers of its documents; -1 for a deleted one."""
    base = 0
    for segment in segments:
        numbers = base - 1 + np.cumsum(segment.alive)
        base += int(np.count_nonzero(segment.alive))
        yield np.where(segment.alive, numbers, -1)


def _merge_stored(arrays: ArrayWriter, segments: Sequence[OpenSegment]) -> None:
    writer = StoredWriter(arrays)
    for segment in segments:
        docs = np.flatnonzero(segment.alive)
        for start in range(0, len(docs), _ARTICLES):
            writer.copy(segment.stored, docs[start : start + _ARTICLES])
            segment.release()
    writer.finish()


def _merge_field(
    arrays: ArrayWriter,
    field: FieldSpec,
    segments: Sequence[OpenSegment],
    numbers: Sequence[Numbers],
    size: int,
) -> None:
    fields = [segment.fields[field.name] for segment in segments]
    writer = FieldWriter(arrays, field.name, longest_term(field), size)
    for ranges in _ranges(fields):
        terms, pieces = _pieces(fields, ranges, numbers)
        if len(terms):
            _append(writer, terms, pieces)
        for segment in segments:
            segment.release()
    writer.finish()


def _ranges(fields: Sequence[InvertedField]) -> Iterator[list[Range]]:
    """Cut the terms of all fields at the same terms: of each field the numbers of a range."""
    largest = max(fields, key=lambda field: len(field.terms))
    starts = [0] * len(fields)
    for cut in _cuts(largest.documents() * len(fields)):
        pivot = largest.terms.slice(cut, cut + 1)[0]
        ends = [field.terms.lower(pivot) for field in fields]
        yield list(zip(starts, ends, strict=True))
        starts = ends
    yield [(start, len(field.terms)) for start, field in zip(starts, fields, strict=True)]


def _cuts(postings: Numbers) -> Iterator[int]:
    """The terms, each with so many postings, before which to cut."""
    ends = np.cumsum(postings)
    first = 0
    while True:
        before = int(ends[first - 1]) if first else 0
        most = int(np.searchsorted(ends, before + _MOST_POSTINGS, side="right"))
        first = max(first + 1, min(most, first + _MOST_TERMS))
        if first >= len(postings):
            return
        yield first


@dataclass(frozen=True, slots=True)
class _Piece:
    """The living postings of one field in a range of terms. ``owners`` are the numbers among
    the merged terms of those that are left, with ``documents`` each; ``span`` is where they lie
    in the field, ``kept`` which of these are alive, None for all; ``docs`` are the new numbers
    of their documents."""

    field: InvertedField
    owners: Numbers
    documents: Numbers
    span: Span
    kept: npt.NDArray[np.bool_] | None
    docs: Numbers

    def frequencies(self) -> Numbers:
        """How often the term of each posting stands in its document."""
        found = self.field.frequencies(self.span)
        return found if self.kept is None else found[self.kept]

    def position_gaps(self) -> Numbers:
        """The positions of the postings, as they lie: a posting keeps them all."""
        return self._gaps(*self.span)

    def stretches(self) -> Iterator[Numbers]:
        """As :meth:`position_gaps`, some at a time."""
        first, last = self.span
        for start in range(first, last, _STRETCH):
            yield self._gaps(start, min(start + _STRETCH, last))

    def _gaps(self, first: int, last: int) -> Numbers:
        gaps = self.field.position_gaps((first, last))
        if self.kept is None:
            return gaps
        kept = self.kept[first - self.span[0] : last - self.span[0]]
        return gaps[np.repeat(kept, self.field.frequencies((first, last)))]


def _pieces(
    fields: Sequence[InvertedField], ranges: Sequence[Range], numbers: Sequence[Numbers]
) -> tuple[TermTexts, list[_Piece]]:
    """The terms of a range that have a document left, sorted, and each field's postings."""
    pieces = []
    merged, all_owners = _merged_terms(fields, ranges)
    for field, owners, (first, last), new in zip(fields, all_owners, ranges, numbers, strict=True):
        documents, old = field.docs_of(first, last)
        docs, kept = new[old], None
        alive = docs >= 0
        if not alive.all():
            left = np.repeat(np.arange(len(owners)), documents)[alive]
            documents = np.bincount(left, minlength=len(owners))
            docs, kept = docs[alive], alive
        pieces.append(_Piece(field, owners, documents, field.span_of(first, last), kept, docs))
    there, left_over = _without_the_dead(len(merged), pieces)
    return _taken(merged, there), left_over


def _merged_terms(
    fields: Sequence[InvertedField], ranges: Sequence[Range]
) -> tuple[Keys | list[bytes], list[Numbers]]:
    """The terms of the range, each once, sorted, as numbers where they are short; and of each
    field the numbers among them of its own."""
    keys = [field.terms.keys(*own) for field, own in zip(fields, ranges, strict=True)]
    short = [own for own in keys if own is not None]
    if len(short) == len(keys):
        found = np.unique(np.concatenate(short))
        return found, [np.searchsorted(found, own) for own in short]
    texts = [f.terms.slice(*r) for f, r in zip(fields, ranges, strict=True)]
    # Sorting what is sorted piece by piece is cheap.
    merged = list(dict.fromkeys(sorted(chain.from_iterable(texts))))
    place = dict(zip(merged, range(len(merged)), strict=True)).__getitem__
    return merged, [np.fromiter(map(place, terms), np.int64, len(terms)) for terms in texts]


def _taken(terms: Keys | list[bytes], there: npt.NDArray[np.bool_]) -> TermTexts:
    if isinstance(terms, list):
        return TermTexts.of(list(compress(terms, there.tolist())))
    return TermTexts.of_keys(terms[there])


def _without_the_dead(
    terms: int, pieces: list[_Piece]
) -> tuple[npt.NDArray[np.bool_], list[_Piece]]:
    """Which of the terms have a document left, and the pieces with these alone."""
    there = np.zeros(terms, np.bool_)
    for piece in pieces:
        there[piece.owners[piece.documents > 0]] = True
    if there.all():
        return there, pieces
    renumbered = np.cumsum(there) - 1
    left = []
    for piece in pieces:
        kept = there[piece.owners]
        owners = renumbered[piece.owners[kept]]
        left.append(replace(piece, owners=owners, documents=piece.documents[kept]))
    return there, left


def _spread_out(piece: _Piece, terms: int) -> Numbers:
    """How many documents the piece has of each of the merged terms."""
    counts = np.zeros(terms, np.int64)
    counts[piece.owners] = piece.documents
    return counts


def _append(writer: FieldWriter, terms: TermTexts, pieces: Sequence[_Piece]) -> None:
    """Write the postings of all pieces, of each term those of earlier pieces first."""
    counts = np.stack([_spread_out(piece, len(terms)) for piece in pieces])
    documents = counts.sum(axis=0)
    firsts = np.cumsum(documents) - documents + np.cumsum(counts, axis=0) - counts
    targets = [
        spread(first[piece.owners], piece.documents)
        for first, piece in zip(firsts, pieces, strict=True)
    ]
    docs = _joined(targets, [piece.docs for piece in pieces])
    if not any(piece.field.has_places() for piece in pieces):
        writer.append(Inverted(terms, documents, docs))
        return
    frequencies = [piece.frequencies() for piece in pieces]
    places = _joined(targets, frequencies)
    writer.append(Inverted(terms, documents, docs, places))
    if not any(piece.field.has_positions() for piece in pieces):
        return
    if len(terms) == 1:
        for gaps in chain.from_iterable(piece.stretches() for piece in pieces):
            writer.append_positions(gaps)
    else:
        writer.append_positions(_joined_gaps(targets, places, frequencies, pieces))


def _joined(targets: Sequence[Numbers], values: Sequence[Numbers]) -> Numbers:
    """The values of all pieces at the places that are theirs."""
    joined = np.empty(sum(map(len, values)), np.int64)
    for places, own in zip(targets, values, strict=True):
        joined[places] = own
    return joined


def _joined_gaps(
    targets: Sequence[Numbers],
    places: Numbers,
    frequencies: Sequence[Numbers],
    pieces: Sequence[_Piece],
) -> Numbers:
    """The positions of the postings of all pieces, each at the places that are its own."""
    starts = np.cumsum(places) - places
    joined = np.empty(int(places.sum()), np.int64)
    for target, lengths, piece in zip(targets, frequencies, pieces, strict=True):
        joined[spread(starts[target], lengths)] = piece.position_gaps()
    return joined
