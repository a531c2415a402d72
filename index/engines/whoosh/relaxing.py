"""When nothing matches all terms: the best that matches some of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.columns import Mask
from index.engines.whoosh.matching import Matching
from index.query import And, Node, Not, Term


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A query with fewer terms that has hits, and what the user typed for the others."""

    node: Node
    dropped: tuple[str, ...]


def relax(matching: Matching, node: Node, filters: Mask) -> Relaxed | None:
    """The query that keeps the most of the required terms and still has a hit.

    Of several with as many terms the one whose kept terms are rarest, so that what is
    let go says least. Exclusions and filters are never let go. None where not even
    one term has a hit, or where there is only one.
    """
    clauses = _clauses(node)
    required = [clause for clause in clauses if not isinstance(clause, Not)]
    excluded = [clause for clause in clauses if isinstance(clause, Not)]
    if len(required) < 2:
        return None
    allowed = np.logical_and.reduce([filters, *(matching.mask(clause) for clause in excluded)])
    masks = np.array([matching.mask(clause) & allowed for clause in required])
    matched = masks.sum(axis=0)
    best = np.flatnonzero(matched == matched.max())
    if not matched.max():
        return None
    rarity = 1 / (1 + masks.sum(axis=1))
    chosen = masks[:, best[np.argmax(rarity @ masks[:, best])]]
    kept = [clause for clause, keep in zip(required, chosen, strict=True) if keep]
    dropped = [clause for clause, keep in zip(required, chosen, strict=True) if not keep]
    node = And((*kept, *excluded)) if len(kept) + len(excluded) > 1 else kept[0]
    return Relaxed(node, tuple(_shown(clause) for clause in dropped))


def _clauses(node: Node) -> list[Node]:
    """What the query requires and excludes, one by one: where it requires but one bare
    term, the words of that."""
    clauses: list[Node] = [*node.children] if isinstance(node, And) else [node]
    required = [clause for clause in clauses if not isinstance(clause, Not)]
    match required:
        case [Term(units=units, quoted=False, field=None) as term] if len(units) > 1:
            words: list[Node] = [Term(unit, (unit,), shown=unit) for unit in units]
            return words + [clause for clause in clauses if clause is not term]
        case _:
            return clauses


def _shown(node: Node) -> str:
    match node:
        case Term(text=text, shown=shown):
            return shown or text
        case And(children):
            return " ".join(map(_shown, children))
        case _:
            return " OR ".join(map(_shown, getattr(node, "children", ())))
