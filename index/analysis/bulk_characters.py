"""The character tables applied to a whole text at once, by arrays where it is a long one.

Both ways give the same; setting up arrays costs more than a short text.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from index.analysis.characters import PLANES, tables

_SHORT = 20
"""Characters, about where the two ways take the same time."""
_SPACE = 0x20


def simplified(text: str) -> str:
    """``text`` with every character mapped that maps to one; as long as the text."""
    if len(text) < _SHORT:
        return text.translate(tables().simple)
    return _text(_simple().take(_points(text)))


def suspects(simple: str) -> Iterator[tuple[int, int]]:
    """The runs in a text that :func:`simplified` gave which may not map one to one, as
    ``[start, end)``; a single space is none."""
    if len(simple) < _SHORT:
        runs = (run.span() for run in tables().suspect.finditer(simple))
        return (run for run in runs if run[1] - run[0] > 1 or simple[run[0]] != " ")
    points = _points(simple)
    found = _suspect().take(points)
    # Most texts have single spaces and nothing else.
    if not found.any() and "  " not in simple:
        return iter(())
    found |= points == _SPACE
    places = found.nonzero()[0]
    last = (places[1:] - places[:-1] > 1).nonzero()[0]
    starts = np.concatenate((places[:1], places[last + 1]))
    ends = np.concatenate((places[last], places[-1:])) + 1
    wanted = (ends - starts > 1) | (points[starts] != _SPACE)
    return zip(starts[wanted].tolist(), ends[wanted].tolist(), strict=True)


def _points(text: str) -> npt.NDArray[np.int32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<i4")


def _text(points: npt.NDArray[np.int32]) -> str:
    return points.tobytes().decode("utf-32-le", "surrogatepass")


@functools.cache
def _simple() -> npt.NDArray[np.int32]:
    """The code point that each code point maps to."""
    mapped = np.arange(sys.maxunicode + 1, dtype="<i4")
    simple = tables().simple
    mapped[list(simple)] = [ord(to) for to in simple.values()]
    return mapped


@functools.cache
def _suspect() -> npt.NDArray[np.bool_]:
    """Of each code point but the space whether it may be part of what maps otherwise."""
    found = np.zeros(sys.maxunicode + 1, np.bool_)
    for plane in PLANES:
        for run in tables().suspect.finditer("".join(map(chr, plane))):
            found[plane.start + run.start() : plane.start + run.end()] = True
    found[_SPACE] = False
    return found


def load() -> None:
    """Make the tables now, so that processes that are forked later share them."""
    _simple()
    _suspect()
