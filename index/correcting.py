"""What was meant where a word was mistyped: words of the index that are one error away.

A noisy channel: a candidate is likelier the more articles have it and the less its error
costs (Kernighan, Church and Gale, "A spelling correction program based on a noisy channel
model", 1990). Only pieces that hardly any article has are taken for mistyped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from heapq import nlargest

import numpy as np
import numpy.typing as npt

from index.analysis.confusion import OTHER, SHAPE, costs
from index.completing import Carriers
from index.lexicon import Codes, Lexicon, Numbers, best

FEW = 3
"""What fewer articles have may be mistyped."""

SWAPPED = SHAPE
DOUBLED = 2
MISSING = 5
SUPERFLUOUS = 6

WEIGHT = 1.8
"""What a unit of cost weighs against the logarithm of a number of articles."""

LONGEST_RUN = 16
_LONGEST_PIECE = 6
_MOST_PIECES = 16
_MOST_LOOKED_UP = 24
"""Corrections that are looked up as they would stand in the texts."""
_UNSEEN = 4.0
"""How much less likely a word is for its neighbours, while no article has them together."""

Attested = Callable[[str], int]
"""How many articles that the viewer may see hold a normalised text literally."""


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """``text`` is the run with one piece of it mended to ``word``, at ``cost``."""

    text: str
    cost: int
    word: str


def score(count: int, cost: int) -> float:
    """How likely a correction is that so many articles have."""
    return math.log1p(count) - WEIGHT * cost


@dataclass(frozen=True, slots=True)
class Corpus:
    """What corrections are made from: the words, of each how many articles that the viewer
    may see have it, how many hold a text, and whether a dictionary has a word."""

    lexicon: Lexicon
    carriers: Carriers
    attested: Attested
    is_known: Callable[[str], bool]


def corrections(run: str, corpus: Corpus, most: int) -> list[Correction]:
    """The likeliest corrections of a normalised run of Han characters, the likeliest first.

    Only words that the viewer has an article for; what others may see changes nothing.
    """
    found: dict[str, tuple[float, Correction]] = {}
    attested = cache(corpus.attested)
    for start, end in _pieces(run, replace(corpus, attested=attested)):
        whole = end - start == len(run)
        for value, (word, cost) in _words(run[start:end], corpus, most):
            text = run[:start] + word + run[end:]
            likely = value if whole else value - _UNSEEN
            if text not in found or found[text][0] < likely:
                found[text] = likely, Correction(text, cost, word)
    likeliest = nlargest(_MOST_LOOKED_UP, found.values())
    seen = ((max(value, score(attested(one.text), one.cost)), one) for value, one in likeliest)
    return [one for _, one in nlargest(most, seen)]


def _words(piece: str, corpus: Corpus, most: int) -> list[tuple[float, tuple[str, int]]]:
    """The likeliest words one error away from the piece, with their scores and costs."""
    numbers, paid = candidates(piece, corpus.lexicon)

    def exact(places: Numbers) -> Iterator[tuple[float, tuple[str, int]]]:
        words = [corpus.lexicon.text(number) for number in numbers[places].tolist()]
        for word, cost, count in zip(
            words, paid[places].tolist(), corpus.carriers(words), strict=True
        ):
            if count:
                yield score(count, cost), (word, cost)

    return best(np.log1p(corpus.lexicon.counts[numbers]) - WEIGHT * paid, exact, most)


def _pieces(run: str, corpus: Corpus) -> list[tuple[int, int]]:
    """The pieces that may be mistyped words: hardly any article has them, and they do not lie
    within a word of a dictionary that some article has. Those nearest to the length of a word
    come first."""
    if not 2 <= len(run) <= LONGEST_RUN:
        return []
    every = [
        (start, end)
        for start in range(len(run) - 1)
        for end in range(start + 2, min(start + _LONGEST_PIECE, len(run)) + 1)
    ]
    sound = [
        (a, b)
        for a, b in every
        if b - a >= min(3, len(run)) and corpus.is_known(run[a:b]) and corpus.attested(run[a:b])
    ]
    pieces = [
        (start, end)
        for start, end in every
        if corpus.attested(run[start:end]) < FEW
        and not any(a <= start and end <= b for a, b in sound)
    ]
    return sorted(pieces, key=lambda piece: abs(piece[1] - piece[0] - 3.5))[:_MOST_PIECES]


def candidates(piece: str, lexicon: Lexicon) -> tuple[Numbers, Numbers]:
    """The numbers of the words one error away from ``piece``, each once, and its least cost.

    Any number of characters of the same or nearly the same sound or shape counts as one
    error; another character only in words of three and more.
    """
    row = np.array([min(ord(character), 0xFFFF) for character in piece], np.uint16)
    found = [
        _replaced(piece, lexicon),
        _missing(row, lexicon),
        *((lexicon.equal(other), cost) for other, cost in _variants(row)),
    ]
    numbers = np.concatenate([numbers for numbers, _ in found])
    paid = np.concatenate([np.broadcast_to(cost, own.shape) for own, cost in found])
    order = np.lexsort((paid, numbers))
    numbers, paid = numbers[order], paid[order].astype(np.int64)
    is_first = np.ones(len(numbers), np.bool_)
    is_first[1:] = numbers[1:] != numbers[:-1]
    return numbers[is_first], paid[is_first]


Priced = tuple[Numbers, int | npt.NDArray[np.int64]]
"""Numbers of words, and what each costs or all cost."""


def _replaced(piece: str, lexicon: Lexicon) -> Priced:
    numbers, rows = lexicon.of_length(len(piece))
    paid = np.zeros(len(numbers), np.int64)
    for column, character in enumerate(piece):
        paid += costs(character).take(rows[:, column])
    fits = np.flatnonzero((paid > 0) & (paid <= (OTHER if len(piece) > 2 else OTHER - 1)))
    return numbers[fits], paid[fits]


def _missing(row: Codes, lexicon: Lexicon) -> Priced:
    """The words that are ``row`` with one character more."""
    numbers, rows = lexicon.of_length(len(row) + 1)
    before = np.ones((len(row) + 1, len(numbers)), np.bool_)
    behind = np.ones_like(before)
    for column in range(len(row)):
        before[column + 1] = before[column] & (rows[:, column] == row[column])
    for column in reversed(range(len(row))):
        behind[column] = behind[column + 1] & (rows[:, column + 1] == row[column])
    return numbers[(before & behind).any(axis=0)], MISSING


def _variants(row: Codes) -> Iterator[tuple[Codes, int]]:
    """The row with two neighbours swapped, and with one character less."""
    for at in range(len(row) - 1):
        if row[at] != row[at + 1]:
            swapped = row.copy()
            swapped[[at, at + 1]] = row[[at + 1, at]]
            yield swapped, SWAPPED
    for at in range(len(row)):
        if len(row) > 2:
            is_double = row[at] in row[max(0, at - 1) : at] or row[at] in row[at + 1 : at + 2]
            yield np.delete(row, at), DOUBLED if is_double else SUPERFLUOUS
