"""The documents of terms that very many have, once more as a bit for each document.

A term that stands in every eighth document is looked for more often than others, and its
differences are the longest to decode; its bits are a mask as they are. Beside packed lists
as in Culpepper and Moffat, "Efficient set intersection for inverted indexing" (2010),
section 4. A rank is counted by words of 64 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.packed import Numbers, Streams

_DENSE = 8
"""One document in so many has a term that gets a bitmap."""
_LEAST = 512
"""Fewer documents are decoded as fast."""
_WORD = 64
_SHIFT = 6
_BELOW = np.uint64(_WORD - 1)
_ONE = np.uint64(1)


class BitmapWriter:
    """Writes the bitmaps of a field of a segment of ``size`` documents."""

    def __init__(self, streams: Streams, field: str, size: int) -> None:
        self._streams, self._name, self._size = streams, f"{field}.bitmaps", size

    def append(self, starts: Numbers, documents: Numbers, docs: Numbers) -> None:
        """Further terms: where the postings of each begin among all of the field, how many
        documents it has, and the documents of all of them, absolute."""
        first = np.cumsum(documents) - documents
        for term in np.flatnonzero((documents >= _LEAST) & (documents * _DENSE >= self._size)):
            mask = np.zeros(-(-self._size // _WORD) * _WORD, np.bool_)
            mask[docs[first[term] : first[term] + documents[term]]] = True
            bits = np.packbits(mask, bitorder="little")
            self._streams.append(f"{self._name}.words", bits.view("<u8"))
            self._streams.append(f"{self._name}.starts", starts[term : term + 1].astype("<u8"))


@dataclass(frozen=True, slots=True)
class Bitmap:
    """The documents of one term: bit ``d % 64`` of word ``d // 64`` is that of document ``d``."""

    words: npt.NDArray[np.uint64]

    def mask(self, size: int) -> npt.NDArray[np.bool_]:
        """A truth value for each of the ``size`` documents of the segment."""
        bits = np.unpackbits(self.words.view(np.uint8), count=size, bitorder="little")
        return bits.view(np.bool_)

    def docs(self) -> Numbers:
        """The documents, ascending."""
        return np.flatnonzero(self.mask(len(self.words) * _WORD))

    def find(self, docs: Numbers) -> tuple[npt.NDArray[np.bool_], Numbers]:
        """Which of ``docs`` are among the term's, and of these the places among them."""
        counts = np.bitwise_count(self.words)
        before = np.cumsum(counts, dtype=np.int64)
        word = docs >> _SHIFT
        own = self.words.take(word)
        bit = _ONE << (docs.astype(np.uint64) & _BELOW)
        held = (own & bit) != 0
        ranks = before.take(word) - counts.take(word) + np.bitwise_count(own & (bit - _ONE))
        return held, ranks[held]


class Bitmaps:
    """The bitmaps of one field; none in indexes that were written without."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self._words = file.array(f"{field}.bitmaps.words")
        self._starts = file.array(f"{field}.bitmaps.starts")

    def of(self, start: int) -> Bitmap | None:
        """The bitmap of the term whose postings begin at ``start``, where it has one."""
        row = self._rows.get(start)
        return None if row is None else Bitmap(self._of_rows[row])

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {start: row for row, start in enumerate(self._starts.tolist())}

    @cached_property
    def _of_rows(self) -> npt.NDArray[np.uint64]:
        rows: npt.NDArray[np.uint64] = self._words.reshape(len(self._starts), -1)
        return rows
