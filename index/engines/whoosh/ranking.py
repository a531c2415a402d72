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

from index.analysis import character_class, occurrences
from index.config import RankingSettings
from index.engines.whoosh.columns import Mask
from index.engines.whoosh.documents import title_key
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.matching import Matching, searched_parts
from index.engines.whoosh.nearness import CANDIDATES, Nearness, Wanted
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.postings import Docs
from index.query import Node, Term, terms

K1 = 1.2
B = 0.4

LITERAL = 0.75
"""The share of the literal frequency of a run; the rest is how often it is a word."""
HINT = 0.3
"""What a word counts that need not stand in the article."""

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

    def scores(self, node: Node, *, partly: bool = False) -> Scores:
        """The score of each of the documents. ``partly``: they need not match all of
        ``node``, and what they have of a term counts for them."""
        asked = list(terms(node))
        scores = np.zeros(len(self.docs))
        searched = [term for term in asked if searched_parts(term)] if len(scores) else []
        for term in searched:
            self._add_term(scores, term, whole=not partly and len(asked) > 1)
        if searched:
            scores += self._nearness(searched, scores, partly=partly)
            self._add_title(scores, asked)
            scores *= self._recency()
        return scores

    def _add_term(self, scores: Scores, term: Term, *, whole: bool) -> None:
        """Add what the term counts; ``whole``: for those documents alone that match it."""
        if not whole:
            scores += self._term(term, self.docs)
            return
        places = np.flatnonzero(self.matching.mask(term).take(self.docs))
        if len(places) == len(scores):
            scores += self._term(term, self.docs)
        elif len(places):
            scores[places] += self._term(term, self.docs.take(places))

    def _term(self, term: Term, docs: Docs) -> Scores:
        parts = searched_parts(term)
        scores = np.zeros(len(docs))
        for unit in term.units:
            scores += self._unit(unit, parts, docs)
        for unit in term.hints:
            scores += HINT * self._unit(unit, parts, docs)
        for unit in inner_bigrams(term):
            scores += self.settings.bigram_weight * self._unit(unit, parts, docs, words=False)
        if len(term.units) > 1:
            scores += self.settings.phrase_bonus * self._unit(term.text, parts, docs)
        return scores

    def _unit(self, unit: str, parts: tuple[str, ...], docs: Docs, *, words: bool = True) -> Scores:
        """BM25F of one run: its frequency in a part is the weighted mean of how often it
        stands there literally and how often the segmenter saw it as a word of its own."""
        scores = _saturated(self._weighted(unit, parts, docs, words=words))
        scores *= self._rarity(unit, parts)
        return scores

    def _rarity(self, unit: str, parts: tuple[str, ...]) -> float:
        found = self.matching.carriers(parts, unit)
        return _rarity(found, self.statistics.collection)

    def _weighted(self, unit: str, parts: tuple[str, ...], wanted: Docs, *, words: bool) -> Scores:
        """The frequencies in all parts, weighted and normalised by length, added."""
        read = [
            (part, weight * self._weight(part), *found)
            for part in parts
            for weight, found in self._frequencies(part, unit, words=words)
            if found[0].size
        ]
        if len(wanted) * _FEW < max((docs.size for _, _, docs, _ in read), default=0):
            weighted = np.zeros(len(wanted))
            for part, weight, docs, values in read:
                at = np.minimum(np.searchsorted(docs, wanted), docs.size - 1)
                own = np.where(docs[at] == wanted, values[at], 0)
                weighted += own * self.statistics.factors[part].take(wanted) * weight
            return weighted
        everywhere = np.zeros(len(self.matching.visible))
        for part, weight, docs, values in read:
            everywhere[docs] += values * self.statistics.factors[part].take(docs) * weight
        return everywhere.take(wanted)

    def _frequencies(
        self, part: str, unit: str, *, words: bool
    ) -> Iterator[tuple[float, tuple[Docs, Numbers]]]:
        matching = self.matching
        yield (LITERAL if words else 1.0), matching.unit(part, unit)
        if words:
            term = term_bytes(unit)
            found = matching.postings.frequencies(f"{part}_words", term, matching.clock)
            yield 1 - LITERAL, found

    def _weight(self, part: str) -> float:
        weights = {
            "title": self.settings.title_weight,
            "body": 1.0,
            "attachment": self.settings.attachment_weight,
        }
        return weights[part]

    def _nearness(self, searched: list[Term], scores: Scores, *, partly: bool) -> Scores:
        """What the best documents gain for where their words stand: see :mod:`nearness`."""
        gained = np.zeros(len(self.docs))
        if sum(len(term.units) for term in searched) < 2:
            return gained
        best = _highest(scores, CANDIDATES)
        docs = self.docs[best]
        asked = []
        for term in searched:
            counts = np.ones(len(docs), np.bool_) if partly else self.matching.mask(term)[docs]
            parts = searched_parts(term)
            asked += [Wanted(unit, parts, self._rarity(unit, parts), counts) for unit in term.units]
        factors = {part: factor.take(docs) for part, factor in self.statistics.factors.items()}
        nearness = Nearness.of(self.matching, docs, factors, asked)
        gained[best] += self.settings.nearness * nearness.together(asked)
        gained[best] += self.settings.lead * nearness.early(asked)
        return gained

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


def _highest(scores: Scores, most: int) -> Numbers:
    """The places of the ``most`` highest scores, ascending; of equal ones the first.

    Rounded, so that what scores the same in another order of adding still ties.
    """
    if len(scores) <= most:
        return np.arange(len(scores))
    rounded = np.round(scores, 9)
    least = np.partition(rounded, -most)[-most]
    above = np.flatnonzero(rounded > least)
    ties = np.flatnonzero(rounded == least)[: most - len(above)]
    return np.sort(np.concatenate((above, ties)))


def _saturated(weighted: Scores) -> Scores:
    below = weighted + K1
    weighted *= K1 + 1
    weighted /= below
    return weighted


def inner_bigrams(term: Term) -> tuple[str, ...]:
    """The pairs of Han of a term's units, within one and across two that touch, each once
    and without those that are units themselves. None of a quoted term: it stands as a whole,
    so that its pairs tell articles apart no further."""
    if term.quoted:
        return ()
    text = term.text
    covered = np.zeros(len(text), np.bool_)
    for unit in term.units:
        for at in occurrences(text, unit):
            covered[at : at + len(unit)] = True
    pairs = (text[at : at + 2] for at in np.flatnonzero(covered[:-1] & covered[1:]).tolist())
    han = (pair for pair in pairs if all(character_class(one) == "han" for one in pair))
    return tuple(dict.fromkeys(pair for pair in han if pair not in term.units))


def _rarity(found: int, collection: int) -> float:
    """The inverse document frequency, never negative."""
    return float(np.log1p((collection - found + 0.5) / (found + 0.5)))
