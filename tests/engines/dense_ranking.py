"""The score as the pages of its formulas have it: every document's, over dense arrays, and
where words stand by scanning the texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.analysis import normalized, occurrences
from index.analysis.characters import HAN
from index.article import Article
from index.config import RankingSettings
from index.engines.whoosh.documents import title_key
from index.engines.whoosh.matching import Matching, searched_parts
from index.query import Node, Term, terms

K1, B = 1.2, 0.4
LITERAL, HINT = 0.75, 0.3
CANDIDATES, WINDOW, LEAD = 100, 16, 100
Dense = npt.NDArray[np.float64]


@dataclass(frozen=True)
class DenseRanking:
    """Scores of all documents of an open index. ``age`` is in days, infinite where there is
    no date; ``article`` gives the stored one of a document."""

    matching: Matching
    settings: RankingSettings
    lengths: dict[str, npt.NDArray[np.int64]]
    age: Dense
    article: Callable[[int], Article]

    def scores(self, node: Node, docs: Sequence[int], *, partly: bool = False) -> Dense:
        """The score of every document, where ``docs`` are those that are ranked; only theirs
        mean anything. ``partly``: these need not match all of the query."""
        asked = [term for term in terms(node) if searched_parts(term)]
        scores = np.zeros(self.matching.visible.size)
        for term in asked:
            scores += self._term(term) * (1 if partly else self.matching.mask(term))
        self._add_nearness(scores, asked, docs, partly=partly)
        key = title_key("".join(term.text for term in asked))
        if key:
            titled = self.matching.postings.docs("title_key", key.encode())
            scores[titled] += self.settings.title_bonus * self._rarity(1)
        fresh = 0.5 ** (self.age / self.settings.recency_half_life)
        return scores * (1 + self.settings.recency * fresh)

    def _term(self, term: Term) -> Dense:
        weights = [(unit, 1.0, True) for unit in term.units]
        weights += [(unit, HINT, True) for unit in term.hints]
        weights += [(pair, self.settings.bigram_weight, False) for pair in pairs_of(term)]
        if len(term.units) > 1:
            weights.append((term.text, self.settings.phrase_bonus, True))
        scores = np.zeros(self.matching.visible.size)
        for text, weight, words in weights:
            often = self._often(text, term, words=words)
            scores += weight * self._unit_rarity(text, term) * often * (K1 + 1) / (often + K1)
        return scores

    def _often(self, text: str, term: Term, *, words: bool) -> Dense:
        weights = {
            "title": self.settings.title_weight,
            "attachment": self.settings.attachment_weight,
        }
        weighted = np.zeros(self.matching.visible.size)
        for part in searched_parts(term):
            frequency = np.zeros(self.matching.visible.size)
            literal = self.matching.unit(part, text)
            frequency[literal.docs()] += literal.frequencies() * (LITERAL if words else 1)
            if words:
                seen = self.matching.words(part, text)
                frequency[seen.docs()] += seen.frequencies() * (1 - LITERAL)
            weighted += weights.get(part, 1.0) * frequency / self._length(part)
        return weighted

    def _length(self, part: str) -> Dense:
        own = self.lengths[part]
        seen = own[self.matching.visible & (own > 0)]
        return 1 - B + B * own / (seen.mean() if seen.size else 1.0)

    def _unit_rarity(self, text: str, term: Term) -> float:
        holding = np.zeros_like(self.matching.visible)
        for part in searched_parts(term):
            holding[self.matching.unit(part, text).docs()] = True
        return self._rarity(np.count_nonzero(holding & self.matching.visible))

    def _rarity(self, found: np.signedinteger | int) -> float:
        collection = np.count_nonzero(self.matching.visible)
        return float(np.log1p((collection - found + 0.5) / (found + 0.5)))

    def _add_nearness(
        self, scores: Dense, asked: list[Term], docs: Sequence[int], *, partly: bool
    ) -> None:
        units = [(unit, term) for term in asked for unit in term.units]
        best = sorted(docs, key=lambda doc: (-round(float(scores[doc]), 9), doc))[:CANDIDATES]
        for doc in best if len(units) > 1 else ():
            counting = [
                (unit, term) for unit, term in units if partly or self.matching.mask(term)[doc]
            ]
            texts = searched_texts(self.article(doc))
            for (one, first), (other, second) in pairwise(units):
                if (one, first) in counting and (other, second) in counting:
                    often = sum(
                        near_in(texts[part], one, other) / self._length(part)[doc]
                        for part in searched_parts(first)
                        if part in searched_parts(second)
                    )
                    rarity = self._unit_rarity(one, first) + self._unit_rarity(other, second)
                    gain = rarity / 2 * often * (K1 + 1) / (often + K1)
                    scores[doc] += self.settings.nearness * gain
            for unit, term in counting:
                at = next(iter(places(texts["body"], unit)), None)
                if at is not None and "body" in searched_parts(term):
                    early = self._unit_rarity(unit, term) / (1 + at / LEAD)
                    scores[doc] += self.settings.lead * early


def pairs_of(term: Term) -> list[str]:
    """The pairs of Han that lie in the term's units, side by side, but are no units; none
    of a quoted term."""
    if term.quoted:
        return []
    kept = {
        at + step
        for unit in term.units
        for at in occurrences(term.text, unit)
        for step in range(len(unit))
    }
    shown = "".join(one if at in kept else " " for at, one in enumerate(term.text))
    found = re.findall(f"(?=([{HAN}]{{2}}))", shown)
    return [pair for pair in dict.fromkeys(found) if pair not in term.units]


def searched_texts(article: Article) -> dict[str, str]:
    """The normalised text of each part; attachments lie one character apart."""
    return {
        "title": normalized(article.title),
        "body": normalized(article.body),
        "attachment": "\n".join(normalized(attachment.text) for attachment in article.attachments),
    }


def places(text: str, unit: str) -> list[int]:
    """Where the unit stands; a lone Han character is said to stand nowhere."""
    if len(unit) == 1 and re.match(f"[{HAN}]", unit):
        return []
    return [*occurrences(text, unit)]


def near_in(text: str, one: str, other: str) -> int:
    """How many places of ``one`` have one of ``other`` in the window around them."""
    others = places(text, other)
    return sum(any(abs(at - b) <= WINDOW for b in others) for at in places(text, one))
