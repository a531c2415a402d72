"""What stands before what, whatever the scores say.

First the articles whose own number was asked for, then those that name it elsewhere, then
every other that matches the query as it was asked, then those that only a synonym brings;
behind all of these what has a part of the query alone, in the same tiers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.columns import Mask
from index.engines.whoosh.contenders import contenders
from index.engines.whoosh.matching import Matching
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.posting_lists import Docs
from index.engines.whoosh.ranking import Ranking, Scores
from index.own_number import OWN
from index.query import Node, asked, numbered, numbers
from index.results import Notice, NoticeCode, Sort

_SYNONYM = 3
"""The tier of what only a synonym brings."""
_PARTLY = 4
"""The first of the tiers of what does not match the whole query."""


@dataclass(frozen=True, slots=True)
class Leading:
    """How many hits stand first by a number, and the line that says so."""

    count: int = 0
    notices: tuple[Notice, ...] = ()


def tiers(matching: Matching, query: Node, answered: Node, docs: Docs) -> Numbers:
    """The tier of each of ``docs``, which match ``answered``: the query itself, or one that
    asks for less and matches all that the query does. 0 stands first."""
    tier = _tiers(matching, answered, docs)
    if answered != query:
        inside = matching.mask(query).take(docs)
        tier = np.where(inside, _tiers(matching, query, docs), tier + _PARTLY)
    return tier


def _tiers(matching: Matching, node: Node, docs: Docs) -> Numbers:
    if numbered(asked(node)) == node:  # no synonym and no number: the usual query
        return np.zeros(len(docs), np.int64)
    tier = np.full(len(docs), _SYNONYM, np.int64)
    for number, mask in reversed([*enumerate(_masks(matching, node))]):
        if mask is not None:
            tier[mask.take(docs)] = number
    return tier


def _masks(matching: Matching, node: Node) -> Iterator[Mask | None]:
    """Of each tier but the last what belongs into it, or into one before it."""
    plain = asked(node)
    named = numbered(plain)
    if named == plain:
        yield from (None, None)
    else:
        yield matching.mask(numbered(plain, OWN))
        yield matching.mask(named)
    yield matching.mask(plain)


def scores(query: Node, tier: Numbers, docs: Docs, ranking: Callable[[Docs], Ranking]) -> Scores:
    """The score of each of ``docs``. An exact hit has that of the query as it was asked, so
    that synonyms change no order among such hits."""
    plain = asked(query)
    exact = tier < _SYNONYM
    if exact.all():
        return ranking(docs).scores(plain)
    found = np.zeros(len(docs))
    partly = tier >= _PARTLY
    for own, node in ((exact, plain), (tier == _SYNONYM, query), (partly, plain)):
        if own.any():
            found[own] = ranking(docs[own]).scores(node, partly=own is partly)
    return found


def worth_scoring(
    query: Node, tier: Numbers, docs: Docs, ranking: Callable[[Docs], Ranking], wanted: int
) -> Numbers | None:
    """The places of those of ``docs``, in ascending order, that can be among the ``wanted``
    first, and of what they are scored beside; None where that is not known of any."""
    if not docs.size or tier.min() != tier.max() or tier[0] == _SYNONYM:
        return None
    return contenders(ranking(docs), asked(query), wanted, partly=bool(tier[0] >= _PARTLY))


def by_number(matching: Matching, node: Node, docs: Docs, sort: Sort) -> Leading:
    """How many of ``docs`` stand first because they carry a number that ``node`` names: those
    whose own it is or, where it is no article's own, those that name it."""
    plain = asked(node)
    named = tuple(dict.fromkeys(numbers(plain)))
    if not named or sort is not Sort.RELEVANCE:
        return Leading()
    shown = "、".join(f"“{name}”" for name in named)
    for prefix, says in ((OWN, "的文号就是"), ("", "写到了")):
        count = int(np.count_nonzero(matching.mask(numbered(plain, prefix)).take(docs)))
        if count:
            text = f"以下 {count} 篇{says}{shown}"
            return Leading(count, (Notice(NoticeCode.IDENTIFIER, text),))
    return Leading()
