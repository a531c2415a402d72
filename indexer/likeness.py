"""Whether one text is a repost of another: nearly all the same, and about the same thing.

Two notices of one wording but another date, number or name are alike and no reposts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

SHINGLE = 5
"""Characters of a shingle (Broder, On the resemblance of documents, 1997)."""

LEAST_LENGTH = 120
"""Characters of letters and digits below which nothing is called a repost."""

THRESHOLD = 0.7
"""The least Jaccard resemblance of the shingles; see docs/decisions for the figures."""

REWORDED = 1000
"""One character in so many may stand in for another: corrections. Two together may be
another name, and are never let through."""

JOINING = 2

_BREAKS = re.compile(r"[\W_]+")
_NUMERAL = re.compile(r"[0-9零〇一二三四五六七八九十百千万两]")
_NUMBERS = re.compile(r"[0-9]+|[零〇一二三四五六七八九十百千万两]+")


def essence(text: str) -> str:
    """The letters and digits of the text, without width and case."""
    return _BREAKS.sub("", unicodedata.normalize("NFKC", text).lower())


def shingles(text: str) -> set[str]:
    """All runs of five characters of an :func:`essence`."""
    return {text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)}


def resemblance(one: str, other: str) -> float:
    """The Jaccard coefficient of the shingles, from 0 to 1."""
    first, second = shingles(one), shingles(other)
    return len(first & second) / max(1, len(first | second))


def is_repost(one: str, other: str) -> bool:
    """Whether of two essences one is a repost of the other, whichever came first."""
    if min(len(one), len(other)) < LEAST_LENGTH:
        return False
    return one == other or (resemblance(one, other) >= THRESHOLD and _says_the_same(one, other))


def titles_agree(one: str, other: str) -> bool:
    """Whether two titles may head the same text: numbers in both of them are the same."""
    first, second = (set(_NUMBERS.findall(essence(title))) for title in (one, other))
    return not first or not second or first == second


def _says_the_same(one: str, other: str) -> bool:
    """Reposts leave out and put in. What they put for something else is next to nothing:
    here and there a character, and never a number for a number."""
    reworded = 0
    for left, right in _exchanged(one, other):
        if not left or not right:
            continue
        if min(len(left), len(right)) > 1:
            return False
        if _NUMERAL.search(left) and _NUMERAL.search(right):
            return False
        reworded += 1
    return reworded <= min(len(one), len(other)) // REWORDED


def _exchanged(one: str, other: str) -> Iterator[tuple[str, str]]:
    """What stands in the two texts for each other. Differences with up to two equal
    characters between them are one: names may share a character."""
    left, right, end = [0, 0], [0, 0], False
    for kind, a, b, _, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal" and b - a > JOINING:
            if end:
                yield one[left[0] : left[1]], other[right[0] : right[1]]
            left, right, end = [b, b], [d, d], False
        elif kind != "equal":
            left[1], right[1], end = b, d, True
    if end:
        yield one[left[0] : left[1]], other[right[0] : right[1]]
