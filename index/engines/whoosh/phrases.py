"""Where a run of characters stands, by positions of n-grams alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.analysis import PhraseToken, phrase
from index.engines.whoosh.inverted import InvertedField, Span
from index.engines.whoosh.packed import EMPTY, Numbers
from index.engines.whoosh.posting_lists import (
    NOTHING,
    Docs,
    Frequencies,
    PostingList,
    ReadList,
    SegmentList,
    Split,
    find,
)
from index.engines.whoosh.postings import Clock, Postings
from index.engines.whoosh.segments import OpenSegment

Found = tuple[Docs, Frequencies]
"""Documents, and how often each holds what was looked for."""

_NOTHING: Found = (EMPTY, EMPTY)

_FEW = 8
"""Fewer than one in so many are looked up; more are merged or marked."""
_SPARSE = 128
"""Fewer documents than one in so many of the segment are not worth a mask of it."""
OFFSET_BITS = 32
OFFSET = (1 << OFFSET_BITS) - 1
_MANY = 2000
"""Postings; so many are read token by token, as lists that are read whole cost less."""


def find_phrase(postings: Postings, field: str, text: str, clock: Clock) -> PostingList:
    """The documents whose ``field`` holds the normalised ``text`` literally, and how often.

    Exactly those in which :func:`index.analysis.occurrences` finds it; fewer when the
    clock is over.
    """
    tokens = phrase(text)
    if not tokens or clock.over():
        return NOTHING
    if len(tokens) == 1 and not tokens[0].prefix:
        return postings.term(field, tokens[0].text)
    read = partial(_find_everywhere, postings, field, tokens, clock)
    docs, often = postings.recent.get((field, text), read, lambda: not clock.expired)
    return ReadList(docs, often)


def _find_everywhere(
    postings: Postings, field: str, tokens: tuple[PhraseToken, ...], clock: Clock
) -> Found:
    lists = {token.text: postings.term(field, token.text) for token in tokens if not token.prefix}
    docs: list[Docs] = [EMPTY]
    frequencies: list[Frequencies] = [EMPTY]
    for number, segment in enumerate(postings.segments):
        if not clock.over():
            parts = {token: of_all.part(number) for token, of_all in lists.items()}
            own = {token: part.span if part else (0, 0) for token, part in parts.items()}
            found, counts = _find(segment, field, tokens, own, clock)
            living = segment.living(found)
            docs.append(found[living] + postings.bases[number])
            frequencies.append(counts[living])
    return np.concatenate(docs), np.concatenate(frequencies)


def _find(
    segment: OpenSegment,
    field: str,
    tokens: tuple[PhraseToken, ...],
    spans: dict[str, Span],
    clock: Clock,
) -> Found:
    inverted = segment.fields[field]
    if tokens[0].prefix:
        return _beginning(inverted, tokens[0].text, segment.size)
    if any(first == last for first, last in spans.values()):
        return _NOTHING
    return _Holding(inverted, segment.size, spans).phrase(tokens, clock)


def at_most(postings: Postings, field: str, text: str) -> int:
    """How many documents can hold the normalised ``text`` as a phrase: as many as have its
    rarest token, or as it was found in lately; deleted ones among them."""
    read = postings.recent.peek((field, text))
    if read is not None:
        return len(read[0])
    tokens = phrase(text)
    if any(token.prefix for token in tokens):
        return postings.size
    return min((postings.term(field, token.text).most for token in tokens), default=0)


def find_places(
    postings: Postings,
    field: str,
    carriers: Mapping[str, PostingList],
    among: Split,
    clock: Clock,
    *,
    together: bool = False,
) -> dict[str, Numbers]:
    """Where normalised texts stand in the documents ``among``: of each text the place of the
    document among them times 2^32 plus the offset, ascending. ``carriers`` has of each text
    all that hold it, as :func:`find_phrase` gives them. ``together``: only in documents that
    hold more than one of the texts.

    Nothing for a single Han character, of which no token tells where it stands everywhere;
    fewer when the clock is over. The positions of all texts are read at once: for few
    documents the calls cost more than the numbers.
    """
    texts = {
        text: tokens
        for text, holders in carriers.items()
        if holders.most and not (tokens := phrase(text))[0].prefix
    }
    found: dict[str, list[Numbers]] = {text: [] for text in carriers}
    for number, (first, docs) in among.parts.items() if texts else ():
        if clock.over():
            break
        reading = _Reading(postings.segments[number].fields[field], first, docs)
        base = postings.bases[number]
        for text, tokens in texts.items():
            parts = {one.text: postings.term(field, one.text).part(number) for one in tokens}
            lists = {token: part for token, part in parts.items() if part}
            if len(lists) == len(parts):
                holders = carriers[text].docs() - base if len(tokens) > 1 else None
                reading.add(text, lists, holders)
        if together:
            reading.leave_out_those_alone()
        for text, places in reading.places().items():
            found[text].append(_starts(texts[text], places))
    return {text: _joined(parts) for text, parts in found.items()}


def _joined(parts: Sequence[Numbers]) -> Numbers:
    return parts[0] if len(parts) == 1 else np.concatenate([EMPTY, *parts])


@dataclass(slots=True)
class _Reading:
    """Where tokens stand in the ``docs`` of one segment, which are the ``first`` and the next
    of some documents: asked for text by text, and read at once."""

    inverted: InvertedField
    first: int
    docs: Docs
    _keys: list[tuple[str, str]] = field(default_factory=list)
    _owners: list[Numbers] = field(default_factory=list)
    _postings: list[Numbers] = field(default_factory=list)

    def add(self, text: str, lists: Mapping[str, SegmentList], holders: Docs | None) -> None:
        """The tokens of a text, with their postings; ``holders`` are the documents that hold
        the text, all tokens of which then stand there: None for a text of one token."""
        inside = None if holders is None else np.flatnonzero(held(self.docs, holders))
        docs = self.docs if inside is None else self.docs[inside]
        for token, postings in lists.items():
            has, places = postings.find(docs)
            owners = np.flatnonzero(has) if inside is None else inside
            self._keys.append((text, token))
            self._owners.append(owners)
            self._postings.append(places + postings.span[0])

    def leave_out_those_alone(self) -> None:
        """Leave out the documents that hold but one of the texts."""
        of_texts = {text: own for (text, _), own in zip(self._keys, self._owners, strict=True)}
        texts = np.bincount(np.concatenate([EMPTY, *of_texts.values()]), minlength=len(self.docs))
        for number, owners in enumerate(self._owners):
            is_kept = texts[owners] > 1
            self._owners[number] = owners[is_kept]
            self._postings[number] = self._postings[number][is_kept]

    def places(self) -> dict[str, dict[str, Numbers]]:
        """Of each text and token where the token stands: the place of the document times 2^32
        plus the position, ascending."""
        found: dict[str, dict[str, Numbers]] = {}
        if not any(map(len, self._postings)):
            return found
        lengths, positions = self.inverted.positions_at(np.concatenate(self._postings))
        owners = (np.concatenate(self._owners) + self.first) << OFFSET_BITS
        places = np.repeat(owners, lengths) + positions
        ends = np.append(0, np.cumsum(lengths))
        edges = ends[np.cumsum([0, *map(len, self._postings)])].tolist()
        for (text, token), (begin, end) in zip(self._keys, pairwise(edges), strict=True):
            found.setdefault(text, {})[token] = places[begin:end]
        return found


def _beginning(inverted: InvertedField, character: str, size: int) -> Found:
    """Every token that begins with the character. Its frequency is in how many different
    ones a document has it, which is near enough to rank by and needs no positions."""
    _, docs = inverted.docs_of(*inverted.terms.prefixed(character.encode()))
    counts = np.bincount(docs, minlength=size)
    found = np.flatnonzero(counts)
    return found, counts[found]


@dataclass(frozen=True, slots=True)
class _Holding:
    """The tokens of a phrase in one segment of ``size`` documents, each with its span."""

    inverted: InvertedField
    size: int
    spans: dict[str, Span]

    def phrase(self, tokens: tuple[PhraseToken, ...], clock: Clock) -> Found:
        """The documents that hold the tokens at their distances, and how often."""
        return _counted(self.starts(tokens, clock) >> OFFSET_BITS)

    def starts(self, tokens: tuple[PhraseToken, ...], clock: Clock) -> Numbers:
        """Where the tokens stand at their distances: document times 2^32 plus the offset of
        the first, ascending."""
        read: dict[str, Docs] = {}
        docs: Docs | None = None
        for text in sorted(self.spans, key=lambda text: self.spans[text][1] - self.spans[text][0]):
            if clock.over():
                return EMPTY
            read[text] = self.inverted.docs(self.spans[text])
            docs = read[text] if docs is None else self._common(docs, read[text])
            if not docs.size:
                return EMPTY
        if docs is None or clock.over():
            return EMPTY
        return _starts(tokens, self._places(read, docs))

    def _common(self, docs: Docs, others: Docs) -> Docs:
        """The documents that are in both."""
        if self._are_few(docs, others):
            return docs[held(docs, others)]
        return docs[self._mask(others)[docs]]

    def _among(self, docs: Docs, chosen: Docs) -> Numbers:
        """The places in ``docs`` of the ``chosen``, which are all there."""
        if docs.size == chosen.size:
            return np.arange(docs.size)
        if self._are_few(chosen, docs):
            return np.searchsorted(docs, chosen)
        places: Numbers = np.flatnonzero(self._mask(chosen)[docs])
        return places

    def _are_few(self, docs: Docs, others: Docs) -> bool:
        """Whether looking each up costs less than a mask of the segment."""
        return docs.size * _SPARSE < self.size or docs.size * _FEW < others.size

    def _mask(self, docs: Docs) -> npt.NDArray[np.bool_]:
        mask = np.zeros(self.size, np.bool_)
        mask[docs] = True
        return mask

    def _places(self, read: dict[str, Docs], docs: Docs) -> dict[str, Numbers]:
        """Where each token stands in ``docs``, all of which hold it: document times 2^32
        plus position, ascending."""
        texts = sorted(read, key=lambda text: self.spans[text])
        postings = [self.spans[text][0] + self._among(read[text], docs) for text in texts]
        if docs.size * len(texts) > _MANY:
            found = [self.inverted.positions(of_token) for of_token in postings]
        else:
            found = _split(*self.inverted.positions(np.concatenate(postings)), docs.size)
        high = docs << OFFSET_BITS
        places = (np.repeat(high, lengths) + positions for lengths, positions in found)
        return dict(zip(texts, places, strict=True))


def _split(lengths: Numbers, positions: Numbers, size: int) -> list[tuple[Numbers, Numbers]]:
    """Lists of positions, one a posting, as parts of ``size`` postings."""
    of_parts = lengths.reshape(-1, size)
    ends = np.cumsum(of_parts.sum(axis=1))[:-1]
    return list(zip(of_parts, np.split(positions, ends), strict=True))


def _starts(tokens: tuple[PhraseToken, ...], places: dict[str, Numbers]) -> Numbers:
    """Where the phrase begins: the places of its rarest token, less and less of them."""
    rest = sorted(tokens, key=lambda token: places[token.text].size)
    starts = places[rest[0].text] - rest[0].offset
    for token in rest[1:]:
        starts = _in_both(starts, places[token.text] - token.offset)
    return starts


def _in_both(few: Numbers, many: Numbers) -> Numbers:
    """The numbers that are in both; both ascend, without repetition."""
    if few.size * _FEW < many.size:
        return few[held(few, many)]
    merged = np.concatenate((few, many))
    merged.sort(kind="stable")  # of two sorted runs: they are merged in linear time
    both: Numbers = merged[:-1][merged[1:] == merged[:-1]]
    return both


def held(wanted: Numbers, among: Numbers) -> npt.NDArray[np.bool_]:
    """Which of ``wanted`` are in ``among``; both ascend."""
    return find(wanted, among)[0]


def _counted(docs: Numbers) -> Found:
    """Each of ``docs``, which ascend, once; and how often it was there."""
    if not docs.size:
        return _NOTHING
    firsts: Numbers = np.flatnonzero(np.append(True, docs[1:] != docs[:-1]))
    return docs[firsts], np.append(firsts[1:], docs.size) - firsts
