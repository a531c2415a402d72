"""How well a document answers: BM25F over words and literal runs, with bonuses.

BM25F as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond" (2009), section 3.6: frequencies are weighted and normalised by length field by
field, added, and only then saturated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.analysis import character_class, occurrences
from index.config import RankingSettings
from index.engines.whoosh.columns import Mask
from index.engines.whoosh.documents import title_key
from index.engines.whoosh.matching import Matching, searched_parts
from index.engines.whoosh.nearness import CANDIDATES, Nearness, Wanted
from index.engines.whoosh.packed import EMPTY, Numbers
from index.engines.whoosh.posting_lists import Docs, PostingList, find
from index.query import Node, Term, terms

K1 = 1.2
B = 0.4

LITERAL = 0.75
"""The share of the literal frequency of a run; the rest is how often it is a word."""
HINT = 0.3
"""What a word counts that need not stand in the article."""

Scores = npt.NDArray[np.float64]

GREATEST = K1 + 1
"""What a frequency counts less than, however high."""

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
class Run:
    """A run of characters that counts where it stands in any of ``parts``; ``words``: for a
    part of it, how often it is a word of its own."""

    text: str
    weight: float
    parts: tuple[str, ...]
    words: bool = True


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
        scores = self.frequencies_alone(node, partly=partly)
        asked = searched(node)
        if asked and len(scores):
            scores += self._nearness(asked, scores, partly=partly)
            scores[self.titled(node)] += self._title_bonus()
            scores *= self._recency()
        return scores

    def frequencies_alone(self, node: Node, *, partly: bool = False) -> Scores:
        """As :meth:`scores`, but without what a document can gain besides."""
        scores = np.zeros(len(self.docs))
        whole = not partly and len(list(terms(node))) > 1
        for term in searched(node) if len(scores) else ():
            self._add_term(scores, term, whole=whole)
        return scores

    def of(self, places: Numbers) -> Ranking:
        """The ranking of the documents at these places, which ascend."""
        return replace(self, docs=self.docs[places])

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
        scores = np.zeros(len(docs))
        for run in runs(term, self.settings):
            scores += self.run(run, docs)
        return scores

    def run(self, run: Run, docs: Docs) -> Scores:
        """BM25F of one run: its frequency in a part is the weighted mean of how often it
        stands there literally and how often the segmenter saw it as a word of its own."""
        scores = _saturated(self._weighted(run.text, run.parts, docs, words=run.words))
        scores *= run.weight * self.rarity(run)
        return scores

    def holding(self, run: Run) -> Mask:
        """The visible documents in which the run stands."""
        return self.matching.holding(run.parts, run.text)

    def rarity(self, run: Run) -> float:
        """The inverse document frequency of the run."""
        return self._rarity(run.text, run.parts)

    def _rarity(self, unit: str, parts: tuple[str, ...]) -> float:
        found = self.matching.carriers(parts, unit)
        return _rarity(found, self.statistics.collection)

    def _weighted(self, unit: str, parts: tuple[str, ...], wanted: Docs, *, words: bool) -> Scores:
        """The frequencies in all parts, weighted and normalised by length, added."""
        lists = [
            (part, weight * self._weight(part), found)
            for part in parts
            for weight, found in self._lists(part, unit, words=words)
            if found.most
        ]
        if len(wanted) * _FEW < max((found.most for _, _, found in lists), default=0):
            weighted = np.zeros(len(wanted))
            split = self.matching.split(wanted)
            for part, weight, found in lists:
                often = found.frequencies_at(split)
                weighted += often * self.statistics.factors[part].take(wanted) * weight
            return weighted
        everywhere = np.zeros(len(self.matching.visible))
        for part, weight, found in lists:
            docs = found.docs()
            own = found.frequencies() * self.statistics.factors[part].take(docs) * weight
            everywhere[docs] += own
        return everywhere.take(wanted)

    def _lists(self, part: str, unit: str, *, words: bool) -> Iterator[tuple[float, PostingList]]:
        yield (LITERAL if words else 1.0), self.matching.unit(part, unit)
        if words:
            yield 1 - LITERAL, self.matching.words(part, unit)

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

    def titled(self, node: Node) -> Numbers:
        """The places of the documents whose title is what was asked for, word for word."""
        key = title_key("".join(term.text for term in searched(node)))
        if not key:
            return EMPTY
        return find(self.matching.postings.docs("title_key", key.encode()), self.docs)[1]

    def _title_bonus(self) -> float:
        return self.settings.title_bonus * _rarity(1, self.statistics.collection)

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


def searched(node: Node) -> list[Term]:
    """The terms that look for text; the others look for values."""
    return [term for term in terms(node) if searched_parts(term)]


def runs(term: Term, settings: RankingSettings) -> Iterator[Run]:
    """What of a term counts where it stands."""
    parts = searched_parts(term)
    for unit in term.units:
        yield Run(unit, 1.0, parts)
    for unit in term.hints:
        yield Run(unit, HINT, parts)
    for pair in inner_bigrams(term):
        yield Run(pair, settings.bigram_weight, parts, words=False)
    if len(term.units) > 1:
        yield Run(term.text, settings.phrase_bonus, parts)


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
