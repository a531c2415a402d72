"""Many short texts, searched at once for what is being typed or was mistyped.

Arrays of code points of the basic plane, a zero before and behind each text, so that
numpy compares all of them with a pattern in a millisecond; no object a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from index.analysis.pinyin import PLANE, Pattern

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint16]
_Keys = npt.NDArray[np.bytes_]

T = TypeVar("T", bound=Any)

_CHUNK = 12
MOST_PLACES = 480
_PADDING = 64
"""Zeros behind the last text: more than a pattern has slots."""


@dataclass(frozen=True)
class Lexicon:
    """Distinct texts, numbered from 0. ``counts`` says of each how many articles have it at
    most, whoever may see them: enough to put them in order, nothing to be shown."""

    codes: Codes
    starts: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.uint8]
    counts: Numbers
    _rows: dict[int, tuple[Numbers, Codes]] = field(default_factory=dict, repr=False)
    _keys: dict[int, tuple[_Keys, Numbers]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, texts: Iterable[str], counts: Iterable[int]) -> Lexicon:
        """The lexicon of distinct texts; characters beyond the basic plane fit no slot."""
        every = list(texts)
        points = [[ord(c) if ord(c) < PLANE else PLANE - 1 for c in text] for text in every]
        codes = [np.array([*own, 0], np.uint16) for own in points]
        return cls.joined(codes, np.array(list(map(len, every)), np.int64), list(counts))

    @classmethod
    def joined(
        cls, codes: Sequence[Codes], lengths: Numbers, counts: Sequence[int] | Numbers
    ) -> Lexicon:
        """The lexicon of texts that lie one behind another in ``codes``, each with its zero."""
        around = np.zeros(1, np.uint16), np.zeros(_PADDING, np.uint16)
        starts = 1 + np.cumsum(lengths + 1) - (lengths + 1)
        return cls(
            np.concatenate((around[0], *codes, around[1])),
            starts.astype(np.uint32),
            lengths.astype(np.uint8),
            np.asarray(counts, np.int64),
        )

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, number: int) -> str:
        """The text of that number."""
        start = int(self.starts[number])
        return "".join(map(chr, self.codes[start : start + int(self.lengths[number])].tolist()))

    def holding(self, pattern: Pattern, *, inside: bool = True) -> tuple[Numbers, Numbers]:
        """The numbers of the texts that hold the pattern, ascending, and where each first
        does; without ``inside`` those that begin with it."""
        if not pattern or len(pattern) >= _PADDING:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        first = pattern[0].characters()
        if inside:
            places = np.flatnonzero(first.take(self.codes))
        else:
            places = self.starts[first.take(self.codes.take(self.starts))].astype(np.int64)
        for offset, slot in enumerate(pattern[1:], 1):
            places = places[slot.characters().take(self.codes.take(places + offset))]
        owners = np.searchsorted(self.starts, places, side="right") - 1
        is_first = np.ones(len(owners), np.bool_)
        is_first[1:] = owners[1:] != owners[:-1]
        numbers = owners[is_first]
        return numbers, places[is_first] - self.starts[numbers]

    def of_length(self, length: int) -> tuple[Numbers, Codes]:
        """The numbers of the texts of so many characters, and a row of codes for each."""
        if length not in self._rows:
            numbers = np.flatnonzero(self.lengths == length)
            places = self.starts[numbers].astype(np.int64)[:, None] + np.arange(length)
            # A column at a time is compared: let each lie in one piece.
            self._rows[length] = numbers, np.asfortranarray(self.codes[places])
        return self._rows[length]

    def find(self, rows: Codes) -> Numbers:
        """Of each row of code points the number of the text that it is, or -1."""
        length = rows.shape[1]
        keys, numbers = self._sorted_keys(length)
        if not len(keys):
            return np.full(len(rows), -1, np.int64)
        wanted = _keys(rows)
        places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[places] == wanted, numbers[places], -1)

    def _sorted_keys(self, length: int) -> tuple[_Keys, Numbers]:
        if length not in self._keys:
            numbers, rows = self.of_length(length)
            keys = _keys(rows)
            order = np.argsort(keys, kind="stable")
            self._keys[length] = keys[order], numbers[order]
        return self._keys[length]


def _keys(rows: Codes) -> _Keys:
    """Each row as bytes that sort as its code points do."""
    wide = np.ascontiguousarray(rows, ">u2")
    return wide.view(f"S{2 * rows.shape[1]}").ravel()


def best(
    bounds: npt.NDArray[np.float64] | Numbers,
    exact: Callable[[Numbers], Iterable[tuple[float, T]]],
    most: int,
    places: int = MOST_PLACES,
) -> list[tuple[float, T]]:
    """The ``most`` items of the highest scores, highest first, equal ones by item.

    ``bounds`` holds of each place a score that its own does not exceed, ``exact`` gives the
    scores and items of places, or leaves them out. Asked in chunks, the highest bounds first,
    until no bound can change the answer (the threshold algorithm of Fagin, Lotem and Naor,
    2003): so the answer follows from the exact scores alone. After so many ``places`` it is what
    was found by then.
    """
    order = np.argsort(-bounds, kind="stable")[:places]
    found: list[tuple[float, T]] = []
    for start in range(0, len(order), _CHUNK):
        if most <= 0 or (len(found) == most and found[-1][0] > bounds[order[start]]):
            break
        found += exact(order[start : start + _CHUNK])
        found = sorted(found, key=lambda one: (-one[0], one[1]))[:most]
    return found
