"""The n-grams of many texts at once, as arrays: exactly those of :func:`ngrams`.

Within a batch the characters are numbered from 1 in the order of their code points. With
``b`` bits to a number, the token of two characters is ``x << b | y``, of one ``x << b``; a
run of letters or digits is ``1 << 2 * b | n``, where ``n`` counts the runs as first seen.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis.ngrams import classed_runs

LAST_CLASSED = 0x3FFFF
"""No character behind the third plane is a letter or digit, and a Han one is not either."""
_GAP = 0x110000
_OTHER, _GAP_CLASS = 0, 4
_CODES = {"other": _OTHER, "han": 1, "digit": 2, "letter": 3}

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NgramArrays:
    """Tokens with their ``places``, in no order; a place is an offset in the texts joined by
    gaps of one character, so text ``i`` begins at ``bases[i]``, and ``size`` is their end.
    ``characters`` and ``runs`` are what the numbers in tokens count, ``width`` is ``b``."""

    tokens: Numbers
    places: Numbers
    bases: Numbers
    size: int
    width: int
    characters: str
    runs: tuple[str, ...]

    def text(self, token: int) -> str:
        """The token that the number stands for."""
        if token >> 2 * self.width:
            return self.runs[token ^ 1 << 2 * self.width]
        first, second = token >> self.width, token & ((1 << self.width) - 1)
        return self.characters[first - 1] + (self.characters[second - 1] if second else "")


def ngram_arrays(texts: Sequence[str]) -> NgramArrays:
    """The n-grams of normalised texts, with a gap behind each that no n-gram spans."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    bases = np.cumsum(lengths + 1) - (lengths + 1)
    joined = "\n".join(texts) + "\n" if texts else ""
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    points[bases + lengths] = _GAP
    kinds = _classes()[points]
    numbers, characters = _character_numbers(points)
    width = len(characters).bit_length()
    last, pair, alone = _han_places(kinds)
    starts, ends = _run_edges(kinds)
    run_numbers, runs = _numbered(joined, starts, ends)
    tokens = (
        numbers[pair] << width | numbers[pair + 1],
        numbers[last] << width,
        numbers[alone] << width,
        1 << 2 * width | run_numbers,
    )
    places = np.concatenate((pair, last, alone, starts))
    return NgramArrays(np.concatenate(tokens), places, bases, len(joined), width, characters, runs)


def _character_numbers(points: Numbers) -> tuple[Numbers, str]:
    """The number of the character at each place, and the characters by number."""
    seen = np.zeros(_GAP + 1, np.bool_)
    seen[points] = True
    seen[_GAP] = False
    found = np.flatnonzero(seen)
    table = np.zeros(_GAP + 1, np.int64)
    table[found] = np.arange(1, len(found) + 1)
    characters = found.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return table[points], characters


def _han_places(kinds: npt.NDArray[np.uint8]) -> tuple[Numbers, Numbers, Numbers]:
    """Where a Han character is the last of its run; where it begins a pair; and where a
    single token stands besides: a character that is neither Han, letter nor digit, and the
    first of a run of two or more that does not begin its text."""
    han = kinds == _CODES["han"]
    followed = np.zeros_like(han)
    followed[:-1] = han[1:]
    behind = np.zeros_like(han)
    behind[1:] = ~han[:-1] & (kinds[:-1] != _GAP_CLASS)
    pair = np.flatnonzero(han & followed)
    last = np.flatnonzero(han & ~followed)
    alone = np.flatnonzero((kinds == _OTHER) | (han & followed & behind))
    return last, pair, alone


def _run_edges(kinds: npt.NDArray[np.uint8]) -> tuple[Numbers, Numbers]:
    """Where the runs of letters or of digits begin and end."""
    changes = np.flatnonzero(kinds[1:] != kinds[:-1]) + 1
    starts = np.concatenate((np.zeros(min(len(kinds), 1), np.int64), changes))
    ends = np.concatenate((changes, np.array([len(kinds)][: len(starts)], np.int64)))
    kind = kinds[starts]
    wanted = (kind == _CODES["digit"]) | (kind == _CODES["letter"])
    return starts[wanted], ends[wanted]


def _numbered(text: str, starts: Numbers, ends: Numbers) -> tuple[Numbers, tuple[str, ...]]:
    numbers: dict[str, int] = {}
    found = [
        numbers.setdefault(text[start:end], len(numbers))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    return np.array(found, np.int64), tuple(numbers)


@functools.cache
def _classes() -> npt.NDArray[np.uint8]:
    """The class of every code point, and of the gap."""
    classes = np.zeros(_GAP + 1, np.uint8)
    for name, start, end in classed_runs("".join(map(chr, range(LAST_CLASSED + 1)))):
        classes[start:end] = _CODES[name]
    classes[_GAP] = _GAP_CLASS
    return classes
