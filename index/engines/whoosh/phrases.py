"""Where a run of characters stands, by positions of n-grams alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from index.analysis import PhraseToken, phrase
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.inverted import InvertedField
from index.engines.whoosh.packed import EMPTY, Numbers
from index.engines.whoosh.postings import Clock, Docs, Frequencies, Postings
from index.engines.whoosh.segments import OpenSegment

Found = tuple[Docs, Frequencies]
"""Documents, and how often each holds what was looked for."""

_NOTHING: Found = (EMPTY, EMPTY)


def find_phrase(postings: Postings, field: str, text: str, clock: Clock) -> Found:
    """The documents whose ``field`` holds the normalised ``text`` literally, and how often.

    Exactly those in which :func:`index.analysis.occurrences` finds it; fewer when the
    clock is over.
    """
    read = partial(_find_everywhere, postings, field, text, clock)
    return postings.recent.get((field, text.encode()), read, lambda: not clock.expired)


def _find_everywhere(postings: Postings, field: str, text: str, clock: Clock) -> Found:
    tokens = phrase(text)
    docs, frequencies = [EMPTY], [EMPTY]
    for segment, base in zip(postings.segments, postings.bases, strict=True):
        if tokens and not clock.over():
            found, counts = _find(segment, field, tokens, clock)
            living = segment.living(found)
            docs.append(found[living] + base)
            frequencies.append(counts[living])
    return np.concatenate(docs), np.concatenate(frequencies)


def _find(segment: OpenSegment, field: str, tokens: tuple[PhraseToken, ...], clock: Clock) -> Found:
    inverted = segment.fields[field]
    if tokens[0].prefix:
        return _beginning(inverted, tokens[0].text, segment.size)
    spans = {token.text: (0, 0) for token in tokens}
    for text in spans:
        spans[text] = inverted.span(term_bytes(text))
        if spans[text][0] == spans[text][1]:
            return _NOTHING
    if len(tokens) > 1:
        return _together(inverted, tokens, spans, clock)
    span = spans[tokens[0].text]
    return inverted.docs(span), inverted.frequencies(span)


def _beginning(inverted: InvertedField, character: str, size: int) -> Found:
    """Every token that begins with the character. Its frequency is in how many different
    ones a document has it, which is near enough to rank by and needs no positions."""
    _, docs = inverted.docs_of(*inverted.terms.prefixed(character.encode()))
    counts = np.bincount(docs, minlength=size)
    found = np.flatnonzero(counts)
    return found, counts[found]


@dataclass(frozen=True, slots=True)
class _Read:
    """The postings of one token of a phrase, and the document of each; both ascend."""

    postings: Numbers
    docs: Docs

    def among(self, docs: Docs) -> _Read:
        """Those in the documents ``docs``."""
        kept = _held(self.docs, docs)
        return _Read(self.postings[kept], self.docs[kept])

    def places(self, inverted: InvertedField) -> Numbers:
        """Where the token stands: document times 2^32 plus position, ascending."""
        lengths, positions = inverted.positions(self.postings)
        return (np.repeat(self.docs, lengths) << 32) + positions


def _together(
    inverted: InvertedField,
    tokens: tuple[PhraseToken, ...],
    spans: dict[str, tuple[int, int]],
    clock: Clock,
) -> Found:
    """The documents that hold the tokens at their distances: those that hold them at all,
    the rarest token first, and of those the ones whose positions agree."""
    read: dict[str, _Read] = {}
    docs: Docs | None = None
    for text in sorted(spans, key=lambda text: spans[text][1] - spans[text][0]):
        if clock.over():
            return _NOTHING
        own = _Read(np.arange(*spans[text]), inverted.docs(spans[text]))
        read[text] = own if docs is None else own.among(docs)
        docs = read[text].docs
        if not docs.size:
            return _NOTHING
    among = EMPTY if docs is None else docs
    places = {text: own.among(among).places(inverted) for text, own in read.items()}
    return np.unique(_starts(tokens, places) >> 32, return_counts=True)


def _starts(tokens: tuple[PhraseToken, ...], places: dict[str, Numbers]) -> Numbers:
    """Where the phrase begins: the places of its rarest token, less and less of them."""
    rarest = min(tokens, key=lambda token: places[token.text].size)
    starts = places[rarest.text] - rarest.offset
    for token in tokens:
        starts = starts[_held(starts + token.offset, places[token.text])]
    return starts


def _held(wanted: Numbers, among: Numbers) -> npt.NDArray[np.bool_]:
    """Which of ``wanted`` are in ``among``; both ascend."""
    if not among.size:
        return np.zeros(wanted.size, np.bool_)
    at = np.minimum(np.searchsorted(among, wanted), among.size - 1)
    held: npt.NDArray[np.bool_] = among[at] == wanted
    return held
