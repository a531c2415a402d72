"""Snippets: text and matched offsets in, passages out; no markup, no segmentation.

A passage holds as many different units as it can, begins and ends at the ends of
sentences where there is one near, and never cuts a word, a number or a mark. Only the
surroundings of the chosen marks are looked at, so that the length of a text costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.analysis.characters import HAN
from index.marks import merged
from index.results import Range, Snippet

SHORTEST = 60
LONGEST = 120
"""Of a passage, in characters of the original text."""
MOST = 2
"""Passages a text."""

_SENTENCE_END = re.compile(r"[。！？；\r\n\u2028\u2029]+[”’」』）)》]*|[!?;]+(?=\s)")
_IN_WORD = re.compile(rf"(?![{HAN}_])\w")
_JOINT = re.compile(r"[0-9A-Za-z][-.,:/@_]+[0-9A-Za-z]")
_JOINED_EMOJI = "\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


@dataclass(frozen=True, slots=True)
class Mark:
    """``[start, end)`` in the text that ``unit``, a number of the query's units, matched."""

    start: int
    end: int
    unit: int


@dataclass(frozen=True, slots=True)
class _Runs:
    """Marks joined where they touch, as far as a passage can show them: what an edge must
    not cut. Three lists beside one another, because a text may have 100,000; both starts
    and ends rise."""

    starts: list[int]
    ends: list[int]
    units: list[tuple[int, ...]]

    def inside(self, side: Range) -> range:
        """The numbers of the runs that lie within ``side``."""
        return range(bisect_left(self.starts, side[0]), bisect_right(self.ends, side[1]))

    def cut_by(self, place: int) -> bool:
        """Whether an edge at ``place`` would cut a run."""
        before = bisect_left(self.starts, place) - 1
        return before >= 0 and place < self.ends[before]


def passages(
    text: str, marks: Sequence[Mark], *, field: str = "body", most: int = MOST
) -> list[Snippet]:
    """Up to two (``most``) passages of ``text``, in its order, that hold the most different units.

    ``marks`` are by rising start and may overlap. With none the passage is the opening
    of the text; a text of white space alone has none. Each passage is of 60 to 120
    characters where the text has as many (white space at its ends aside), and its ranges
    are relative to it. A mark longer than half a passage may be shown as far as it goes.
    """
    runs = _runs(marks)
    everything = (0, len(text))
    if not marks:
        opening = _around(text, everything, (0, 0), runs)
        return [_snippet(text, opening, (), field)] if opening[0] < opening[1] else []
    units = frozenset(mark.unit for mark in marks)
    _, span = _best(runs, runs.inside(everything), units, frozenset())
    windows = [_around(text, everything, span, runs)]
    if most > 1:
        windows += _second(text, windows[0], runs, units)
    return [
        _snippet(text, window, merged(_touching(marks, window)), field)
        for window in sorted(windows)
    ]


def _touching(marks: Sequence[Mark], window: Range) -> list[Range]:
    """Those of the marks that reach into the window."""
    start, end = window
    last = bisect_left(marks, end, key=lambda mark: mark.start)
    return [(mark.start, mark.end) for mark in marks[:last] if mark.end > start]


def _runs(marks: Iterable[Mark]) -> _Runs:
    """The runs of marks given by rising start; a mark longer than a passage is cut."""
    runs = _Runs([], [], [])
    starts, ends, units = runs.starts, runs.ends, runs.units
    alone: dict[int, tuple[int, ...]] = {}
    start = end = -1
    for mark in marks:
        first, stop, unit = mark.start, mark.end, mark.unit
        if stop - first > LONGEST:
            stop = first + LONGEST
        if first <= end and stop - start <= LONGEST:
            ends[-1] = end = stop if stop > end else end
            if unit not in units[-1]:
                units[-1] += (unit,)
        elif stop > end:
            start, end = first, stop
            starts.append(start)
            ends.append(end)
            units.append(alone.setdefault(unit, (unit,)))
    return runs


def _second(text: str, first: Range, runs: _Runs, units: frozenset[int]) -> Iterator[Range]:
    """The best passage beside the ``first``, on the side that adds more."""
    held = frozenset(unit for run in runs.inside(first) for unit in runs.units[run])
    sides = [
        (*_best(runs, inside, units, held), side)
        for side in ((0, first[0]), (first[1], len(text)))
        if _long_enough(text, side) and (inside := runs.inside(side))
    ]
    if sides:
        _, span, side = max(sides, key=lambda found: found[0])
        yield _around(text, side, span, runs)


def _long_enough(text: str, side: Range) -> bool:
    start = _skip_space(text, *side)
    return _drop_space(text, start, side[1]) - start >= SHORTEST


