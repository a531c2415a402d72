"""Whole numbers packed in blocks of 128, each block with just the bits its largest needs.

Frame-of-reference bit packing as in Lemire and Boytsov, "Decoding billions of integers per
second through vectorization" (2015), section 3, laid out so that numpy decodes many blocks
at once: value ``j`` of a block of width ``w`` is the ``w`` bits from bit ``j * w`` of the
block's ``4 * w`` little-endian words. A block of zeros takes no room.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint32]

BLOCK = 128
_FEW = 3
"""Blocks; so few are decoded faster one by one."""
_SHIFT = 7
_BELOW = BLOCK - 1
_POWERS = 1 << np.arange(33, dtype=np.int64)
EMPTY: Numbers = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the values of a block of one width lie: in which word, from which bit; which
    columns go on in the next word, and the first column that begins in each word."""

    word: npt.NDArray[np.intp]
    bit: Words
    split: npt.NDArray[np.intp]
    first: npt.NDArray[np.intp]
    mask: np.uint32


@cache
def _layout(width: int) -> _Layout:
    bits = np.arange(BLOCK) * width
    word, bit = bits >> 5, bits & 31
    return _Layout(
        word,
        bit.astype(np.uint32),
        np.flatnonzero(bit + width > 32),
        np.searchsorted(word, np.arange(4 * width)),
        np.uint32((1 << width) - 1),
    )


def _encode(values: Numbers, width: int) -> Words:
    """The words of whole blocks, one a row, of one width above 0."""
    layout = _layout(width)
    wide = values.astype(np.uint64)
    low = (wide << layout.bit.astype(np.uint64)) & np.uint64(0xFFFFFFFF)
    words = np.bitwise_or.reduceat(low, layout.first, axis=1)
    split = layout.split
    if split.size:
        beyond = (32 - layout.bit[split]).astype(np.uint64)
        words[:, layout.word[split] + 1] |= wide[:, split] >> beyond
    return words.astype("<u4")


def _decode(words: Words, width: int) -> Words:
    """The inverse of :func:`_encode`."""
    if width in (8, 16):
        return words.view(f"<u{width // 8}").astype(np.uint32)
    layout = _layout(width)
    values = words.take(layout.word, axis=1)
    values >>= layout.bit
    split = layout.split
    if split.size:
        values[:, split] |= words[:, layout.word[split] + 1] << (32 - layout.bit[split])
    values &= layout.mask
    return values


@dataclass(frozen=True, slots=True)
class Packed:
    """A packed array of ``size`` numbers of 0 to 2^32 - 1, read where it lies."""

    words: Words
    widths: npt.NDArray[np.uint8]
    offsets: Words
    size: int

    def blocks(self, numbers: npt.NDArray[np.intp]) -> Numbers:
        """The blocks of these numbers, decoded, one a row."""
        found = np.zeros((len(numbers), BLOCK), np.int64)
        widths = self.widths[numbers]
        for width in np.flatnonzero(np.bincount(widths)):
            if width:
                rows = np.flatnonzero(widths == width)
                begin = self.offsets[numbers[rows]].astype(np.intp)
                words = self.words[begin[:, None] + np.arange(4 * int(width))]
                found[rows] = _decode(words, int(width))
        return found

    def slice(self, start: int, end: int) -> Numbers:
        """The numbers from ``start`` up to ``end``."""
        if start >= end:
            return EMPTY
        first = start >> _SHIFT
        numbers = range(first, ((end - 1) >> _SHIFT) + 1)
        if len(numbers) <= _FEW:
            decoded = np.concatenate([self._block(number) for number in numbers])
        else:
            decoded = self.blocks(np.array(numbers)).reshape(-1)
        return decoded[start - (first << _SHIFT) : end - (first << _SHIFT)]

    def _block(self, number: int) -> Numbers:
        """As :meth:`blocks` of one block, without what many take to set up."""
        width = int(self.widths[number])
        if not width:
            return np.zeros(BLOCK, np.int64)
        begin = int(self.offsets[number])
        words = self.words[begin : begin + 4 * width].reshape(1, -1)
        decoded: Numbers = _decode(words, width)[0].astype(np.int64)
        return decoded

    def take(self, places: Numbers) -> Numbers:
        """The numbers at ``places``, which ascend."""
        if not places.size:
            return EMPTY
        block = places >> _SHIFT
        is_first = np.empty(len(block), np.bool_)
        is_first[0] = True
        np.not_equal(block[1:], block[:-1], out=is_first[1:])
        decoded = self.blocks(block[is_first])
        row = np.cumsum(is_first) - 1
        taken: Numbers = decoded[row, places & _BELOW]
        return taken


