"""Marked text: ``记者从[[澜江市科协]]获悉`` with the names between brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.analysis import normalized

_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A normalised text with the ``[start, end)`` of every name in it, disjoint, by start."""

    text: str
    names: tuple[Span, ...]


def read_marked(marked: str) -> Labelled:
    """The text without its marks. Raises ValueError where a bracket has no partner."""
    text = ""
    names = []
    at = 0
    for match in _MARK.finditer(marked):
        text += normalized(marked[at : match.start()])
        name = normalized(match[1])
        names.append((len(text), len(text) + len(name)))
        text += name
        at = match.end()
    text += normalized(marked[at:])
    if "[[" in _MARK.sub("", marked) or "]]" in _MARK.sub("", marked):
        raise ValueError(f"a mark without its partner: {marked[:60]}")
    return Labelled(text, tuple(names))