def _best(
    runs: _Runs, inside: range, units: frozenset[int], held: frozenset[int]
) -> tuple[tuple[int, int], Range]:
    """From the first to the last of those runs ``inside`` one passage's length that have the
    most units not ``held``, then the most units, then stand first; with those two numbers.

    A window that slides over the runs, each entering and leaving it once,
    until one has all the ``units``.
    """
    oldest = inside[0]
    best: Range = (runs.starts[oldest], runs.ends[oldest])
    score = (-1, -1)
    counts: dict[int, int] = {}
    new = 0
    for run in inside:
        for unit in runs.units[run]:
            count = counts.get(unit, 0)
            counts[unit] = count + 1
            new += not count and unit not in held
        while runs.starts[oldest] < runs.ends[run] - LONGEST:
            new -= _take_away(counts, runs.units[oldest], held)
            oldest += 1
        if (new, len(counts)) > score:
            best, score = (runs.starts[oldest], runs.ends[run]), (new, len(counts))
            if len(counts) == len(units):
                break
    return score, best


def _take_away(counts: dict[int, int], units: Iterable[int], held: frozenset[int]) -> int:
    """Count the units down; gives how many not ``held`` there are no more of."""
    gone = 0
    for unit in units:
        counts[unit] -= 1
        if not counts[unit]:
            del counts[unit]
            gone += unit not in held
    return gone


def _around(text: str, side: Range, span: Range, runs: _Runs) -> Range:
    """A passage of ``side`` around ``span``: from the end of the sentence before it where
    that leaves room, on to the last end of a sentence that fits."""
    start, end = span

    def cuts(place: int) -> bool:
        return runs.cut_by(place) or _cuts_word(text, place)

    def breaks(place: int) -> bool:
        return runs.cut_by(place) or _cuts_character(text, place)

    limit = max(side[0], start - (LONGEST - (end - start)))
    begins = [stop for stop in _stops(text, limit, start) if not cuts(stop)]
    if begins or limit == side[0]:
        left = begins[-1] if begins else limit
    else:
        left = _clear(start - (start - limit) // 2, start, cuts, breaks)
    left = _skip_space(text, left, start if start < end else side[1])
    limit = min(side[1], left + LONGEST)
    least = max(end, min(left + SHORTEST, limit))
    ends = [stop for stop in _stops(text, least, limit) if not cuts(stop)]
    if limit == side[1]:
        ends = [limit]
    right = ends[-1] if ends else _clear(limit, least, cuts, breaks)
    right = _drop_space(text, end, right)
    if right - left < SHORTEST:
        left = _further_left(text, (side[0], right), left, cuts, breaks)
    return left, right


Check = Callable[[int], bool]


def _further_left(text: str, within: Range, left: int, cuts: Check, breaks: Check) -> int:
    """An earlier beginning for a passage that would else be too short."""
    limit = max(within[0], within[1] - LONGEST)
    latest = max(limit, min(left, within[1] - SHORTEST))
    begins = (_skip_space(text, stop, left) for stop in _stops(text, limit, latest))
    good = [place for place in begins if place <= latest and not cuts(place)]
    if good:
        return good[-1]
    begin = limit if limit == within[0] else _clear(limit, latest, cuts, breaks)
    return _skip_space(text, begin, left)


def _stops(text: str, first: int, last: int) -> list[int]:
    """Where sentences end between two places, both included."""
    matches = _SENTENCE_END.finditer(text, max(0, first - 1), last)
    return [match.end() for match in matches if match.end() >= first]


def _clear(place: int, bound: int, cuts: Check, breaks: Check) -> int:
    """The first place from ``place`` on to ``bound`` that cuts nothing; where a word is
    too long for that, one that cuts no mark and no character; else the bound."""
    step = 1 if place <= bound else -1
    places = range(place, bound + step, step)
    for check in (cuts, breaks):
        for found in places:
            if not check(found):
                return found
    return bound


def _cuts_word(text: str, place: int) -> bool:
    """Whether a word, a number or a compound (23.5, GB/T) goes on across ``place``."""
    if not 0 < place < len(text):
        return False
    if _IN_WORD.match(text[place - 1]) and _IN_WORD.match(text[place]):
        return True
    joints = _JOINT.finditer(text, max(0, place - 3), place + 3)
    return any(found.start() < place < found.end() for found in joints) or _cuts_character(
        text, place
    )


def _cuts_character(text: str, place: int) -> bool:
    """Whether what a reader sees as one character goes on across ``place``."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return (
        unicodedata.category(after)[0] == "M"
        or after in _JOINED_EMOJI
        or before == "\u200d"
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
    )


def _skip_space(text: str, place: int, bound: int) -> int:
    while place < bound and text[place].isspace():
        place += 1
    return place


def _drop_space(text: str, bound: int, place: int) -> int:
    while place > bound and text[place - 1].isspace():
        place -= 1
    return place


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
