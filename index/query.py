"""The query tree: what a search means, free of any engine's syntax.

A tree is built by :mod:`index.parsing` from what people type, or by hand in tests;
engines compile it. Terms hold *normalised* text (see :func:`index.analysis.normalize`).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace


class Field(enum.StrEnum):
    """The fields a term can be limited to; the value is the English prefix."""

    TITLE = "title"
    ORGANIZATION = "org"
    CATEGORY = "category"
    IDENTIFIER = "id"
    KIND = "type"

    @property
    def label(self) -> str:
        """The Chinese prefix, without its colon."""
        return FIELD_LABELS[self]


FIELD_LABELS = {
    Field.TITLE: "标题",
    Field.ORGANIZATION: "机构",
    Field.CATEGORY: "栏目",
    Field.IDENTIFIER: "文号",
    Field.KIND: "类型",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One leaf.

    ``text`` is normalised. ``units`` are the runs that must each stand literally in
    the article (in its title, its body or one attachment) for the term to match: the
    whole text alone for a quoted term, the words of the text for a bare one. With
    ``field`` the term looks only there. ``shown`` is what the user typed. ``hints`` are
    words of the text that need not stand in the article; they count for its rank alone.
    """

    text: str
    units: tuple[str, ...]
    quoted: bool = False
    field: Field | None = None
    shown: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class And:
    """Matches what every child matches. Children are never empty."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Matches what any child matches. Children are never empty."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Widened(Or):
    """What was asked for, the first child, and what is searched as well: its synonyms.

    Any child will do, as in every Or; but what matches the first stands before the rest.
    """


@dataclass(frozen=True, slots=True)
class Identified(Or):
    """A number: the text as it was typed, the first child, and what articles carry, the
    last. Any child will do, but what carries the number stands before all else."""


@dataclass(frozen=True, slots=True)
class Most(Or):
    """Matches what matches enough of the children: those that do weigh ``least`` or more
    together. There are as many ``weights`` as children."""

    weights: tuple[float, ...]
    least: float


@dataclass(frozen=True, slots=True)
class Not:
    """Matches what its child does not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches the whole collection: the empty query."""


Node = Term | And | Or | Not | Everything


def asked(node: Node) -> Node:
    """The query as it was asked: each :class:`Widened` is its first child alone."""
    match node:
        case Widened(children):
            return asked(children[0])
        case And(children) | Or(children):
            plain = tuple(map(asked, children))
            return node if plain == children else replace(node, children=plain)
        case Not(child):
            return Not(asked(child))
        case _:
            return node


def numbered(node: Node, prefix: str = "") -> Node:
    """The query for articles that carry its numbers: each :class:`Identified` is its last
    child alone, and what a term for a number looks for there begins with ``prefix``.

    The same query where it names no number but in what it excludes.
    """
    match node:
        case Identified(children):
            return _prefixed(children[-1], prefix)
        case And(children) | Or(children):
            found = tuple(numbered(child, prefix) for child in children)
            return node if found == children else replace(node, children=found)
        case _:
            return node


def _prefixed(node: Node, prefix: str) -> Node:
    match node:
        case Term(field=Field.IDENTIFIER, text=text):
            return replace(node, text=prefix + text, units=(prefix + text,))
        case And(children):
            return And(tuple(_prefixed(child, prefix) for child in children))
        case _:
            return node


def numbers(node: Node) -> Iterator[str]:
    """The canonical numbers that :func:`numbered` asks for."""
    match node:
        case Identified(children):
            yield from (term.shown for term in terms(children[-1]) if term.field)
        case And(children) | Or(children):
            for child in children:
                yield from numbers(child)


def terms(node: Node, *, negated: bool = False) -> Iterator[Term]:
    """The leaves of ``node`` in order: those that ask for text or, with ``negated``,
    those under an odd number of Nots."""
    yield from _terms(node, negated, False)


def _terms(node: Node, wanted: bool, inside: bool) -> Iterator[Term]:
    match node:
        case Term():
            if inside == wanted:
                yield node
        case And(children) | Or(children):
            for child in children:
                yield from _terms(child, wanted, inside)
        case Not(child):
            yield from _terms(child, wanted, not inside)
