"""A query tree -> the text that asks for it."""

from __future__ import annotations

from index.query import And, Identified, Node, Not, Or, Term, Widened


def written(node: Node) -> str:
    """The query text that asks for ``node``, in the words of whoever typed it."""
    match node:
        case And(children):
            return " ".join(map(_inner, children))
        case _:
            return _inner(node)


def _inner(node: Node) -> str:
    match node:
        case Term():
            return _term(node)
        case Widened(children) | Identified(children):
            return _inner(children[0])
        case And(children):
            return "(" + " ".join(map(_inner, children)) + ")"
        case Or(children):
            return "(" + " OR ".join(map(_inner, children)) + ")"
        case Not(child):
            return "-" + _inner(child)
    return ""


def _term(term: Term) -> str:
    text = (term.shown or term.text).replace('"', " ").strip()
    prefix = f"{term.field.label}:" if term.field is not None else ""
    return f'{prefix}"{text}"' if term.quoted else prefix + text
