"""The n-grams of many texts at once, as arrays: exactly those of :func:`ngrams`.

Within a batch the characters are numbered from 1 in the order of their code points, and so
are the runs of letters or digits, as texts. With ``b`` bits to a number, the token of two
characters is ``x << b | y``, of one ``x << b``; a run is ``x << b | n``, where ``x`` is its
first character, which no other token begins with. So tokens order as their texts do.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis.ngrams import classed_runs

LAST_CLASSED = 0x3FFFF
"""No character behind the third plane is a letter or digit, and a Han one is not either."""
_GAP = 0x110000
_OTHER, _GAP_CLASS = 0, 4
_CODES = {"other": _OTHER, "han": 1, "digit": 2, "letter": 3}
_PIECE = 1 << 16
"""Characters that are looked at together, so that their arrays stay in a processor's cache:
to touch memory that is new takes longer than all that is done with it."""

Numbers = npt.NDArray[np.int64]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole texts with their gaps, from the offset ``base`` on: code points and classes, and
    where the runs of letters or of digits begin and end."""

    base: int
    points: npt.NDArray[np.uint32]
    kinds: npt.NDArray[np.uint8]
    starts: Numbers
    ends: Numbers


@dataclass(frozen=True, slots=True)
class NgramArrays:
    """Tokens with their places, in no order; a place is an offset in the texts joined by
    gaps of one character, so text ``i`` begins at ``bases[i]``, and ``size`` is their end.
    ``characters`` and ``runs`` are what the numbers in tokens count, ``width`` is ``b``;
    ``begins_run`` tells of each number of a character whether it is one of a run. ``table``
    gives the number of a code point, ``numbers`` those of the runs of each of the ``pieces``."""

    pieces: Sequence[_Piece]
    numbers: Sequence[Numbers]
    table: Numbers
    bases: Numbers
    size: int
    width: int
    characters: Numbers
    runs: list[str]
    begins_run: npt.NDArray[np.bool_]

    def parts(self) -> Iterator[tuple[Numbers, Numbers]]:
        """The tokens with their places, a piece at a time: at most two for each character."""
        for piece, numbers in zip(self.pieces, self.numbers, strict=True):
            yield _tokens(piece, numbers, self.table, self.width)

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
    ends = np.cumsum(lengths + 1)
    joined = "\n".join(texts) + "\n" if texts else ""
    points = np.array(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4"))
    points[ends - 1] = _GAP
    pieces = [_piece(points, *edges) for edges in _cut(ends)]
    table, characters = _character_numbers(pieces)
    numbers, runs = _run_numbers(joined, pieces)
    width = max(len(characters), len(runs)).bit_length()
    return NgramArrays(
        pieces,
        numbers,
        table,
        bases=ends - lengths - 1,
        size=len(joined),
        width=width,
        characters=characters,
        runs=runs,
        begins_run=_is_run(_classes()[characters]),
    )


def _cut(ends: Numbers) -> Iterator[Range]:
    """Where to cut behind some of the texts, which end there with their gaps: from and up to."""
    start = 0
    while start < int(ends[-1:].sum()):
        behind = int(np.searchsorted(ends, start + _PIECE))
        end = int(ends[min(behind, len(ends) - 1)])
        yield start, end
        start = end


def _piece(points: npt.NDArray[np.uint32], start: int, end: int) -> _Piece:
    kinds = _classes()[points[start:end]]
    return _Piece(start, points[start:end], kinds, *_run_edges(kinds))


def _tokens(piece: _Piece, runs: Numbers, table: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """The tokens of a piece and their places; ``runs`` are the numbers of its runs."""
    numbers = table[piece.points]
    last, pair, alone = _han_places(piece.kinds)
    tokens = (
        numbers[pair] << width | numbers[pair + 1],
        numbers[last] << width,
        numbers[alone] << width,
        numbers[piece.starts] << width | runs,
    )
    places = np.concatenate((pair, last, alone, piece.starts))
    places += piece.base
    return np.concatenate(tokens), places


def _character_numbers(pieces: Sequence[_Piece]) -> tuple[Numbers, Numbers]:
    """The number of the character of each code point, and the code points by number; that of
    0, which is no character's, is 0."""
    seen = np.zeros(_GAP + 1, np.bool_)
    for piece in pieces:
        seen[piece.points] = True
    seen[_GAP] = False
    found = np.flatnonzero(seen)
    table = np.zeros(_GAP + 1, np.int64)
    table[found] = np.arange(1, len(found) + 1)
    return table, np.concatenate((np.zeros(1, np.int64), found))


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


def _run_numbers(text: str, pieces: Sequence[_Piece]) -> tuple[list[Numbers], list[str]]:
    """Of each piece the number of each of its runs, from 1; and the runs in order."""
    found = [
        [text[piece.base + a : piece.base + b] for a, b in zip(*edges, strict=True)]
        for piece in pieces
        for edges in [(piece.starts.tolist(), piece.ends.tolist())]
    ]
    runs = sorted(set().union(*found))
    number = {run: place for place, run in enumerate(runs, 1)}.__getitem__
    return [np.fromiter(map(number, own), np.int64, len(own)) for own in found], runs


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
