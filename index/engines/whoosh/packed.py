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
_MANY = 100
"""Blocks; so many are decoded faster width by width."""
_LONG = 800
"""Blocks one behind another; so many are decoded faster width by width."""
_SHIFT = 7
_BELOW = BLOCK - 1
_COLUMNS = np.arange(BLOCK)
_WORD = np.uint64(32)
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
        if len(numbers) < _MANY:
            return self.take((numbers[:, None] << _SHIFT) + _COLUMNS)
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
        first, last = start >> _SHIFT, (end - 1) >> _SHIFT
        if first == last:
            decoded = self._block(first)
        elif last - first < _LONG:
            decoded = self._few(first, last + 1)
        else:
            decoded = self.blocks(np.arange(first, last + 1)).reshape(-1)
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

    def _few(self, first: int, last: int) -> Numbers:
        """The blocks ``first`` up to ``last`` one behind another, every number by the bit at
        which it begins, as that costs the same for any mixture of widths."""
        widths = self.widths[first:last].astype(np.int64)
        begin = int(self.offsets[first])
        end = int(self.offsets[last - 1]) + 4 * int(widths[-1])
        if begin == end:
            return np.zeros((last - first) << _SHIFT, np.int64)
        words = self.words[begin:end].astype(np.uint64)
        words[:-1] |= words[1:] << _WORD
        bits = (
            widths[:, None] * _COLUMNS + ((np.cumsum(widths) - widths) << _SHIFT)[:, None]
        ).ravel()
        found = words.take(np.minimum(bits >> 5, len(words) - 1))
        found >>= (bits & 31).view(np.uint64)
        decoded: Numbers = found.view(np.int64)
        decoded &= np.repeat((1 << widths) - 1, BLOCK)
        return decoded

    def take(self, places: Numbers) -> Numbers:
        """The numbers at ``places``, in their order and shape; no block is decoded."""
        last = len(self.words) - 1
        if not places.size or last < 0:
            return np.zeros(places.shape, np.int64)
        block = places >> _SHIFT
        width = self.widths.take(block).astype(np.int64)
        bit = (places & _BELOW) * width
        word = self.offsets.take(block) + (bit >> 5)
        found = self.words.take(np.minimum(word, last)).astype(np.uint64)
        found |= self.words.take(np.minimum(word + 1, last)).astype(np.uint64) << _WORD
        found >>= (bit & 31).view(np.uint64)
        taken: Numbers = found.view(np.int64)
        taken &= (1 << width) - 1
        return taken


@dataclass(frozen=True, slots=True)
class Steps:
    """``size`` numbers that never fall: those of a block of 128 as what they exceed its first
    by, which is less than 2^32. One is read without a call of numpy."""

    above: Packed
    bases: npt.NDArray[np.uint64]

    @property
    def size(self) -> int:
        """How many there are."""
        return self.above.size

    def one(self, place: int) -> int:
        """The number at ``place``."""
        block = place >> _SHIFT
        base = int(self.bases[block])
        width = int(self.above.widths[block])
        if not width:
            return base
        bit = (place & _BELOW) * width
        word = int(self.above.offsets[block]) + (bit >> 5)
        low = int(self.above.words[word]) >> (bit & 31)
        left = width - 32 + (bit & 31)
        high = int(self.above.words[word + 1]) << (width - left) if left > 0 else 0
        return base + ((low | high) & ((1 << width) - 1))

    def take(self, places: Numbers) -> Numbers:
        """The numbers at ``places``, in their order."""
        return self.bases.take(places >> _SHIFT).astype(np.int64) + self.above.take(places)

    def slice(self, start: int, end: int) -> Numbers:
        """The numbers from ``start`` up to ``end``."""
        places = np.arange(start, end) >> _SHIFT
        return self.bases.take(places).astype(np.int64) + self.above.slice(start, end)


class StepPacker:
    """Writes :class:`Steps` a piece at a time."""

    def __init__(self, streams: Streams, name: str) -> None:
        self._streams, self._name = streams, name
        self._above = Packer(streams, f"{name}.above")
        self._count = self._base = 0

    def append(self, steps: Numbers) -> None:
        """Further numbers, none below those before."""
        firsts = steps[-self._count % BLOCK :: BLOCK]
        block = ((self._count & _BELOW) + np.arange(len(steps))) >> _SHIFT
        bases = firsts if not self._count & _BELOW else np.append(self._base, firsts)
        if len(steps):
            self._above.append(steps - bases[block])
            self._streams.append(f"{self._name}.bases", firsts.astype("<u8"))
            self._base = int(bases[-1])
        self._count += len(steps)

    def finish(self) -> None:
        """Write the rest; nothing may be appended after."""
        self._above.finish()


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
        """The starts and lengths of the runs of these numbers, fastest where they ascend."""
        block = runs >> _SHIFT
        is_first = np.empty(len(block), np.bool_)
        is_first[:1] = True
        np.not_equal(block[1:], block[:-1], out=is_first[1:])
        row = np.cumsum(is_first) - 1
        lengths = self.lengths.blocks(block[is_first])
        lengths += 1
        ends = np.cumsum(lengths, axis=1)
        place = (row << _SHIFT) + (runs & _BELOW)
        length = lengths.ravel().take(place)
        starts = self.bases.take(block).astype(np.int64)
        starts += ends.ravel().take(place)
        starts -= length
        return starts, length


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
