"""Where in an attachment something stands: its page, and the address that opens there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.article import Attachment
from index.marks import Spot, spots
from index.results import Place

CHUNK = 4_000
OVERLAP = 400
"""Characters of the original beside a stretch that are looked at with it: the longest unit is
that of a query of 200, and what is invisible in between; a passage is shorter."""
NO_SPOTS: Sequence[Spot] = ()


class Text(Protocol):
    """The text of an attachment, read as far as a hit needs it."""

    def telling(self, units: Sequence[str]) -> Piece:
        """The first stretch with every unit, or with the most of them, and its spots."""

    def opening(self) -> Piece | None:
        """What it begins with, if there is anything but white space."""

    def numbered(self, names: Iterable[str]) -> Iterable[Piece]:
        """Pieces in whose own part any of the numbers begins that is named, in any form, within
        the first ``LONGEST_NUMBERED`` characters."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an attachment's text that begins at ``start`` of it, with spots in the piece.
    The first ``lead`` characters are there for what they stand before."""

    text: str
    start: int = 0
    lead: int = 0
    spots: Sequence[Spot] = NO_SPOTS


@dataclass(frozen=True, slots=True)
class WholeText:
    """An attachment's text that is at hand."""

    text: str

    def telling(self, units: Sequence[str]) -> Piece:
        """See :class:`Text`."""
        return Piece(self.text, spots=telling_spots(self.text, units))

    def opening(self) -> Piece | None:
        """See :class:`Text`."""
        return Piece(self.text) if self.text.strip() else None

    def numbered(self, names: Iterable[str]) -> Iterable[Piece]:
        """See :class:`Text`."""
        return (Piece(self.text),)


def place_at(attachment: Attachment, number: int, offset: int) -> Place:
    """The place of the character at ``offset`` of the text of an article's attachment, the
    ``number``-th from 0."""
    return place_of(attachment, number, bisect_right(attachment.page_starts, offset))


def place_of(attachment: Attachment, number: int, page: int) -> Place:
    """The place of that page, counted from 1; 0 is what stands before the first."""
    labels = attachment.page_labels
    label = labels[page - 1] if 0 < page <= len(labels) else f"第{page}页" if page else ""
    return Place(number, attachment.name, page_url(attachment, page), page, label)


def page_url(attachment: Attachment, page: int) -> str:
    """The address that opens the page, counted from 1, where the format has such (PDF:
    RFC 8118, section 3); else the attachment's address."""
    if attachment.url and attachment.form == "pdf" and page and "#" not in attachment.url:
        return f"{attachment.url}#page={page}"
    return attachment.url


def pages_with(attachment: Attachment, number: int, offsets: Iterable[int]) -> list[Place]:
    """The places of the pages that the rising ``offsets`` are on, each page once."""
    places = (place_at(attachment, number, offset) for offset in offsets)
    return [*{place.page: place for place in places}.values()]


def telling_spots(text: str, units: Sequence[str]) -> list[Spot]:
    """The spots of the first stretch of ``text`` that has every unit, or the most of them.

    A long text is looked at a stretch at a time, so that the usual hit, which has its words
    early, costs little however long its attachment is.
    """
    best: list[Spot] = []
    most = 0
    for start, end in stretches(text):
        begin = max(0, start - OVERLAP)
        found = spots(text[begin : end + OVERLAP], units)
        shifted = [(a + begin, b + begin, u) for a, b, u in found if start <= a + begin < end]
        held = len({unit for _, _, unit in shifted})
        if held > most:
            best, most = shifted, held
        if most == len(units):
            break
    return best


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """``[start, end)`` of pieces that end at line ends where there are such near."""
    start = 0
    while start < len(text):
        cut = text.find("\n", start + CHUNK, start + 2 * CHUNK)
        end = cut + 1 if cut >= 0 else min(len(text), start + 2 * CHUNK)
        yield start, end
        start = end
