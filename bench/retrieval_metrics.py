"""How good a ranked list is, by the documents known to be relevant; all at ten.

Definitions as in Manning, Raghavan and Schütze, "Introduction to Information Retrieval"
(2008), chapter 8, with relevance a yes or no.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Quality:
    """The four measures, each between 0 and 1: of one list or the mean of many."""

    mrr: float
    """One over the rank of the first relevant document; 0 where none is among the ten."""
    hit: float
    """Whether the first document is relevant."""
    ndcg: float
    """Gain, discounted by the logarithm of the rank, over that of the best possible list."""
    recall: float
    """The share of the relevant documents that are among the ten."""


def quality(ranked: Sequence[str], relevant: Set[str]) -> Quality:
    """The measures of one list of different documents, best first; ``relevant`` is not empty."""
    ranks = [rank for rank, document in enumerate(ranked[:DEPTH], 1) if document in relevant]
    best = sum(_discounted(rank) for rank in range(1, min(DEPTH, len(relevant)) + 1))
    return Quality(
        mrr=1 / ranks[0] if ranks else 0.0,
        hit=float(ranks[:1] == [1]),
        ndcg=sum(map(_discounted, ranks)) / best,
        recall=len(ranks) / len(relevant),
    )


def _discounted(rank: int) -> float:
    return 1 / math.log2(rank + 1)


def mean(qualities: Iterable[Quality]) -> Quality:
    """The mean of each measure; of at least one list."""
    given = list(qualities)
    return Quality(
        mrr=statistics.fmean(q.mrr for q in given),
        hit=statistics.fmean(q.hit for q in given),
        ndcg=statistics.fmean(q.ndcg for q in given),
        recall=statistics.fmean(q.recall for q in given),
    )
