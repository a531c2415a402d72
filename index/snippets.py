"""Snippets: text and matched offsets in, passages out; no markup, no segmentation.

A passage holds as many different units as it can, begins and ends at the ends of
sentences where there is one near, and never cuts a word, a number or a mark.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.marks import merged
from index.results import Range, Snippet

SHORTEST = 60
LONGEST = 120
"""Of a passage, in characters of the original text."""
MOST = 2
"""Passages a text."""

_SENTENCE_END = re.compile(r"[。！？；!?;\n]+[”’」』）)》]*")
_INSIDE = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@dataclass(frozen=True, slots=True)
class Mark:
    """``[start, end)`` in the text that ``unit``, a number of the query's units, matched."""

    start: int
    end: int
    unit: int


def passages(text: str, marks: Sequence[Mark], *, field: str = "body") -> list[Snippet]:
    """Up to two passages of ``text``, in its order, that hold the most different units.

    ``marks`` are by rising start and may overlap. With none the passage is the opening
    of the text; a text of white space alone has none. Each passage is of 60 to 120
    characters where the text has as many, and its ranges are relative to it. A mark
    longer than a passage is shown as far as it goes.
    """
    if not marks:
        return [_snippet(text, _around(text, 0, 0, 0), (), field)] if text.strip() else []
    first = _best(marks, ())
    windows = [_window(text, marks, first)]
    rest = [mark for mark in marks if not _touches(mark, windows[0])]
    held = {mark.unit for mark in marks if _within(mark, windows[0])}
    if rest and MOST > 1:
        second = _best(rest, held)
        window = _window(text, rest, second)
        if window[0] >= windows[0][1] or window[1] <= windows[0][0]:
            windows.append(window)
    ranges = merged((mark.start, mark.end) for mark in marks)
    return [_snippet(text, window, ranges, field) for window in sorted(windows)]


def _touches(mark: Mark, window: Range) -> bool:
    return mark.start < window[1] + LONGEST and mark.end > window[0] - LONGEST


def _within(mark: Mark, window: Range) -> bool:
    return window[0] <= mark.start and mark.end <= window[1]


def _best(marks: Sequence[Mark], held: set[int] | tuple[()]) -> tuple[int, int]:
    """The run of marks within one passage that holds the most units not yet ``held``,
    then the most units, then the most marks: as indexes, both included; the first such."""
    counts: dict[int, int] = {}
    best, best_score, first = (0, 0), (-1, -1, -1), 0
    for last, mark in enumerate(marks):
        counts[mark.unit] = counts.get(mark.unit, 0) + 1
        while first < last and mark.end - marks[first].start > LONGEST:
            unit = marks[first].unit
            counts[unit] -= 1
            if not counts[unit]:
                del counts[unit]
            first += 1
        new = sum(unit not in held for unit in counts) if held else len(counts)
        score = (new, len(counts), last - first)
        if score > best_score:
            best, best_score = (first, last), score
    return best


def _window(text: str, marks: Sequence[Mark], run: tuple[int, int]) -> Range:
    chosen = marks[run[0] : run[1] + 1]
    start, end = chosen[0].start, max(mark.end for mark in chosen)
    return _around(text, start, min(end, start + LONGEST), start)


def _around(text: str, start: int, end: int, anchor: int) -> Range:
    """A passage around ``[start, end)``: from the end of the sentence before it where
    that leaves room, on to the last end of a sentence that fits."""
    room = LONGEST - (end - start)
    left = _sentence_start(text, start, max(0, start - room))
    if left is None:
        left = _not_inside(text, max(0, start - room // 2), -1, start)
    limit = min(len(text), left + LONGEST)
    right = _sentence_end(text, max(end, min(left + SHORTEST, limit)), limit)
    if right is None:
        right = _not_inside(text, limit, 1, end)
    if right - left < SHORTEST:
        left = _not_inside(text, max(0, right - LONGEST), -1, start)
    return _trimmed(text, left, right)


def _sentence_start(text: str, start: int, limit: int) -> int | None:
    """Where the sentence that holds ``start`` begins, not before ``limit``."""
    found = None
    for match in _SENTENCE_END.finditer(text, max(0, limit - 1), start):
        found = match.end()
    return 0 if found is None and limit == 0 else found


def _sentence_end(text: str, start: int, limit: int) -> int | None:
    """The end of the last sentence to end between ``start`` and ``limit``."""
    found = None
    for match in _SENTENCE_END.finditer(text, max(0, start - 1), limit):
        found = match.end()
    return limit if found is None and limit == len(text) else found


def _not_inside(text: str, place: int, step: int, bound: int) -> int:
    """The nearest place towards ``bound`` (against ``step``) that cuts no word."""
    while place != bound and _cuts(text, place):
        place -= step
    return place


def _cuts(text: str, place: int) -> bool:
    if not 0 < place < len(text):
        return False
    return bool(_INSIDE.match(text[place - 1]) and _INSIDE.match(text[place]))


def _trimmed(text: str, start: int, end: int) -> Range:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _snippet(text: str, window: Range, ranges: Sequence[Range], field: str) -> Snippet:
    start, end = window
    return Snippet(text[start:end], tuple(_clipped(ranges, start, end)), start, field)


def _clipped(ranges: Sequence[Range], start: int, end: int) -> Iterator[Range]:
    """The parts of disjoint ranges inside the passage, relative to it."""
    for at in range(max(0, bisect_left(ranges, (start, start)) - 1), len(ranges)):
        first, last = max(ranges[at][0], start), min(ranges[at][1], end)
        if ranges[at][0] >= end:
            return
        if first < last:
            yield first - start, last - start
