"""BM25F as the page of the formula has it: every document's score, over dense arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from index.config import RankingSettings
from index.engines.whoosh.documents import title_key
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.matching import Matching, searched_parts
from index.query import Node, Term, terms

K1, B = 1.2, 0.75
Dense = npt.NDArray[np.float64]


def dense_scores(
    node: Node,
    matching: Matching,
    settings: RankingSettings,
    lengths: dict[str, npt.NDArray[np.int64]],
    age: npt.NDArray[np.float64],
) -> Dense:
    """A score for every document; only those of matching ones mean anything. ``age`` is in
    days, infinite where there is no date."""
    asked = [term for term in terms(node) if searched_parts(term)]
    scores = np.zeros(matching.visible.size)
    for term in asked:
        own = sum(
            (_unit(unit, term, matching, settings, lengths) for unit in term.units), scores * 0
        )
        if len(term.units) > 1:
            own += settings.phrase_bonus * _unit(term.text, term, matching, settings, lengths)
        scores += own * matching.mask(term)
    key = title_key("".join(term.text for term in asked))
    if key:
        scores[matching.postings.docs("title_key", key.encode())] += settings.title_bonus * _rarity(
            1, np.count_nonzero(matching.visible)
        )
    return scores * (1 + settings.recency * 0.5 ** (age / settings.recency_half_life))


def _unit(
    unit: str,
    term: Term,
    matching: Matching,
    settings: RankingSettings,
    lengths: dict[str, npt.NDArray[np.int64]],
) -> Dense:
    weights = {"title": settings.title_weight, "attachment": settings.attachment_weight}
    weighted = np.zeros(matching.visible.size)
    holding = np.zeros_like(matching.visible)
    for part in searched_parts(term):
        frequency = np.zeros(matching.visible.size)
        docs, literal = matching.unit(part, unit)
        holding[docs] = True
        frequency[docs] += literal
        word = term_bytes(unit)
        docs, counts = matching.postings.frequencies(f"{part}_words", word, matching.clock)
        frequency[docs] += counts
        own = lengths[part]
        seen = own[matching.visible & (own > 0)]
        mean = seen.mean() if seen.size else 1.0
        weighted += weights.get(part, 1.0) * frequency / 2 / (1 - B + B * own / mean)
    rarity = _rarity(
        np.count_nonzero(holding & matching.visible), np.count_nonzero(matching.visible)
    )
    return rarity * weighted * (K1 + 1) / (weighted + K1)


def _rarity(found: np.signedinteger | int, collection: np.signedinteger) -> float:
    return float(np.log1p((collection - found + 0.5) / (found + 0.5)))
