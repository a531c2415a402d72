"""How well a document answers: BM25F over words and literal runs, with bonuses.

BM25F as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond" (2009), section 3.6: frequencies are weighted and normalised by length field by
field, added, and only then saturated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.config import RankingSettings
from index.engines.whoosh.documents import title_key
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.matching import Matching, searched_parts
from index.query import Node, Term, terms

K1 = 1.2
B = 0.75

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What ranking needs of a collection: for each searched part the lengths in words,
    and for each document the date as a day number (0: none)."""

    lengths: dict[str, Scores]
    days: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores the documents of one request; ``today`` is a day number."""

    matching: Matching
    statistics: Statistics
    settings: RankingSettings
    today: int

    def scores(self, node: Node) -> Scores:
        """A score for every document; only those of matching ones mean anything."""
        asked = list(terms(node))
        scores = np.zeros(self.matching.visible.size)
        for term in asked:
            if searched_parts(term):
                scores += self._term(term)
        scores += self._title(asked)
        return scores * self._recency()

    def _term(self, term: Term) -> Scores:
        scores = np.zeros(self.matching.visible.size)
        for unit in term.units:
            scores += self._unit(unit, searched_parts(term))
        if len(term.units) > 1:
            whole = self._unit(term.text, searched_parts(term))
            scores += self.settings.phrase_bonus * whole
        return scores * self.matching.mask(term)

    def _unit(self, unit: str, parts: tuple[str, ...]) -> Scores:
        """BM25F of one run: its frequency in a part is the mean of how often it stands
        there literally and how often the segmenter saw it as a word of its own."""
        matching = self.matching
        weighted = np.zeros(matching.visible.size)
        holding = np.zeros_like(matching.visible)
        for part in parts:
            docs, literal = matching.unit(part, unit)
            holding[docs] = True
            frequency = np.zeros(matching.visible.size)
            frequency[docs] = literal
            words, counts = matching.postings.frequencies(
                f"{part}_words", term_bytes(unit), matching.clock
            )
            frequency[words] += counts
            weighted += self._weight(part) * frequency / 2 / self._length_factor(part)
        found = int(np.count_nonzero(holding & matching.visible))
        return _rarity(found, self._collection()) * weighted * (K1 + 1) / (weighted + K1)

    def _length_factor(self, part: str) -> Scores:
        """Of each document; the mean is that of what the viewer may see, so that no score
        tells of anything else."""
        lengths = self.statistics.lengths[part]
        seen = lengths[self.matching.visible & (lengths > 0)]
        mean = seen.mean() if seen.size else 1.0
        return 1 - B + B * lengths / mean

    def _weight(self, part: str) -> float:
        weights = {
            "title": self.settings.title_weight,
            "body": 1.0,
            "attachment": self.settings.attachment_weight,
        }
        return weights[part]

    def _title(self, asked: list[Term]) -> Scores:
        """The bonus of a title that is what was asked for, word for word."""
        scores = np.zeros(self.matching.visible.size)
        key = title_key("".join(term.text for term in asked if searched_parts(term)))
        if key:
            docs = self.matching.postings.docs("title_key", key.encode())
            scores[docs] = self.settings.title_bonus * _rarity(1, self._collection())
        return scores

    def _recency(self) -> Scores:
        days = self.statistics.days
        age = np.maximum(self.today - days, 0)
        gained = self.settings.recency * 0.5 ** (age / self.settings.recency_half_life)
        return 1 + np.where(days > 0, gained, 0.0)

    def _collection(self) -> int:
        return int(np.count_nonzero(self.matching.visible))


def _rarity(found: int, collection: int) -> float:
    """The inverse document frequency, never negative."""
    return float(np.log1p((collection - found + 0.5) / (found + 0.5)))
