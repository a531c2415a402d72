"""The texts of a hit's attachments, of which the blocks that tell are read: the n-grams know
where in them the units of a query stand.

A place is an offset in the normalised texts of all attachments of a document, one behind
another with a gap of one, as the n-grams have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.analysis import phrase
from index.article import Article
from index.engines.whoosh.matching import Matching
from index.engines.whoosh.packed import EMPTY, Numbers
from index.engines.whoosh.phrases import OFFSET, OFFSET_BITS
from index.engines.whoosh.posting_lists import Docs
from index.engines.whoosh.stored import Record, StoredText
from index.marks import LONGEST_NUMBERED, spots
from index.places import OVERLAP, Piece, Text, WholeText

Find = Callable[[str], Numbers | None]

_PART = "attachment"
_DIGITS = re.compile(r"\d+")
_JOINED = re.compile(r"[a-z]\d")
"""A name whose digits need not be all that stand there: T/ABC12 and 3 are written as one."""
_MOST_DIGITS = 5
"""Of a running number, whose canonical form has lost the zeros that it began with."""
_SESSION = "届"
_WIDEST = 100
"""Places that a written number takes at most."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where units stand in the attachments of the documents ``docs``, which ascend; each is
    looked up once for all of them."""

    matching: Matching
    docs: Docs
    _known: dict[str, list[Numbers | None]] = field(default_factory=dict)

    def of(self, number: int, unit: str) -> Numbers | None:
        """The places of the unit in that one of the documents, ascending; None where it may have
        some that are not known: a single Han character's, or any when the clock is over."""
        if unit not in self._known:
            self._known[unit] = self._look_up(unit)
        return self._known[unit][number]

    def _look_up(self, unit: str) -> list[Numbers | None]:
        split = self.matching.split(self.docs)
        holding = self.matching.unit(_PART, unit).frequencies_at(split) > 0
        places = self.matching.places(_PART, (unit,), split)[unit]
        if self.matching.clock.over():
            return [None] * len(self.docs)
        if any(token.prefix for token in phrase(unit)):
            return [None if one else EMPTY for one in holding.tolist()]
        bases = np.arange(len(self.docs) + 1) << OFFSET_BITS
        edges = places.searchsorted(bases).tolist()
        return [places[start:end] & OFFSET for start, end in pairwise(edges)]


def texts(article: Article, record: Record, find: Find) -> Iterator[Text]:
    """The texts of the attachments of an article."""
    if not record.texts:
        yield from (WholeText(one.text) for one in article.attachments)
        return
    place = 0
    for stored in record.texts:
        yield BlockText(stored, place, find)
        place += sum(stored.extents.places) + 1


@dataclass(frozen=True, slots=True)
class BlockText:
    """Fulfils :class:`index.places.Text`, reading as few blocks as it can. ``first`` is the
    place at which the text begins; ``find`` gives the places of a unit in the document, None
    where they are not known."""

    stored: StoredText
    first: int
    find: Find

    def telling(self, units: Sequence[str]) -> Piece:
        """See :class:`index.places.Text`."""
        best, most, at = Piece(""), 0, -1
        bounds = self._bounds(units)
        for number in np.argsort(-bounds, kind="stable").tolist():
            if not bounds[number] or (bounds[number], -number) <= (most, -at):
                break
            piece = self._piece(number)
            end = piece.lead + self.stored.extents.characters[number]
            found = [spot for spot in spots(piece.text, units) if piece.lead <= spot[0] < end]
            held = len({unit for _, _, unit in found})
            if (held, -number) > (most, -at):
                best, most, at = replace(piece, spots=found), held, number
        return best

    def _bounds(self, units: Iterable[str]) -> Numbers:
        """Of each block how many of the units it holds at most."""
        edges = self._edges()
        bounds = np.zeros(len(edges) - 1, np.int64)
        for unit in units:
            places = self.find(unit)
            if places is None:
                bounds += 1
            elif places.size:
                found = places.searchsorted(edges)
                bounds += found[1:] > found[:-1]
        return bounds

    def opening(self) -> Piece | None:
        """See :class:`index.places.Text`."""
        pieces = map(self._piece, range(len(self.stored.extents.sizes)))
        return next((piece for piece in pieces if piece.text[piece.lead :].strip()), None)

    def numbered(self, names: Iterable[str]) -> Iterable[Piece]:
        """See :class:`index.places.Text`."""
        wanted = np.zeros(len(self.stored.extents.sizes), np.bool_)
        for name in names:
            wanted |= self._may_write(name)
        pieces = map(self._piece, np.flatnonzero(wanted).tolist())
        return (piece for piece in pieces if piece.start < LONGEST_NUMBERED)

    def _may_write(self, name: str) -> npt.NDArray[np.bool_]:
        """The blocks in which a number may begin whose canonical form has ``name`` in it: those
        with the rarest of its runs of digits, or right before such."""
        every = np.ones(len(self.stored.extents.sizes), np.bool_)
        if _JOINED.search(name):
            return every
        runs = dict.fromkeys(_DIGITS.findall(name))
        clues = [self._written(run) for run in runs] or [self.find(_SESSION)]
        known = [places for places in clues if places is not None]
        if len(known) < len(clues):
            return every
        places, edges = min(known, key=len), self._edges()
        ends = np.searchsorted(places, edges[1:] + _WIDEST)
        begins: npt.NDArray[np.bool_] = ends > np.searchsorted(places, edges[:-1])
        return begins

    def _written(self, run: str) -> Numbers | None:
        """Where the digits stand as they are or behind zeros."""
        widths = range(len(run), max(len(run), _MOST_DIGITS) + 1)
        found = [self.find(run.zfill(width)) for width in widths]
        known = [places for places in found if places is not None]
        return np.sort(np.concatenate(known)) if len(known) == len(found) else None

    def _edges(self) -> Numbers:
        """The places at which the blocks begin, and where the last ends."""
        return np.cumsum(np.array([self.first, *self.stored.extents.places], np.int64))

    def _piece(self, number: int) -> Piece:
        start = sum(self.stored.extents.characters[:number])
        lead = min(OVERLAP, start)
        return Piece(self.stored.block(number), start - lead, lead)
