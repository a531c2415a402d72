"""The n-grams of many texts at once, as arrays: exactly those of :func:`ngrams`.

Within a batch the characters are numbered from 1 in the order of their code points, and so
are the runs of letters or digits, as texts. With ``b`` bits to a number, the token of two
characters is ``x << b | y``, of one ``x << b``; a run is ``x << b | n``, where ``x`` is its
first character, which no other token begins with. So tokens order as their texts do.
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
    ``characters`` and ``runs`` are what the numbers in tokens count, ``width`` is ``b``;
    ``begins_run`` tells of each number of a character whether it is one of a run."""

    tokens: Numbers
    places: Numbers
    bases: Numbers
    size: int
    width: int
    characters: Numbers
    runs: list[str]
    begins_run: npt.NDArray[np.bool_]

    def texts(self, tokens: Numbers) -> list[str]:
        """The tokens that the numbers stand for; the texts had no U+0000, which the normal form
        leaves out."""
        first, second = tokens >> self.width, tokens & ((1 << self.width) - 1)
        is_run = self.begins_run[first]
        # One behind the other as code points, which numpy takes for texts of two
        # characters, or of one where the second is 0.
        pairs = np.zeros((len(tokens), 2), "<u4")
        pairs[:, 0] = self.characters[first]
        pairs[:, 1] = self.characters[np.where(is_run, 0, second)]
        found: list[str] = pairs.view("<U2").ravel().tolist()
        for place in np.flatnonzero(is_run).tolist():
            found[place] = self.runs[int(second[place]) - 1]
        return found


def ngram_arrays(texts: Sequence[str]) -> NgramArrays:
    """The n-grams of normalised texts, with a gap behind each that no n-gram spans."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    bases = np.cumsum(lengths + 1) - (lengths + 1)
    joined = "\n".join(texts) + "\n" if texts else ""
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
    points[bases + lengths] = _GAP
    kinds = _classes()[points]
    numbers, characters = _character_numbers(points)
    last, pair, alone = _han_places(kinds)
    starts, ends = _run_edges(kinds)
    run_numbers, runs = _numbered(joined, starts, ends)
    width = max(len(characters), len(runs)).bit_length()
    tokens = (
        numbers[pair] << width | numbers[pair + 1],
        numbers[last] << width,
        numbers[alone] << width,
        numbers[starts] << width | run_numbers,
    )
    places = np.concatenate((pair, last, alone, starts))
    begins_run = _is_run(_classes()[characters])
    return NgramArrays(
        np.concatenate(tokens), places, bases, len(joined), width, characters, runs, begins_run
    )


def _character_numbers(points: Numbers) -> tuple[Numbers, Numbers]:
    """The number of the character at each place, and the code points by number; that of 0,
    which is no character's, is 0."""
    seen = np.zeros(_GAP + 1, np.bool_)
    seen[points] = True
    seen[_GAP] = False
    found = np.flatnonzero(seen)
    table = np.zeros(_GAP + 1, np.int64)
    table[found] = np.arange(1, len(found) + 1)
    return table[points], np.concatenate((np.zeros(1, np.int64), found))


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
    wanted = _is_run(kinds[starts])
    return starts[wanted], ends[wanted]


def _is_run(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (kinds == _CODES["digit"]) | (kinds == _CODES["letter"])
    return found


def _numbered(text: str, starts: Numbers, ends: Numbers) -> tuple[Numbers, list[str]]:
    """The number of each run, from 1, and the runs in order."""
    found = [text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    runs = sorted(set(found))
    numbers = {run: number for number, run in enumerate(runs, 1)}
    return np.fromiter(map(numbers.__getitem__, found), np.int64, len(found)), runs


@functools.cache
def _classes() -> npt.NDArray[np.uint8]:
    """The class of every code point, and of the gap."""
    classes = np.zeros(_GAP + 1, np.uint8)
    for name, start, end in classed_runs("".join(map(chr, range(LAST_CLASSED + 1)))):
        classes[start:end] = _CODES[name]
    classes[_GAP] = _GAP_CLASS
    return classes


def load() -> None:
    """Make the table of classes now, so that processes that are forked later share it."""
    _classes()
