"""How well a document answers: BM25F over words and literal runs, with bonuses.

BM25F as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond" (2009), section 3.6: frequencies are weighted and normalised by length field by
field, added, and only then saturated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

_FEW = 8
"""Below one document to score in so many of a posting list, each is looked up in it."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What ranking needs of the articles that one viewer may see: how many, for each
    searched part the inverse length factor of every document, and the dates as day numbers
    (0: none)."""

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
            factors[part] = 1 / (1 - B + B * own / (seen.mean() if seen.size else 1.0))
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
        searched = [term for term in asked if searched_parts(term)] if len(scores) else []
        for term in searched:
            scores += self._term(term, only=len(asked) == 1)
        if searched:
            self._add_title(scores, asked)
            scores *= self._recency()
        return scores

    def _term(self, term: Term, *, only: bool) -> Scores:
        """``only``: nothing else is asked for, so that all documents match the term."""
        parts = searched_parts(term)
        scores = np.zeros(len(self.docs))
        for unit in term.units:
            scores += self._unit(unit, parts)
        if len(term.units) > 1:
            scores += self.settings.phrase_bonus * self._unit(term.text, parts)
        return scores if only else scores * self.matching.mask(term).take(self.docs)

    def _unit(self, unit: str, parts: tuple[str, ...]) -> Scores:
        """BM25F of one run: its frequency in a part is the mean of how often it stands
        there literally and how often the segmenter saw it as a word of its own."""
        found = int(np.count_nonzero(self.matching.holding(parts, unit)))
        weighted = self._weighted(unit, parts)
        rarity = _rarity(found, self.statistics.collection)
        below = weighted + K1
        weighted *= rarity * (K1 + 1)
        weighted /= below
        return weighted

    def _weighted(self, unit: str, parts: tuple[str, ...]) -> Scores:
        """The frequencies in all parts, weighted and normalised by length, added."""
        read = [(part, *found) for part in parts for found in self._frequencies(part, unit)]
        read = [(part, docs, values) for part, docs, values in read if docs.size]
        if len(self.docs) * _FEW < max((docs.size for _, docs, _ in read), default=0):
            weighted = np.zeros(len(self.docs))
            for part, docs, values in read:
                at = np.minimum(np.searchsorted(docs, self.docs), docs.size - 1)
                own = np.where(docs[at] == self.docs, values[at], 0)
                weighted += own * self.statistics.factors[part].take(self.docs) * self._half(part)
            return weighted
        everywhere = np.zeros(len(self.matching.visible))
        for part, docs, values in read:
            everywhere[docs] += values * self.statistics.factors[part].take(docs) * self._half(part)
        return everywhere.take(self.docs)

    def _frequencies(self, part: str, unit: str) -> Iterator[tuple[Docs, Numbers]]:
        matching = self.matching
        yield matching.unit(part, unit)
        term = term_bytes(unit)
        yield matching.postings.frequencies(f"{part}_words", term, matching.clock)

    def _half(self, part: str) -> float:
        """Half the weight of a part, as two kinds of frequency are added in it."""
        weights = {
            "title": self.settings.title_weight,
            "body": 1.0,
            "attachment": self.settings.attachment_weight,
        }
        return weights[part] / 2

    def _add_title(self, scores: Scores, asked: list[Term]) -> None:
        """The bonus of a title that is what was asked for, word for word."""
        key = title_key("".join(term.text for term in asked if searched_parts(term)))
        if not key:
            return
        bonus = self.settings.title_bonus * _rarity(1, self.statistics.collection)
        for doc in self.matching.postings.docs("title_key", key.encode()).tolist():
            at = int(np.searchsorted(self.docs, doc))
            if at < len(self.docs) and self.docs[at] == doc:
                scores[at] += bonus

    def _recency(self) -> Scores:
        days = self.statistics.days.take(self.docs)
        halvings = np.maximum(self.today - days, 0) / self.settings.recency_half_life
        gained: Scores = np.exp2(-halvings)
        gained *= self.settings.recency
        gained[days == 0] = 0.0
        gained += 1
        return gained


def _rarity(found: int, collection: int) -> float:
    """The inverse document frequency, never negative."""
    return float(np.log1p((collection - found + 0.5) / (found + 0.5)))