@dataclass(frozen=True, slots=True)
class Runs:
    """The lengths, each at least 1, of runs that lie one behind another in another array."""

    lengths: Packed
    """Each less 1, so that a block of ones takes no room."""
    bases: npt.NDArray[np.uint64]
    """Where the first run of each block begins; and where the last ends."""

    def __len__(self) -> int:
        return self.lengths.size

    def edges(self, first: int, last: int) -> Numbers:
        """Where each of the runs ``first`` up to ``last`` begins, and where the last ends."""
        block = first >> _SHIFT
        lengths = self.lengths.slice(block << _SHIFT, last) + 1
        edges = np.empty(len(lengths) + 1, np.int64)
        edges[0] = self.bases[block]
        np.cumsum(lengths, out=edges[1:])
        edges[1:] += edges[0]
        return edges[first - (block << _SHIFT) :]

    def at(self, runs: Numbers) -> tuple[Numbers, Numbers]:
        """The starts and lengths of the runs of these numbers, which ascend."""
        block = runs >> _SHIFT
        numbers, row = np.unique(block, return_inverse=True)
        lengths = self.lengths.blocks(numbers) + 1
        ends = np.cumsum(lengths, axis=1)
        column = runs & _BELOW
        length = lengths[row, column]
        return self.bases[block].astype(np.int64) + ends[row, column] - length, length


class Streams(Protocol):
    """Where arrays are written: see :class:`index.engines.whoosh.arrays.ArrayWriter`."""

    def append(self, name: str, values: npt.NDArray[np.generic]) -> None:
        """Put the values behind those that the array of this name holds."""


class Packer:
    """Writes a packed array a piece at a time."""

    def __init__(self, streams: Streams, name: str) -> None:
        self._streams, self._name = streams, name
        self._rest = EMPTY
        self._words = self._size = 0

    def append(self, values: Numbers) -> None:
        """More values, of any number."""
        self._size += len(values)
        values = np.concatenate((self._rest, values))
        whole = len(values) & ~_BELOW
        self._write(values[:whole].reshape(-1, BLOCK))
        self._rest = values[whole:].copy()

    def finish(self) -> None:
        """Write the rest; nothing may be appended after."""
        if self._rest.size:
            last = np.zeros((1, BLOCK), np.int64)
            last[0, : self._rest.size] = self._rest
            self._write(last)
        self._streams.append(f"{self._name}.size", np.array([self._size], "<u8"))

    def _write(self, blocks: Numbers) -> None:
        if not blocks.size:
            return
        widths = np.searchsorted(_POWERS, blocks.max(axis=1), side="right")
        ends = np.cumsum(4 * widths)
        words = np.empty(int(ends[-1]), "<u4")
        for width in np.flatnonzero(np.bincount(widths)):
            if width:
                rows = np.flatnonzero(widths == width)
                places = (ends[rows] - 4 * width)[:, None] + np.arange(4 * width)
                words[places] = _encode(blocks[rows], int(width))
        self._streams.append(f"{self._name}.words", words)
        self._streams.append(f"{self._name}.widths", widths.astype(np.uint8))
        self._streams.append(
            f"{self._name}.offsets", (ends - 4 * widths + self._words).astype("<u4")
        )
        self._words += int(ends[-1])


class RunPacker:
    """Writes :class:`Runs` a piece at a time."""

    def __init__(self, streams: Streams, name: str) -> None:
        self._lengths = Packer(streams, name)
        self._streams, self._name = streams, name
        self._count = self._total = 0

    def append(self, lengths: Numbers) -> None:
        """The lengths, each at least 1, of further runs."""
        starts = self._total + np.cumsum(lengths) - lengths
        first = -self._count % BLOCK
        self._streams.append(f"{self._name}.bases", starts[first::BLOCK].astype("<u8"))
        self._lengths.append(lengths - 1)
        self._count += len(lengths)
        self._total += int(lengths.sum())

    def finish(self) -> None:
        """Write the rest; nothing may be appended after."""
        self._lengths.finish()
        self._streams.append(f"{self._name}.bases", np.array([self._total], "<u8"))


def spread(starts: Numbers, lengths: Numbers) -> Numbers:
    """The places of all runs one behind another: starts [5, 9], lengths [2, 1] -> 5 6 9."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if ends.size else 0
    places: Numbers = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
    return places


def sums_within(values: Numbers, lengths: Numbers) -> Numbers:
    """Running sums that begin anew in each run; no run is empty."""
    total = np.cumsum(values)
    first = np.cumsum(lengths) - lengths
    sums: Numbers = total - np.repeat(total[first] - values[first], lengths)
    return sums


def gaps_within(values: Numbers, lengths: Numbers) -> Numbers:
    """The inverse of :func:`sums_within`: the first of each run, then differences."""
    gaps = values.copy()
    gaps[1:] -= values[:-1]
    first = np.cumsum(lengths) - lengths
    gaps[first] = values[first]
    return gaps
