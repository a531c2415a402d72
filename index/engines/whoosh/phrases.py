"""Where a run of characters stands, by positions of n-grams alone."""

from __future__ import annotations

from dataclasses import dataclass

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
    spans = [_span(inverted, token) for token in tokens]
    if any(start == end for start, end in spans):
        return _NOTHING
    if len(tokens) > 1:
        return _together(inverted, tokens, spans, clock)
    if tokens[0].prefix:
        return _prefixed(inverted, tokens[0], segment.size)
    return inverted.docs(spans[0]), inverted.frequencies(spans[0])


def _span(inverted: InvertedField, token: PhraseToken) -> tuple[int, int]:
    if not token.prefix:
        return inverted.span(term_bytes(token.text))
    return inverted.span_of(*inverted.terms.prefixed(token.text.encode()))


def _prefixed(inverted: InvertedField, token: PhraseToken, size: int) -> Found:
    """A lone character. Its frequency is in how many different bigrams a document has it,
    which is near enough to rank by and needs no positions."""
    _, docs = inverted.docs_of(*inverted.terms.prefixed(token.text.encode()))
    counts = np.bincount(docs, minlength=size)
    found = np.flatnonzero(counts)
    return found, counts[found]


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """The postings of one token of a phrase, and the document of each."""

    token: PhraseToken
    postings: Numbers
    docs: Docs

    @classmethod
    def read(
        cls, inverted: InvertedField, token: PhraseToken, span: tuple[int, int]
    ) -> _Occurrences:
        if token.prefix:
            _, docs = inverted.docs_of(*inverted.terms.prefixed(token.text.encode()))
        else:
            docs = inverted.docs(span)
        return cls(token, np.arange(*span), docs)

    def among(self, docs: Docs) -> _Occurrences:
        """Those in the documents ``docs``, which ascend."""
        kept = _is_member(self.docs, docs)
        return _Occurrences(self.token, self.postings[kept], self.docs[kept])

    def starts(self, inverted: InvertedField) -> Numbers:
        """Where the phrase would begin: document times 2^32 plus offset; ascending, which
        the postings of several terms are not of themselves."""
        lengths, positions = inverted.positions(self.postings)
        starts = (np.repeat(self.docs, lengths) << 32) + positions - self.token.offset
        return np.sort(starts) if self.token.prefix else starts


def _together(
    inverted: InvertedField,
    tokens: tuple[PhraseToken, ...],
    spans: list[tuple[int, int]],
    clock: Clock,
) -> Found:
    """The documents that hold the tokens at their distances: those that hold them at all,
    the rarest token first, and of those the ones whose positions agree."""
    found: list[_Occurrences] = []
    docs = EMPTY
    for number in sorted(range(len(tokens)), key=lambda n: spans[n][1] - spans[n][0]):
        if clock.over():
            return _NOTHING
        read = _Occurrences.read(inverted, tokens[number], spans[number])
        read = read.among(docs) if found else read
        docs = np.unique(read.docs) if tokens[number].prefix else read.docs
        found.append(read)
        if not docs.size:
            return _NOTHING
    starts: Numbers | None = None
    for read in found:
        if clock.over():
            return _NOTHING
        own = read.among(docs).starts(inverted)
        starts = own if starts is None else starts[_is_member(starts, own)]
    if starts is None or not starts.size:
        return _NOTHING
    return np.unique(starts >> 32, return_counts=True)


def _is_member(values: Numbers, ascending: Numbers) -> npt.NDArray[np.bool_]:
    """For each value whether it is among the others, which ascend."""
    if not ascending.size:
        return np.zeros(len(values), np.bool_)
    places = np.searchsorted(ascending, values)
    places[places == len(ascending)] = 0
    found: npt.NDArray[np.bool_] = ascending[places] == values
    return found
