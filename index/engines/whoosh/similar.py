"""Articles that share the most telling words, organisations and numbers with another."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.columns import Mask
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.packed import EMPTY
from index.engines.whoosh.posting_lists import Docs
from index.engines.whoosh.postings import Postings
from index.engines.whoosh.ranking import Scores
from index.similarity import IDENTIFIER, ORGANIZATION, Likeness

MOST_SHARED = 24
"""Of what an article is about, as much is looked for, the most telling first."""

LEAST_SHARE = 0.22
"""Of the weight of all that is looked for; an article that shares less is not similar."""

_COMMON = 0.1
"""What more of the articles have tells nothing."""
_FEW = 4
"""As many articles may always have it, however few there are."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """The visible documents that have one thing, and what it weighs to have it."""

    docs: Docs
    weight: float


def similar(
    postings: Postings, visible: Mask, brevity: Scores, wanted: Likeness
) -> tuple[Docs, Scores]:
    """The visible documents that share enough of ``wanted``, ascending, and their shares of
    its weight, 0 to 1. Everything is counted among the visible ones. ``brevity`` is the
    inverse length factor of each document: a long one shares a little with everything.
    """
    things = _Things(postings, visible)
    shared = sorted(things.told(wanted), key=lambda one: -one.weight)[:MOST_SHARED]
    total = sum(one.weight for one in shared)
    if not total:
        return EMPTY, np.empty(0)
    scores = np.zeros(len(visible))
    counts = np.zeros(len(visible), np.uint8)
    for one in shared:
        scores[one.docs] += one.weight
        counts[one.docs] += 1
    docs = np.flatnonzero((scores >= LEAST_SHARE * total) & (counts > 1))
    shares = scores[docs] / total * np.sqrt(np.minimum(brevity[docs], 1.0))
    enough = shares >= LEAST_SHARE
    return docs[enough], shares[enough]


class _Things:
    """Looks up which of the visible documents have a word or a value."""

    def __init__(self, postings: Postings, visible: Mask) -> None:
        self._postings, self._visible = postings, visible
        self._collection = int(np.count_nonzero(visible))
        self._hidden = len(visible) - self._collection
        self._most = max(_FEW, _COMMON * self._collection)
        self._is_listed = np.zeros(len(visible), np.bool_)

    def told(self, wanted: Likeness) -> Iterator[_Shared]:
        """What more than one and not too many of the documents have of ``wanted``."""
        for word, weight in wanted.words:
            yield from self._telling(("title_words", "body_words"), term_bytes(word), weight)
        for name in wanted.organizations:
            yield from self._telling(("org",), name.encode(), ORGANIZATION)
        for identifier in wanted.identifiers:
            yield from self._telling(("identifier",), identifier.encode(), IDENTIFIER)

    def _telling(self, fields: tuple[str, ...], term: bytes, weight: float) -> Iterator[_Shared]:
        held = [self._postings.held(field, term) for field in fields]
        # Not read where those that are visible must be too many.
        if max(held) - self._hidden > self._most or not any(held):
            return
        docs = self._docs(fields, term)
        if 1 < len(docs) <= self._most:
            yield _Shared(docs, weight * math.log(self._collection / len(docs)))

    def _docs(self, fields: tuple[str, ...], term: bytes) -> Docs:
        """The visible documents that have the term in any of the fields, each once."""
        found = [EMPTY]
        for field in fields:
            docs = self._postings.docs(field, term)
            docs = docs[self._visible[docs] & ~self._is_listed[docs]]
            self._is_listed[docs] = True
            found.append(docs)
        every = np.concatenate(found)
        self._is_listed[every] = False
        return every
