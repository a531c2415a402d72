"""The attachments of an article as its page shows them: by page, with what matched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.article import Attachment
from index.places import pages_with, place_of
from index.results import Place, Range

SHOWN = 30_000
"""Characters of one attachment on a page; the rest is in the document itself."""
LISTED = 30
"""Matching pages that are named."""
_STRETCH = 8_000
_BEFORE = 1_000


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page or a part of it; ``ranges`` are of ``text``."""

    place: Place
    text: str
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class ShownAttachment:
    """``found`` are the places of the pages that match, ``other`` how many more there are;
    ``is_open`` says that something matches, ``is_cut`` that ``pages`` are not all of it."""

    attachment: Attachment
    found: tuple[Place, ...]
    other: int
    pages: tuple[ShownPage, ...]
    is_open: bool
    is_cut: bool


def shown(
    attachments: Sequence[Attachment], marks: Callable[[str], Sequence[Range]]
) -> list[ShownAttachment]:
    """Each attachment with its matching pages; ``marks`` finds what was asked for in a text.

    Of a long one the matching pages are shown, or its beginning where nothing matches.
    """
    return [_shown(one, number, marks(one.text)) for number, one in enumerate(attachments)]


def _shown(attachment: Attachment, number: int, ranges: Sequence[Range]) -> ShownAttachment:
    found = pages_with(attachment, number, (start for start, _ in ranges))
    is_whole = len(attachment.text) <= SHOWN
    pages = tuple(_pages(attachment, number, ranges, is_whole))
    labelled = [place for place in found if place.label]
    return ShownAttachment(
        attachment,
        tuple(labelled[:LISTED]),
        max(0, len(labelled) - LISTED),
        pages,
        bool(ranges),
        not is_whole,
    )


def _pages(
    attachment: Attachment, number: int, ranges: Sequence[Range], is_whole: bool
) -> Iterator[ShownPage]:
    left = SHOWN
    for place, span in _spans(attachment, number):
        inside = _within(ranges, *span)
        if not is_whole and ranges and not inside:
            continue
        start, end = span if is_whole else _stretch(attachment.text, span, inside, left)
        if start < end:
            cut = ((max(a, start) - start, min(b, end) - start) for a, b in inside)
            kept = tuple((a, b) for a, b in cut if a < b)
            yield ShownPage(place, attachment.text[start:end], kept)
        left -= end - start
        if left <= 0:
            return


def _spans(attachment: Attachment, number: int) -> Iterator[tuple[Place, Range]]:
    """Every page's place and ``[start, end)``; what stands before the first is page 0."""
    starts = attachment.page_starts
    ends = (*starts, len(attachment.text))[1:]
    if not starts or starts[0] > 0:
        first = starts[0] if starts else len(attachment.text)
        yield place_of(attachment, number, 0), (0, first)
    for page, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        # Not by offset: a page without text begins where the next one does.
        yield place_of(attachment, number, page), (start, end)


def _within(ranges: Sequence[Range], start: int, end: int) -> Sequence[Range]:
    """Those of the disjoint rising ranges that begin in ``[start, end)``."""
    return ranges[bisect_left(ranges, (start, 0)) : bisect_left(ranges, (end, 0))]


def _stretch(text: str, span: Range, inside: Sequence[Range], left: int) -> Range:
    """As much of a page as there is room for, from the line of its first match at the
    latest."""
    start, end = span
    room = min(_STRETCH if inside else SHOWN, left)
    if end - start <= room:
        return start, end
    if inside and inside[0][0] - start > _BEFORE:
        near = inside[0][0] - _BEFORE
        start = max(near, text.find("\n", near, inside[0][0]) + 1)
    return start, min(end, start + room)
