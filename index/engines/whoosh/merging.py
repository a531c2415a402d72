"""Several segments as one, array to array: deleted articles fall away, nothing is analysed.

A field is merged a range of terms at a time, so that memory is bounded by the postings of
such a range and not by the segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.building import write_lengths
from index.engines.whoosh.fields import longest_term
from index.engines.whoosh.inverted import FieldWriter, Inverted, InvertedField
from index.engines.whoosh.packed import BLOCK, Numbers, spread
from index.engines.whoosh.segments import OpenSegment
from index.engines.whoosh.stored import StoredWriter
from index.schema import FIELDS, FieldKind, FieldSpec

_MOST_POSTINGS = 1 << 21
"""In a range of terms, were all segments as large as the largest; more only for a single
block of terms."""

Range = tuple[int, int]


def merge(arrays: ArrayWriter, segments: Sequence[OpenSegment]) -> int:
    """Write the living documents of the segments, in their order; gives how many."""
    numbers = list(_new_numbers(segments))
    for field in FIELDS:
        if field.kind is FieldKind.STORED:
            _merge_stored(arrays, segments)
        else:
            _merge_field(arrays, field, segments, numbers)
            if field.kind is FieldKind.WORDS:
                kept = [segment.lengths(field.name)[segment.alive] for segment in segments]
                write_lengths(arrays, field.name, np.concatenate(kept))
    return sum(int(np.count_nonzero(segment.alive)) for segment in segments)


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
        writer.copy(segment.stored, np.flatnonzero(segment.alive))
    writer.finish()


def _merge_field(
    arrays: ArrayWriter,
    field: FieldSpec,
    segments: Sequence[OpenSegment],
    numbers: Sequence[Numbers],
) -> None:
    fields = [segment.fields[field.name] for segment in segments]
    writer = FieldWriter(arrays, field.name, longest_term(field))
    for ranges in _ranges(fields):
        piece = _merged(fields, ranges, numbers)
        if piece.terms:
            writer.append(piece)
    writer.finish()


def _ranges(fields: Sequence[InvertedField]) -> Iterator[list[Range]]:
    """Cut the terms of all fields at the same terms: of each field the numbers of a range."""
    largest = max(fields, key=lambda field: len(field.terms))
    starts = [0] * len(fields)
    first = 0
    for number in range(BLOCK, len(largest.terms), BLOCK):
        begin, end = largest.span_of(first, number + BLOCK)
        if (end - begin) * len(fields) > _MOST_POSTINGS:
            pivot = largest.terms.slice(number, number + 1)[0]
            ends = [field.terms.lower(pivot) for field in fields]
            yield list(zip(starts, ends, strict=True))
            starts, first = ends, number
    yield [(start, len(field.terms)) for start, field in zip(starts, fields, strict=True)]


def _merged(
    fields: Sequence[InvertedField], ranges: Sequence[Range], numbers: Sequence[Numbers]
) -> Inverted:
    """The postings of one range of terms; a term left without a document is left out."""
    texts = [f.terms.slice(*r) for f, r in zip(fields, ranges, strict=True)]
    merged = sorted(set().union(*texts))
    places = {term: number for number, term in enumerate(merged)}
    owners, docs, postings = [], [], []
    for field, terms, (first, last), new in zip(fields, texts, ranges, numbers, strict=True):
        documents, old = field.docs_of(first, last)
        ids = np.fromiter((places[term] for term in terms), np.int64, len(terms))
        kept = np.flatnonzero(new[old] >= 0)
        owners.append(np.repeat(ids, documents)[kept])
        docs.append(new[old[kept]])
        postings.append(field.span_of(first, last)[0] + kept)
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=len(merged))
    there = np.flatnonzero(counts)
    return Inverted(
        [merged[number] for number in there.tolist()],
        counts[there],
        np.concatenate(docs)[order],
        *_places(fields, postings, order),
    )


def _places(
    fields: Sequence[InvertedField], postings: Sequence[Numbers], order: Numbers
) -> tuple[Numbers | None, Numbers | None]:
    """The frequencies and positions of the postings of all fields, brought into ``order``."""
    if not any(field.has_places() for field in fields):
        return None, None
    if not any(field.has_positions() for field in fields):
        return np.concatenate(
            [field.frequencies_at(p) for field, p in zip(fields, postings, strict=True)]
        )[order], None
    found = [field.positions(p) for field, p in zip(fields, postings, strict=True)]
    lengths = np.concatenate([lengths for lengths, _ in found])
    positions = np.concatenate([positions for _, positions in found])
    starts = np.cumsum(lengths) - lengths
    return lengths[order], positions[spread(starts[order], lengths[order])]
