"""Normalisation: what makes two ways of writing the same thing one text.

NFKC, case, traditional to simplified, bracket, quote and dash variants, invisible
characters removed, every run of white space one space; with a map of offsets back
to the original, since what is shown and marked is always the original.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.bulk_characters import simplified, suspects
from index.analysis.characters import fold, tables


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalised text and its map of offsets.

    The map is a list of pieces, by ``places`` (where the piece begins in this text) and
    ``origins`` (where it begins in the original). A piece of ``widths`` 0 goes on one to
    one; every character of another came from all of the original's next ``width``.
    """

    text: str
    places: Sequence[int] = (0,)
    origins: Sequence[int] = (0,)
    widths: Sequence[int] = (0,)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The ``[start, end)`` of the original behind that of the normalised text, not empty."""
        return self._origin(start)[0], self._origin(end - 1)[1]

    def before(self, offset: int) -> int:
        """How many characters of this text come from what begins before ``offset`` of the
        original."""
        piece = bisect_left(self.origins, offset) - 1
        if piece < 0:
            return 0
        later = self.places[piece + 1] if piece + 1 < len(self.places) else len(self.text)
        if self.widths[piece]:
            return later
        return min(self.places[piece] + offset - self.origins[piece], later)

    def _origin(self, place: int) -> tuple[int, int]:
        piece = bisect_right(self.places, place) - 1
        origin, width = self.origins[piece], self.widths[piece]
        if width:
            return origin, origin + width
        origin += place - self.places[piece]
        return origin, origin + 1


def normalize(text: str) -> Normalized:
    """The normal form of ``text`` with its offsets; idempotent, linear, never raises."""
    simple = simplified(text)
    chunks = _special_chunks(text, simple)
    if not chunks:
        return Normalized(simple)
    pieces: list[str] = []
    places, origins, widths = array("L"), array("L"), array("L")
    origin = place = 0
    for start, end in chunks:
        for piece, at, width in (
            (simple[origin:start], origin, 0),
            (_fold_special(text[start:end]), start, end - start),
        ):
            if piece:
                pieces.append(piece)
                places.append(place)
                origins.append(at)
                widths.append(width)
                place += len(piece)
        origin = end
    pieces.append(simple[origin:])
    places.append(place)
    origins.append(origin)
    widths.append(0)
    return Normalized("".join(pieces), places, origins, widths)


def _special_chunks(text: str, simple: str) -> list[tuple[int, int]]:
    """The spans of ``text`` that do not map one character to one, ascending, disjoint."""
    table = tables()
    chunks: list[tuple[int, int]] = []
    for start, end in suspects(simple):
        # A mark that comes first combines with the base before it.
        first = start - 1 if start and table.extending.match(simple[start]) else start
        chunks.extend(match.span() for match in table.special.finditer(text, first, end))
    return chunks


def _fold_special(chunk: str) -> str:
    visible = tables().invisible.sub("", chunk)
    if not visible or visible.isspace():
        return visible and " "
    return fold(visible)


def normalized(text: str) -> str:
    """The normal form alone, without white space at its ends: for queries, names, keys."""
    return normalize(text).text.strip(" ")
