"""Which documents can be among the best, told from bounds before any of them is scored.

As in Turtle and Flood, "Query evaluation: strategies and optimizations" (1995), section 4,
by whole arrays: BM25 saturates, so that a run adds less than its greatest score to a document
and nothing to one that does not hold it. The documents with the highest bounds are scored;
what cannot reach the worst of them that is wanted is out. Then the bounds of those that are
left are replaced by what they score, run by run, and more of them are out each time.
"""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.nearness import CANDIDATES
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.ranking import GREATEST, Ranking, Run, Scores, runs, searched
from index.query import Node

_MANY = 20_000
"""Documents; fewer are scored sooner than bounded."""
_RUNS = 6
"""Of fewer runs each is worth so much that bounds rule out little."""
_SAMPLE = 2
"""Times as many documents as are wanted are scored to learn what the worst of them scores."""
_STEP = 4
"""Runs that are scored before documents are ruled out again."""
_MARGIN = 1e-6
"""Far more than the error of adding the same numbers in another order."""


def contenders(
    ranking: Ranking, node: Node, wanted: int, *, partly: bool = False
) -> Numbers | None:
    """The places in ``ranking.docs``, ascending, of all that can be among the ``wanted`` best,
    and of all that can gain by :mod:`nearness`; ``partly`` as for :meth:`Ranking.scores`. None
    where scoring all costs no more than telling.

    Scored among these alone, the ``wanted`` best are the same, and score the same.
    """
    wanted = max(1, wanted)
    sampled = _SAMPLE * max(wanted, CANDIDATES)
    if len(ranking.docs) < max(_MANY, 4 * sampled):
        return None
    weighed = _weighed(ranking, node)
    if len(weighed) < _RUNS:
        return None
    everywhere = np.zeros(ranking.matching.visible.size)
    added = np.empty_like(everywhere)
    for run, most in weighed:
        everywhere += np.multiply(ranking.holding(run), most, out=added)
    bounds = everywhere.take(ranking.docs)
    least = _least(ranking, node, bounds, wanted, partly=partly)
    places = np.flatnonzero(bounds >= least)
    bounds = bounds[places]
    for first in range(0, len(weighed), _STEP):
        docs = ranking.docs[places]
        for run, most in weighed[first : first + _STEP]:
            bounds += ranking.run(run, docs) - most * ranking.holding(run).take(docs)
        kept = np.flatnonzero(bounds >= least)
        places, bounds = places[kept], bounds[kept]
    least = _least(ranking.of(places), node, bounds, wanted, partly=partly)
    places = places[bounds >= least]
    return np.union1d(places, ranking.titled(node))


def _weighed(ranking: Ranking, node: Node) -> list[tuple[Run, float]]:
    """The runs of the query with the most that each can add, which is never reached."""
    found = [run for term in searched(node) for run in runs(term, ranking.settings)]
    weighed = [(run, GREATEST * run.weight * ranking.rarity(run)) for run in found]
    return sorted(weighed, key=lambda one: -one[1])


def _least(ranking: Ranking, node: Node, bounds: Scores, wanted: int, *, partly: bool) -> float:
    """What a document scores at least by frequencies that is among the ``wanted`` best or can
    gain by nearness, as far as those with the highest bounds tell. Every score can still grow
    by recency."""
    sampled = min(_SAMPLE * max(wanted, CANDIDATES), len(bounds))
    sample = np.sort(np.argpartition(bounds, -sampled)[-sampled:])
    scores = np.sort(ranking.of(sample).frequencies_alone(node, partly=partly))
    for_page = scores[-min(wanted, sampled)] / (1 + ranking.settings.recency)
    return float(min(for_page, scores[-min(CANDIDATES, sampled)])) - _MARGIN
