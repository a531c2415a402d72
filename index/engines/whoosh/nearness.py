"""What a document gains for where the words asked for stand in it: near each other, and early.

Pairs of words as in the sequential dependence model of Metzler and Croft, "A Markov random
field model for term dependencies" (2005), with unordered windows. News say in their first
sentences what they are about. Positions are read of the best documents alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Mask
from index.engines.whoosh.matching import Matching
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.posting_lists import Docs

CANDIDATES = 100
"""How many documents, the best by frequencies alone, can gain."""
WINDOW = 16
"""Characters from the beginning of one word to that of the next, at most."""
LEAD = 100.0
"""Characters into the body at which an early word counts half."""
_K1 = 1.2

Gains = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word asked for: the parts it is looked for in, its inverse document frequency, and
    for which of the documents it counts."""

    unit: str
    parts: tuple[str, ...]
    rarity: float
    counts: Mask


@dataclass(frozen=True, slots=True)
class Nearness:
    """Where words stand in so many documents: of each part and word the place of its document
    among them times 2^32 plus the offset, ascending. ``factors`` are the documents' inverse
    length factors, part by part."""

    size: int
    factors: Mapping[str, Gains]
    places: Mapping[tuple[str, str], Numbers]

    @classmethod
    def of(
        cls,
        matching: Matching,
        docs: Docs,
        factors: Mapping[str, Gains],
        wanted: Sequence[Wanted],
    ) -> Nearness:
        """Where the words ``wanted`` stand in ``docs``, which ascend; outside the body, where
        they are near each other or nothing, in those alone that hold several."""
        places, among = {}, matching.postings.split(docs)
        for part in dict.fromkeys(part for one in wanted for part in one.parts):
            units = dict.fromkeys(one.unit for one in wanted if part in one.parts)
            together = part != "body"
            for unit, found in matching.places(part, units, among, together=together).items():
                places[part, unit] = found
        return cls(len(docs), factors, places)

    def together(self, wanted: Sequence[Wanted]) -> Gains:
        """For each pair of words, one asked for behind the other: how often the first has
        the second near it, normalised by length and saturated, times their mean rarity."""
        gains = np.zeros(self.size)
        for one, other in pairwise(wanted):
            often = np.zeros(self.size)
            for part in one.parts:
                if part in other.parts:
                    near = _near(self.places[part, one.unit], self.places[part, other.unit])
                    often += self._counted(near) * self.factors[part]
            rarity = (one.rarity + other.rarity) / 2
            gains += rarity * often * (_K1 + 1) / (often + _K1) * (one.counts & other.counts)
        return gains

    def early(self, wanted: Sequence[Wanted]) -> Gains:
        """For each word that stands in the body: its rarity, less the later it first does."""
        gains = np.zeros(self.size)
        for one in wanted:
            if "body" in one.parts:
                places = self.places["body", one.unit]
                docs = places >> 32
                is_first = np.append(True, docs[1:] != docs[:-1])[: docs.size]
                docs, offsets = docs[is_first], places[is_first] & ((1 << 32) - 1)
                gains[docs] += one.rarity * one.counts[docs] / (1 + offsets / LEAD)
        return gains

    def _counted(self, places: Numbers) -> Gains:
        return np.bincount(places >> 32, minlength=self.size).astype(np.float64)


def _near(places: Numbers, others: Numbers) -> Numbers:
    """Those of ``places`` that have one of ``others`` in the window around them; both ascend.
    Documents lie 2^32 apart, so that no window reaches into the next; attachments lie one
    character apart, and a window may."""
    if not places.size or not others.size:
        return places[:0]
    first = np.searchsorted(others, places - WINDOW)
    near: Numbers = places[(first < others.size)]
    first = first[first < others.size]
    return near[others[first] <= near + WINDOW]
