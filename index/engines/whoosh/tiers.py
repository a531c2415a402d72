"""What stands before what, whatever the scores say: exact hits before those of synonyms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.matching import Matching
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.postings import Docs
from index.engines.whoosh.ranking import Ranking, Scores
from index.query import Node, asked


def tiers(matching: Matching, node: Node, docs: Docs) -> Numbers:
    """The tier of each of ``docs``, which match ``node``: 0 for what matches the query as
    it was asked, 1 for what only a synonym brings."""
    plain = asked(node)
    if plain == node:
        return np.zeros(len(docs), np.int64)
    widened: npt.NDArray[np.bool_] = ~matching.mask(plain).take(docs)
    return widened.astype(np.int64)


def scores(node: Node, tier: Numbers, docs: Docs, ranking: Callable[[Docs], Ranking]) -> Scores:
    """The score of each of ``docs``. An exact hit has that of the query as it was asked, so
    that synonyms change no order among such hits."""
    found = np.zeros(len(docs))
    for own, query in ((tier == 0, asked(node)), (tier > 0, node)):
        if own.any():
            found[own] = ranking(docs[own]).scores(query)
    return found
