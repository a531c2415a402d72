"""Where a run of characters stands, by positions of n-grams alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from index.analysis import PhraseToken, phrase
from index.engines.whoosh.fields import character_term, term_bytes
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
    match tokens:
        case ():
            return _NOTHING
        case (PhraseToken(prefix=True),):
            return postings.frequencies(field, character_term(text), clock)
        case (_,):
            return postings.frequencies(field, term_bytes(text), clock)
    wanted = dict.fromkeys(token.text for token in tokens)
    among = _holding_all(postings, field, wanted, clock)
    if not among.size:
        return _NOTHING
    places = {text: postings.keys(field, term_bytes(text), among, clock) for text in wanted}
    docs, counts = np.unique(_starts(tokens, places) >> 32, return_counts=True)
    return docs, counts.astype(np.float64)


def _holding_all(postings: Postings, field: str, wanted: Iterable[str], clock: Clock) -> Docs:
    """The documents that hold every token, wherever; none when the clock is over."""
    among: Docs | None = None
    for text in wanted:
        if clock.over():
            return _NOTHING[0]
        docs = postings.docs(field, term_bytes(text))
        among = docs if among is None else docs[_held(docs, among)]
        if not among.size:
            break
    return _NOTHING[0] if among is None else among


def _starts(tokens: tuple[PhraseToken, ...], places: dict[str, Keys]) -> Keys:
    """Where the phrase begins: the places of its rarest token, less and less of them."""
    rarest = min(tokens, key=lambda token: places[token.text].size)
    starts = places[rarest.text] - rarest.offset
    for token in tokens:
        starts = starts[_held(starts + token.offset, places[token.text])]
    return starts


def _held(wanted: Keys, among: Keys) -> npt.NDArray[np.bool_]:
    """Which of ``wanted`` are in ``among``; both ascend."""
    if not among.size:
        return np.zeros(wanted.size, np.bool_)
    at = np.minimum(np.searchsorted(among, wanted), among.size - 1)
    held: npt.NDArray[np.bool_] = among[at] == wanted
    return held
