"""The values of a field by document, for counting and filtering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.packed import EMPTY, Numbers, spread
from index.engines.whoosh.posting_lists import Docs
from index.engines.whoosh.postings import Postings
from index.schema import FIELDS, FieldKind

Mask = npt.NDArray[np.bool_]
"""One truth value for each document number of the index."""
Ordinals = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

_FEW = 4
"""Below one document in so many, the values of documents are looked up one by one."""


class Column(Protocol):
    """``values`` sorted; their ordinals are what documents carry."""

    @property
    def values(self) -> tuple[str, ...]:
        """All values, sorted."""

    @property
    def size(self) -> int:
        """How many document numbers there are."""

    def counts(self, docs: Docs) -> tuple[Numbers, int]:
        """How many of the documents carry each value, and how many carry none."""

    def carrying(self, wanted: Mask) -> Mask:
        """The documents that carry any of the values whose ordinals ``wanted`` marks."""

    def without(self) -> Mask:
        """The documents that carry no value."""

    def last(self) -> npt.NDArray[np.integer]:
        """Of each document the ordinal of its last value; ``len(values)`` where it has none."""


@dataclass(frozen=True, slots=True)
class SingleColumn:
    """Document ``d`` carries ``values[ordinals[d]]``, or nothing where that is their number."""

    values: tuple[str, ...]
    ordinals: Ordinals

    @property
    def size(self) -> int:
        """How many document numbers there are."""
        return len(self.ordinals)

    def counts(self, docs: Docs) -> tuple[Numbers, int]:
        """See :meth:`Column.counts`."""
        own = self.ordinals if len(docs) == self.size else self.ordinals.take(docs)
        counts = np.bincount(own, minlength=len(self.values) + 1)
        return counts[:-1], int(counts[-1])

    def carrying(self, wanted: Mask) -> Mask:
        """See :meth:`Column.carrying`."""
        carrying: Mask = np.append(wanted, False).take(self.ordinals)
        return carrying

    def without(self) -> Mask:
        """See :meth:`Column.without`."""
        without: Mask = self.ordinals == len(self.values)
        return without

    def last(self) -> npt.NDArray[np.integer]:
        """See :meth:`Column.last`."""
        return self.ordinals


@dataclass(frozen=True, slots=True)
class MultipleColumn:
    """The ordinals of all documents one behind another; those of document ``d`` are the
    ``counted[d]`` from ``starts[d]`` on, rising."""

    values: tuple[str, ...]
    ordinals: Ordinals
    starts: npt.NDArray[np.uint32]
    counted: npt.NDArray[np.uint32]

    @property
    def size(self) -> int:
        """How many document numbers there are."""
        return len(self.counted)

    def counts(self, docs: Docs) -> tuple[Numbers, int]:
        """See :meth:`Column.counts`."""
        counts = np.bincount(self._among(docs), minlength=len(self.values))
        return counts, len(docs) - int(np.count_nonzero(self.counted.take(docs)))

    def _among(self, docs: Docs) -> Ordinals:
        """The ordinals of all values of the documents."""
        if len(docs) == self.size:
            return self.ordinals
        if len(docs) * _FEW < self.size:
            starts, lengths = self.starts.take(docs), self.counted.take(docs)
            return self.ordinals.take(spread(starts.astype(np.int64), lengths.astype(np.int64)))
        mask = np.zeros(self.size, np.bool_)
        mask[docs] = True
        return self.ordinals[np.repeat(mask, self.counted)]

    def carrying(self, wanted: Mask) -> Mask:
        """See :meth:`Column.carrying`."""
        mask = np.zeros(self.size, np.bool_)
        held = np.flatnonzero(wanted.take(self.ordinals))
        if held.size:
            mask[np.searchsorted(self.starts, held, side="right") - 1] = True
        return mask

    def without(self) -> Mask:
        """See :meth:`Column.without`."""
        without: Mask = self.counted == 0
        return without

    def last(self) -> npt.NDArray[np.integer]:
        """See :meth:`Column.last`."""
        found = np.full(self.size, len(self.values), np.uint32)
        carriers = np.flatnonzero(self.counted)
        found[carriers] = self.ordinals[self.starts[carriers] + self.counted[carriers] - 1]
        return found


def where(column: Column, accept: Sequence[bool]) -> Mask:
    """As :meth:`Column.carrying`, by a list as long as the column's values."""
    return column.carrying(np.array(accept, np.bool_))


def counted(postings: Postings, field: str, among: Mask) -> dict[str, int]:
    """Of each value of a VALUES field how many of the documents ``among`` carry it; none of
    these is deleted. Without a column of it, for what is asked once."""
    found: dict[str, int] = {}
    for segment, base in zip(postings.segments, postings.bases, strict=True):
        inverted = segment.fields[field]
        lengths, docs = inverted.docs_of(0, len(inverted.terms))
        if docs.size:
            carried = among.take(docs + base).astype(np.int64)
            counts = np.add.reduceat(carried, np.cumsum(lengths) - lengths)
            for term, count in zip(
                inverted.terms.slice(0, len(lengths)), counts.tolist(), strict=True
            ):
                value = term.decode()
                found[value] = found.get(value, 0) + count
    return found


def read_column(postings: Postings, field: str) -> Column:
    """The column of one VALUES field of the index."""
    read = [segment.fields[field] for segment in postings.segments]
    terms = [inverted.terms.slice(0, len(inverted.terms)) for inverted in read]
    values = sorted(set().union(*terms))
    places = {value: number for number, value in enumerate(values)}
    docs, ordinals = [EMPTY], [EMPTY]
    for number, inverted in enumerate(read):
        lengths, own = inverted.docs_of(0, len(inverted.terms))
        numbers = np.array([places[term] for term in terms[number]], np.int64)
        living = postings.segments[number].living(own)
        docs.append(own[living] + postings.bases[number])
        ordinals.append(np.repeat(numbers, lengths)[living])
    named = tuple(value.decode() for value in values)
    return column_of(named, np.concatenate(docs), np.concatenate(ordinals), postings.size)


class ReadColumns(dict[str, Column]):
    """The columns of an index by field, each read when first asked for: some are for rare
    queries alone. Raises KeyError for what is no VALUES field."""

    def __init__(self, postings: Postings) -> None:
        super().__init__()
        self._postings = postings

    def __missing__(self, field: str) -> Column:
        if field not in _VALUES:
            raise KeyError(field)
        self[field] = column = read_column(self._postings, field)
        return column


_VALUES = {spec.name for spec in FIELDS if spec.kind is FieldKind.VALUES}


def column_of(values: Sequence[str], docs: Docs, ordinals: Numbers, size: int) -> Column:
    """The column of ``size`` documents where each of ``docs`` carries the ordinal beside it;
    the ordinals of one document rise."""
    kind = np.min_scalar_type(len(values))
    counted = np.bincount(docs, minlength=size).astype(np.uint32)
    if not counted.size or counted.max() <= 1:
        single = np.full(size, len(values), kind)
        single[docs] = ordinals
        return SingleColumn(tuple(values), single)
    # Sorting both at once is ten times as fast as finding the order of one.
    bits = len(values).bit_length()
    both = np.sort(docs << bits | ordinals)
    starts = (np.cumsum(counted) - counted).astype(np.uint32)
    own = (both & ((1 << bits) - 1)).astype(kind)
    return MultipleColumn(tuple(values), own, starts, counted)
