"""Where a run of characters stands, by positions of n-grams alone."""

from __future__ import annotations

from functools import reduce

import numpy as np

from index.analysis import PhraseToken, phrase
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.postings import Clock, Docs, Frequencies, Keys, Postings

_NOTHING: tuple[Docs, Frequencies] = (np.empty(0, np.int64), np.empty(0, np.float64))


def find_phrase(
    postings: Postings, field: str, text: str, clock: Clock
) -> tuple[Docs, Frequencies]:
    """The documents whose ``field`` holds the normalised ``text`` literally, and how often.

    Exactly those in which :func:`index.analysis.occurrences` finds it; fewer when the
    clock is over.
    """
    tokens = phrase(text)
    if not tokens:
        return _NOTHING
    if len(tokens) == 1:
        return _single(postings, field, tokens[0], clock)
    among = _holding_all(postings, field, tokens, clock)
    if not among.size:
        return _NOTHING
    starts = reduce(
        lambda a, b: np.intersect1d(a, b, assume_unique=True),
        (_starts(postings, field, token, among, clock) for token in tokens),
    )
    docs, counts = np.unique(starts >> 32, return_counts=True)
    return docs, counts.astype(np.float64)


def _single(
    postings: Postings, field: str, token: PhraseToken, clock: Clock
) -> tuple[Docs, Frequencies]:
    """One token; of a lone character the frequency is in how many different bigrams a
    document has it, which is near enough to rank by and needs no positions."""
    if not token.prefix:
        return postings.frequencies(field, term_bytes(token.text), clock)
    found = []
    for term in _terms(postings, field, token):
        found.append(postings.docs(field, term))
        if clock.over():
            break
    docs, counts = np.unique(np.concatenate(found or [_NOTHING[0]]), return_counts=True)
    return docs, counts.astype(np.float64)


def _holding_all(
    postings: Postings, field: str, tokens: tuple[PhraseToken, ...], clock: Clock
) -> Docs:
    among: Docs | None = None
    for token in tokens:
        if clock.over():
            return np.empty(0, np.int64)
        found = [postings.docs(field, term) for term in _terms(postings, field, token)]
        docs = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
        among = docs if among is None else np.intersect1d(among, docs, assume_unique=True)
        if not among.size:
            break
    return np.empty(0, np.int64) if among is None else among


def _starts(postings: Postings, field: str, token: PhraseToken, among: Docs, clock: Clock) -> Keys:
    found = [postings.keys(field, term, among, clock) for term in _terms(postings, field, token)]
    return np.unique(np.concatenate(found)) - token.offset if found else np.empty(0, np.int64)


def _terms(postings: Postings, field: str, token: PhraseToken) -> list[bytes]:
    if token.prefix:
        return postings.terms(field, token.text.encode())
    return [term_bytes(token.text)]
