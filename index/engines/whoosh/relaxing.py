"""When nothing matches all terms: the best that matches some of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Mask
from index.engines.whoosh.matching import Matching
from index.query import And, Identified, Node, Not, Term, Widened, asked


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A query with fewer terms that has hits, and what the user typed for the others."""

    node: Node
    dropped: tuple[str, ...]


def relax(matching: Matching, node: Node, filters: Mask) -> Relaxed | None:
    """The query that keeps the most of what the required terms say and still has a hit.

    What a term says is its inverse document frequency, so that 的 is let go before
    防腐蚀. Exclusions and filters are never let go. None where not even one term has a
    hit, or where there is only one.
    """
    clauses = _clauses(node)
    required = [clause for clause in clauses if not isinstance(clause, Not)]
    excluded = [clause for clause in clauses if isinstance(clause, Not)]
    if len(required) < 2:
        return None
    allowed = np.logical_and.reduce([filters, *(matching.mask(clause) for clause in excluded)])
    masks = np.array([matching.mask(clause) & allowed for clause in required])
    if not masks.any():
        return None
    chosen = masks[:, np.argmax(_weights(masks, int(np.count_nonzero(allowed))) @ masks)]
    kept = [clause for clause, keep in zip(required, chosen, strict=True) if keep]
    dropped = [clause for clause, keep in zip(required, chosen, strict=True) if not keep]
    node = And((*kept, *excluded)) if len(kept) + len(excluded) > 1 else kept[0]
    return Relaxed(node, tuple(_shown(clause) for clause in dropped))


def _weights(masks: npt.NDArray[np.bool_], collection: int) -> npt.NDArray[np.float64]:
    """The inverse document frequency of each clause: what it says of what is looked for."""
    found = masks.sum(axis=1)
    weights: npt.NDArray[np.float64] = np.log1p((collection - found + 0.5) / (found + 0.5))
    return weights


def _clauses(node: Node) -> list[Node]:
    """What the query requires and excludes, one by one: where it requires but one bare
    term, the words of that."""
    clauses: list[Node] = [*node.children] if isinstance(node, And) else [node]
    required = [clause for clause in clauses if not isinstance(clause, Not)]
    match [asked(clause) for clause in required]:
        case [Term(units=units, quoted=False, field=None)] if len(units) > 1:
            words: list[Node] = [Term(unit, (unit,), shown=unit) for unit in units]
            return words + [clause for clause in clauses if clause not in required]
        case _:
            return clauses


def _shown(node: Node) -> str:
    match node:
        case Term(text=text, shown=shown):
            return shown or text
        case Widened(children) | Identified(children):
            return _shown(children[0])
        case And(children):
            return " ".join(map(_shown, children))
        case _:
            return " OR ".join(map(_shown, getattr(node, "children", ())))
