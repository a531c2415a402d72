"""Snippets: text and matched offsets in, passages out; no markup, no segmentation.

A passage holds as many different units as it can, begins and ends at the ends of
sentences where there is one near, and never cuts a word, a number or a mark.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
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

    ``marks`` are by rising start, may overlap, and begin and end with something visible.
    With none the passage is the opening
    of the text; a text of white space alone has none. Each passage is of 60 to 120
    characters where the text has as many, and its ranges are relative to it. A mark
    longer than a passage is shown as far as it goes.
    """
    if not marks:
        return [_snippet(text, _around(text, 0, 0), (), field)] if text.strip() else []
    best = _best(marks, frozenset())
    windows = [_around(text, *best)]
    held = frozenset(mark.unit for mark in marks if _within(mark, windows[0]))
    apart = [mark for mark in marks if not _near(mark, windows[0])]
    if apart:
        windows.append(_around(text, *_best(apart, held)))
    ranges = merged((mark.start, mark.end) for mark in marks)
    return [_snippet(text, window, ranges, field) for window in sorted(windows)]


def _near(mark: Mark, window: Range) -> bool:
    """Whether a passage around the mark could reach into the window."""
    return mark.start < window[1] + LONGEST and mark.end > window[0] - LONGEST


def _within(mark: Mark, window: Range) -> bool:
    return window[0] <= mark.start and mark.end <= window[1]


def _best(marks: Sequence[Mark], held: frozenset[int]) -> Range:
    """From the first to the last of the marks within one passage's length that together
    are of the most units not ``held``, then of the most units, then the most marks.

    A sweep over the marks by their ends; those that begin more than a passage's length
    before the current end fall out. A mark longer than a passage counts only alone.
    """
    first = marks[0]
    best: Range = (first.start, min(first.end, first.start + LONGEST))
    best_score = (int(first.unit not in held), 1, 1)
    counts: defaultdict[int, int] = defaultdict(int)
    inside: set[int] = set()
    oldest = 0
    for number in sorted(range(len(marks)), key=lambda number: marks[number].end):
        mark = marks[number]
        while oldest < len(marks) and marks[oldest].start < mark.end - LONGEST:
            if oldest in inside:
                inside.remove(oldest)
                _take_away(counts, marks[oldest].unit)
            oldest += 1
        if mark.start < mark.end - LONGEST:
            continue
        inside.add(number)
        counts[mark.unit] += 1
        new = len(counts.keys() - held) if held else len(counts)
        score = (new, len(counts), len(inside))
        if score > best_score:
            best, best_score = (marks[min(inside)].start, mark.end), score
    return best


def _take_away(counts: dict[int, int], unit: int) -> None:
    counts[unit] -= 1
    if not counts[unit]:
        del counts[unit]


def _around(text: str, start: int, end: int) -> Range:
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
