"""Lines as they were printed -> paragraphs, so that a phrase is found across a line's end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_ENDS = re.compile(r"[。！？；：.!?;:]['\"”’」』）)》]*$")
_BEGINS = re.compile(
    r"(?:第[一二三四五六七八九十百零\d]{1,5}[章节条款编]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[.、．](?!\d)|[•●■◆▪·*-]\s|附[件表录]|[\u2460-\u2473])"
)
_FULL = 0.85
"""A line this long, as a share of the page's long lines, may have been broken by the page."""
_LONG = 0.9
_LEAST = 16
"""In half-width characters: what is shorter is no running text."""
_CLOSE = "，、。；：！？）》」』”’,.;:!?)]}"


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """The paragraphs of a page's lines.

    A line goes on in the next where it is as long as the page's lines are, does not end a
    sentence, and the next does not look like a beginning. Han is joined to Han with nothing
    between, words with a space.
    """
    kept = [stripped for line in lines if (stripped := line.strip())]
    full = _full_width(kept)
    gathered = ""
    for line, following in zip(kept, [*kept, ""][1:], strict=True):
        gathered += line
        if following and _goes_on(line, following, full):
            gathered += _seam(line, following)
        else:
            yield gathered
            gathered = ""


def _full_width(lines: list[str]) -> float:
    """From which width on a line of the page counts as full."""
    widths = sorted(map(_width, lines))
    return _FULL * widths[int(_LONG * (len(widths) - 1))] if widths else 0.0


def _goes_on(line: str, following: str, full: float) -> bool:
    if _width(line) < max(full, _LEAST):
        return False
    return _ENDS.search(line) is None and _BEGINS.match(following) is None


def _seam(line: str, following: str) -> str:
    before, after = line[-1], following[0]
    if before == "\ufffe" or _is_wide(before) or _is_wide(after) or after in _CLOSE:
        return ""
    return " "


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _width(text: str) -> int:
    """In half-width characters."""
    return sum(1 + _is_wide(character) for character in text)
