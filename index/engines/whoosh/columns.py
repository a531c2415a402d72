"""The values of a field by document, for counting and filtering."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.postings import Docs, Postings

Mask = npt.NDArray[np.bool_]
"""One truth value for each document number of the index."""


@dataclass(frozen=True, slots=True)
class Column:
    """``values`` sorted; ``docs[i]`` carries ``values[ordinals[i]]``; ``size`` documents."""

    values: tuple[str, ...]
    docs: Docs
    ordinals: npt.NDArray[np.int64]
    size: int

    @classmethod
    def read(cls, postings: Postings, field: str, size: int) -> Column:
        """The column of one VALUES or KEY field of the index."""
        found: defaultdict[str, list[Docs]] = defaultdict(list)
        for term, docs in postings.every(field):
            found[term.decode()].append(docs)
        values = sorted(found)
        carriers = [np.concatenate(found[value]) for value in values]
        return cls(
            tuple(values),
            np.concatenate([np.empty(0, np.int64), *carriers]),
            np.repeat(np.arange(len(values)), [docs.size for docs in carriers]),
            size,
        )

    def counts(self, mask: Mask) -> npt.NDArray[np.int64]:
        """How many documents of ``mask`` carry each value."""
        return np.bincount(self.ordinals[mask[self.docs]], minlength=len(self.values))

    def missing(self, mask: Mask) -> int:
        """How many documents of ``mask`` carry no value."""
        return int(np.count_nonzero(mask & ~self.carrying(np.ones(len(self.values), np.bool_))))

    def carrying(self, wanted: npt.NDArray[np.bool_]) -> Mask:
        """The documents that carry any of the values whose ordinals ``wanted`` marks."""
        mask = np.zeros(self.size, np.bool_)
        if self.docs.size:
            mask[self.docs[wanted[self.ordinals]]] = True
        return mask

    def where(self, accept: list[bool]) -> Mask:
        """As :meth:`carrying`, by a list as long as ``values``."""
        return self.carrying(np.array(accept, np.bool_))

    def by_document(self) -> npt.NDArray[np.int64]:
        """The ordinal of each document's last value; -1 where it has none."""
        ordinals = np.full(self.size, -1, np.int64)
        ordinals[self.docs] = self.ordinals
        return ordinals
