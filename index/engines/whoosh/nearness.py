"""What a document gains for where the words asked for stand in it: near each other, and early.

Pairs of words as in the sequential dependence model of Metzler and Croft, "A Markov random
field model for term dependencies" (2005), with unordered windows. News say in their first
sentences what they are about. Positions are read of the best documents alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Mask
from index.engines.whoosh.matching import Matching
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.postings import Docs

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
    """Where words stand in ``docs``, which ascend; ``factors`` are their inverse length
    factors, part by part."""

    matching: Matching
    docs: Docs
    factors: Mapping[str, Gains]
    _read: dict[tuple[str, str], Numbers] = field(default_factory=dict)

    def together(self, wanted: Sequence[Wanted]) -> Gains:
        """For each pair of words, one asked for behind the other: how often the first has
        the second near it, normalised by length and saturated, times their mean rarity."""
        gains = np.zeros(len(self.docs))
        for one, other in pairwise(wanted):
            often = np.zeros(len(self.docs))
            for part in one.parts:
                if part in other.parts:
                    near = _near(self._places(part, one.unit), self._places(part, other.unit))
                    often += self._counted(near) * self.factors[part]
            rarity = (one.rarity + other.rarity) / 2
            gains += rarity * often * (_K1 + 1) / (often + _K1) * (one.counts & other.counts)
        return gains

    def early(self, wanted: Sequence[Wanted]) -> Gains:
        """For each word that stands in the body: its rarity, less the later it first does."""
        gains = np.zeros(len(self.docs))
        for one in wanted:
            if "body" in one.parts:
                places = self._places("body", one.unit)
                docs, firsts = np.unique(places >> 32, return_index=True)
                offsets = places[firsts] & ((1 << 32) - 1)
                gains[docs] += one.rarity * one.counts[docs] / (1 + offsets / LEAD)
        return gains

    def _places(self, part: str, unit: str) -> Numbers:
        if (part, unit) not in self._read:
            held = self.matching.unit(part, unit)[0].size
            self._read[part, unit] = (
                self.matching.places(part, unit, self.docs) if held else np.empty(0, np.int64)
            )
        return self._read[part, unit]

    def _counted(self, places: Numbers) -> Gains:
        return np.bincount(places >> 32, minlength=len(self.docs)).astype(np.float64)


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
