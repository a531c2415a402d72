"""The best few of many, without sorting the rest."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.packed import Numbers

_BLOCK = 32

Key = npt.NDArray[np.float64] | npt.NDArray[np.int64]


def smallest(keys: Sequence[Key], count: int, last: Callable[[int], bytes]) -> Numbers:
    """The places of the ``count`` smallest, in order: by the first key, among equals by the
    next, and at last by ``last`` of the place, which is asked of equals alone."""
    pool = _near_smallest(keys[0], count)
    sure: list[Numbers] = []
    for number, key in enumerate(keys):
        if number:
            pool = pool[_near_smallest(key[pool], count)]
        if len(pool) <= count:
            break
        own = key[pool]
        limit = _limit(own, count)
        below = pool[own < limit]
        sure.append(below)
        pool = pool[own == limit]
        count -= len(below)
    if len(pool) > count:
        pool = np.array(heapq.nsmallest(count, pool.tolist(), key=last), np.int64)
    chosen = np.concatenate([*sure, pool])
    ranks = _ranks(chosen, last)
    return chosen[np.lexsort((ranks, *(key[chosen] for key in reversed(keys))))]


def _limit(key: Key, count: int) -> float:
    """The ``count``-th smallest; a day number is exact as a float, too. Where so many are the
    smallest, as of a key that tells two kinds apart, nothing is partitioned."""
    least = float(key.min())
    if np.count_nonzero(key == least) >= count:
        return least
    return float(np.partition(key, count - 1)[count - 1])


def _near_smallest(key: Key, count: int) -> Numbers:
    """Places that hold at least the ``count`` smallest and all that equal them.

    The ``count``-th smallest of the minima of as many blocks or more is no smaller than the
    ``count``-th smallest of all, so nothing above it is needed; taking minima of blocks is
    far cheaper than partitioning.
    """
    blocks = len(key) // _BLOCK
    if not 0 < count <= blocks:
        return np.arange(len(key))
    minima = key[: blocks * _BLOCK].reshape(blocks, _BLOCK).min(axis=1)
    limit = np.partition(minima, count - 1)[count - 1]
    return np.flatnonzero(key <= limit)


def _ranks(places: Numbers, last: Callable[[int], bytes]) -> Numbers:
    """The rank of each place by ``last``."""
    order = sorted(range(len(places)), key=[last(place) for place in places.tolist()].__getitem__)
    ranks = np.empty(len(places), np.int64)
    ranks[order] = np.arange(len(places))
    return ranks
