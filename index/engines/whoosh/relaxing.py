"""When nothing, or little, matches all words: what matches the most of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Mask
from index.engines.whoosh.matching import Matching
from index.query import And, Identified, Most, Node, Not, Term, Widened, asked

FEW = 10
"""Fewer hits than that, a page, and a sentence is answered by what says most of it too."""
_SENTENCE = 4
"""A bare term of so many words is a sentence: a question, or a headline."""
_LEAST = 0.6
"""The share of what the best partial match says that an answer must say."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A query that asks for less, and what the user typed that not every answer has."""

    node: Node
    dropped: tuple[str, ...]


def is_sentence(node: Node) -> bool:
    """Whether the query has a term that is a sentence."""
    return any(
        isinstance(term := asked(clause), Term) and _is_bare(term) and len(term.units) >= _SENTENCE
        for clause in _clauses(node)
    )


def relax(matching: Matching, node: Node, filters: Mask) -> Relaxed | None:
    """The query that asks for most of what ``node`` says, among the documents of ``filters``.

    Bare terms are taken word by word, all others whole. What a word says is its inverse
    document frequency, so that 研究 is let go before 防腐蚀. An answer says at least a share
    of what the best one does. Exclusions and filters are never let go; what is quoted or
    limited to a field only where no document has it and a word besides. None where there is
    but one thing to ask for, or no document has any of them.
    """
    clauses = _clauses(node)
    excluded = tuple(clause for clause in clauses if isinstance(clause, Not))
    required = tuple(clause for clause in clauses if not isinstance(clause, Not))
    words = tuple(dict.fromkeys(word for clause in required for word in _words(clause)))
    if len(words) < 2:
        return None
    firm = tuple(word for word in words if not _is_loose(word))
    for kept in (firm, ()):
        loose = tuple(word for word in words if word not in kept)
        found = _most(matching, loose, (*kept, *excluded), filters) if loose else None
        if found is not None:
            node, shares = found
            return Relaxed(node, tuple(_dropped(required, shares)))
    return None


def _dropped(required: tuple[Node, ...], shares: Mapping[Node, float]) -> Iterator[str]:
    """What was typed for the words that less than all answers have: a term as a whole where
    none has any of it. ``shares`` is how many of the answers have each word."""
    for clause in required:
        words = [*_words(clause)]
        if not any(shares.get(word, 1.0) for word in words):
            yield _shown(clause)
        else:
            yield from (_shown(word) for word in words if shares.get(word, 1.0) < 1)


def _most(
    matching: Matching, loose: tuple[Node, ...], fixed: tuple[Node, ...], filters: Mask
) -> tuple[Node, dict[Node, float]] | None:
    """What has all of ``fixed`` and most of ``loose``, and the share of it that has each of
    these; None where nothing has any of it."""
    allowed = np.logical_and.reduce([filters, *(matching.mask(node) for node in fixed)])
    masks = [matching.mask(node) & allowed for node in loose]
    found = [int(np.count_nonzero(mask)) for mask in masks]
    if not any(found):
        return None
    weights = _weights(found, int(np.count_nonzero(filters & matching.visible)))
    said = np.zeros(len(allowed))
    for weight, mask in zip(weights.tolist(), masks, strict=True):
        said += weight * mask
    least = float(said.max()) * _LEAST
    most = Most(loose, tuple(weights.tolist()), least)
    answers = matching.mask(most) & allowed
    node: Node = And((most, *fixed)) if fixed else most
    places = np.flatnonzero(answers)
    shares = (float(mask[places].mean()) for mask in masks)
    return node, dict(zip(loose, shares, strict=True))


def _weights(counts: Sequence[int], collection: int) -> npt.NDArray[np.float64]:
    """The inverse document frequency of each clause: what it says of what is looked for."""
    found = np.array(counts)
    weights: npt.NDArray[np.float64] = np.log1p((collection - found + 0.5) / (found + 0.5))
    return weights


def _clauses(node: Node) -> tuple[Node, ...]:
    """What the query requires and excludes, one by one."""
    return node.children if isinstance(node, And) else (node,)


def _words(clause: Node) -> Iterator[Node]:
    """The words of a bare term of several; else the clause as it is."""
    match asked(clause):
        case Term(units=units) as term if _is_bare(term) and len(units) > 1:
            yield from (Term(unit, (unit,), shown=unit) for unit in units)
        case _:
            yield clause


def _is_bare(term: Term) -> bool:
    return not term.quoted and term.field is None


def _is_loose(word: Node) -> bool:
    term = asked(word)
    return isinstance(term, Term) and _is_bare(term)


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
