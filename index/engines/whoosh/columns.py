"""The values of a field by document, for counting and filtering."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.packed import EMPTY, Numbers, spread
from index.engines.whoosh.postings import Docs, Postings

Mask = npt.NDArray[np.bool_]
"""One truth value for each document number of the index."""

_FEW = 4
"""Below one document in so many, a mask is counted by its documents alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """``values`` sorted; document ``docs[i]`` carries ``values[ordinals[i]]``, by rising
    document, then ordinal; those of document ``d`` begin at ``starts[d]``. ``carriers``
    are the documents that carry any value."""

    values: tuple[str, ...]
    docs: Docs
    ordinals: npt.NDArray[np.int32]
    starts: Numbers
    carriers: Mask

    @classmethod
    def read(cls, postings: Postings, field: str) -> Column:
        """The column of one VALUES field of the index."""
        read = [segment.fields[field] for segment in postings.segments]
        terms = [inverted.terms.slice(0, len(inverted.terms)) for inverted in read]
        values = sorted(set().union(*terms))
        places = {value: number for number, value in enumerate(values)}
        docs, ordinals = [EMPTY], [EMPTY]
        for number, inverted in enumerate(read):
            lengths, own = inverted.docs_of(0, len(inverted.terms))
            numbers = np.array([places[term] for term in terms[number]], np.int64)
            order = np.argsort(own, kind="stable")
            order = order[postings.segments[number].living(own[order])]
            docs.append(own[order] + postings.bases[number])
            ordinals.append(np.repeat(numbers, lengths)[order])
        return cls.of(
            tuple(value.decode() for value in values),
            np.concatenate(docs),
            np.concatenate(ordinals),
            postings.size,
        )

    @classmethod
    def of(cls, values: tuple[str, ...], docs: Docs, ordinals: Numbers, size: int) -> Column:
        """The column of ``size`` documents where ``docs``, ascending, carry the ordinals."""
        counts = np.bincount(docs, minlength=size)
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        return cls(values, docs, ordinals.astype(np.int32), starts, counts > 0)

    @property
    def size(self) -> int:
        """How many document numbers there are."""
        return len(self.carriers)

    def among(self, mask: Mask) -> npt.NDArray[np.int32]:
        """The ordinals of all values of the documents of ``mask``."""
        found = np.flatnonzero(mask)
        if found.size * _FEW < self.size:
            starts = self.starts[found]
            return self.ordinals[spread(starts, self.starts[found + 1] - starts)]
        return self.ordinals[mask if self._is_plain() else mask[self.docs]]

    def counts(self, mask: Mask) -> Numbers:
        """How many documents of ``mask`` carry each value."""
        return np.bincount(self.among(mask), minlength=len(self.values))

    def missing(self, mask: Mask) -> int:
        """How many documents of ``mask`` carry no value."""
        return int(np.count_nonzero(mask & ~self.carriers))

    def carrying(self, wanted: Mask) -> Mask:
        """The documents that carry any of the values whose ordinals ``wanted`` marks."""
        mask = np.zeros(self.size, np.bool_)
        if self.docs.size:
            mask[self.docs[wanted[self.ordinals]]] = True
        return mask

    def where(self, accept: list[bool]) -> Mask:
        """As :meth:`carrying`, by a list as long as ``values``."""
        return self.carrying(np.array(accept, np.bool_))

    def by_document(self) -> Numbers:
        """The ordinal of each document's last value; -1 where it has none."""
        ordinals = np.full(self.size, -1, np.int64)
        ordinals[self.docs] = self.ordinals
        return ordinals

    def _is_plain(self) -> bool:
        """Whether every document carries one value."""
        return len(self.docs) == self.size == int(np.count_nonzero(self.carriers))
