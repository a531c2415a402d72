"""The best few of many, without sorting the rest."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.packed import Numbers

Key = npt.NDArray[np.float64] | npt.NDArray[np.int64]


def smallest(keys: Sequence[Key], count: int, last: Callable[[int], bytes]) -> Numbers:
    """The places of the ``count`` smallest, in order: by the first key, among equals by the
    next, and at last by ``last`` of the place, which is asked of equals alone."""
    pool: Numbers = np.arange(len(keys[0]))
    sure: list[Numbers] = []
    for key in keys:
        if len(pool) <= count:
            break
        own = key[pool]
        limit = np.partition(own, count - 1)[count - 1] if count else own.min()
        below = pool[own < limit]
        sure.append(below)
        pool = pool[own == limit]
        count -= len(below)
    if len(pool) > count:
        pool = np.array(heapq.nsmallest(count, pool.tolist(), key=last), np.int64)
    chosen = np.concatenate([*sure, pool])
    ranks = _ranks(chosen, last)
    return chosen[np.lexsort((ranks, *(key[chosen] for key in reversed(keys))))]


def _ranks(places: Numbers, last: Callable[[int], bytes]) -> Numbers:
    """The rank of each place by ``last``."""
    order = sorted(range(len(places)), key=[last(place) for place in places.tolist()].__getitem__)
    ranks = np.empty(len(places), np.int64)
    ranks[order] = np.arange(len(places))
    return ranks
