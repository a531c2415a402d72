"""How well a document answers: BM25F over words and literal runs, with bonuses.

BM25F as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond" (2009), section 3.6: frequencies are weighted and normalised by length field by
field, added, and only then saturated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.config import RankingSettings
from index.engines.whoosh.columns import Mask
from index.engines.whoosh.documents import title_key
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.matching import Matching, searched_parts
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.postings import Docs
from index.query import Node, Term, terms

K1 = 1.2
B = 0.75

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What ranking needs of the articles that one viewer may see: how many, for each
    searched part the length factor of every document, and the dates as day numbers (0:
    none)."""

    collection: int
    factors: Mapping[str, Scores]
    days: npt.NDArray[np.int64]

    @classmethod
    def of(cls, visible: Mask, lengths: Mapping[str, Numbers], days: Numbers) -> Statistics:
        """The statistics of the documents of ``visible``. The mean length is that of what the
        viewer may see, so that no score tells of anything else."""
        factors = {}
        for part, own in lengths.items():
            seen = own[visible & (own > 0)]
            factors[part] = 1 - B + B * own / (seen.mean() if seen.size else 1.0)
        return cls(int(np.count_nonzero(visible)), factors, days)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores ``docs``, which ascend and match, and nothing else; ``today`` is a day number."""

    matching: Matching
    statistics: Statistics
    settings: RankingSettings
    today: int
    docs: Docs

    def scores(self, node: Node) -> Scores:
        """The score of each of the documents."""
        asked = list(terms(node))
        scores = np.zeros(len(self.docs))
        for term in asked:
            if searched_parts(term):
                scores += self._term(term)
        scores += self._title(asked)
        return scores * self._recency()

    def _term(self, term: Term) -> Scores:
        scores = np.zeros(len(self.docs))
        for unit in term.units:
            scores += self._unit(unit, searched_parts(term))
        if len(term.units) > 1:
            whole = self._unit(term.text, searched_parts(term))
            scores += self.settings.phrase_bonus * whole
        return scores * self.matching.mask(term)[self.docs]

    def _unit(self, unit: str, parts: tuple[str, ...]) -> Scores:
        """BM25F of one run: its frequency in a part is the mean of how often it stands
        there literally and how often the segmenter saw it as a word of its own."""
        weighted = np.zeros(len(self.docs))
        for part in parts:
            frequency = self._literal(part, unit) + self._word(part, unit)
            weighted += self._weight(part) * frequency / 2 / self._factor(part)
        found = self.matching.holding(parts, unit)
        rarity = _rarity(int(np.count_nonzero(found)), self.statistics.collection)
        return rarity * weighted * (K1 + 1) / (weighted + K1)

    def _literal(self, part: str, unit: str) -> Scores:
        return self._aligned(*self.matching.unit(part, unit))

    def _word(self, part: str, unit: str) -> Scores:
        matching = self.matching
        term = term_bytes(unit)
        return self._aligned(*matching.postings.frequencies(f"{part}_words", term, matching.clock))

    def _aligned(self, found: Docs, values: Numbers) -> Scores:
        """``values`` of the documents ``found``, put to ``docs``; 0 where there is none."""
        if not found.size or not self.docs.size:
            return np.zeros(len(self.docs))
        everywhere = np.zeros(len(self.matching.visible))
        everywhere[found] = values
        return everywhere[self.docs]

    def _factor(self, part: str) -> Scores:
        return self.statistics.factors[part][self.docs]

    def _weight(self, part: str) -> float:
        weights = {
            "title": self.settings.title_weight,
            "body": 1.0,
            "attachment": self.settings.attachment_weight,
        }
        return weights[part]

    def _title(self, asked: list[Term]) -> Scores:
        """The bonus of a title that is what was asked for, word for word."""
        key = title_key("".join(term.text for term in asked if searched_parts(term)))
        if not key:
            return np.zeros(len(self.docs))
        docs = self.matching.postings.docs("title_key", key.encode())
        bonus = self.settings.title_bonus * _rarity(1, self.statistics.collection)
        return np.where(np.isin(self.docs, docs, assume_unique=True), bonus, 0.0)

    def _recency(self) -> Scores:
        days = self.statistics.days[self.docs]
        age = np.maximum(self.today - days, 0)
        gained = self.settings.recency * 0.5 ** (age / self.settings.recency_half_life)
        return 1 + np.where(days > 0, gained, 0.0)


def _rarity(found: int, collection: int) -> float:
    """The inverse document frequency, never negative."""
    return float(np.log1p((collection - found + 0.5) / (found + 0.5)))
