"""What was meant where a word was mistyped: words of the index that are one error away.

A noisy channel: a candidate is likelier the more articles have it and the less its error
costs (Kernighan, Church and Gale, "A spelling correction program based on a noisy channel
model", 1990). Only pieces that hardly any article has are taken for mistyped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from heapq import nlargest
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.analysis import Token
from index.analysis.confusion import OTHER, SHAPE, costs
from index.analysis.content_words import is_content
from index.analysis.pinyin import PLANE
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

DEAREST = 3
"""The cost of an error up to which a correction is clear by itself."""
LEAST_TELLING = 3
"""Characters of a word that tells what was meant where no article holds the correction."""

LONGEST_RUN = 16
_LONGEST_PIECE = 6
_MOST_PIECES = 16
_MOST_LOOKED_UP = 24
"""Corrections that are looked up as they would stand in the texts."""
_UNSEEN = 4.0
"""How much less likely a word is for its neighbours, while no article has them together."""

Piece = tuple[int, int]
"""From which character of a run and up to which."""


class Attested(Protocol):
    """Counts the articles that the viewer may see by the normalised texts they hold."""

    def count(self, text: str) -> int:
        """How many hold the text literally."""

    def reaches(self, text: str, least: int) -> bool:
        """Whether so many do, which is often known without a count."""


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """``text`` is the run with one piece of it mended to ``word``, at ``cost``; ``count``
    articles hold it literally."""

    text: str
    cost: int
    word: str
    count: int = 0


def is_telling(correction: Correction) -> bool:
    """Whether it is worth searching for although no article holds it literally."""
    return correction.cost <= DEAREST and len(correction.word) >= LEAST_TELLING


def score(count: int, cost: int) -> float:
    """How likely a correction is that so many articles have."""
    return math.log1p(count) - WEIGHT * cost


@dataclass(frozen=True, slots=True)
class Corpus:
    """What corrections are made from: the words, of each how many articles that the viewer
    may see have it, which texts they hold, and whether a dictionary has a word.

    ``words`` segments a normalised text. ``together`` says whether any article at all has
    all of some words: where none has those that stay, mending another helps nothing.
    """

    lexicon: Lexicon
    carriers: Carriers
    attested: Attested
    is_known: Callable[[str], bool]
    words: Callable[[str], Iterable[Token]]
    together: Callable[[tuple[str, ...]], bool]


def corrections(run: str, corpus: Corpus, most: int) -> list[Correction]:
    """The likeliest corrections of a normalised run of Han characters, the likeliest first.

    Only words that the viewer has an article for; what others may see changes nothing.
    """
    found: dict[str, tuple[float, Correction]] = {}
    pieces = _mendable(run, corpus)
    first, last = _literal_ends(run, corpus.attested) if pieces else (0, 0)
    for start, end in pieces:
        unseen = 0.0 if end - start == len(run) else _UNSEEN
        is_literal = start <= first and last <= end
        floor = _floor(found) + unseen
        for value, (word, cost) in _words(run[start:end], corpus, most, floor, is_literal):
            text = run[:start] + word + run[end:]
            likely = value - unseen
            if text not in found or found[text][0] < likely:
                found[text] = likely, Correction(text, cost, word)
    likeliest = nlargest(_MOST_LOOKED_UP, found.values())
    counted = (
        (value, replace(one, count=corpus.attested.count(one.text))) for value, one in likeliest
    )
    seen = ((max(value, score(one.count, one.cost)), one) for value, one in counted)
    return [one for _, one in nlargest(most, seen)]


def _mendable(run: str, corpus: Corpus) -> list[Piece]:
    """The pieces that may be mistyped and whose neighbours some article has together."""
    if not 2 <= len(run) <= LONGEST_RUN:
        return []
    content = [(word, at) for word, at in corpus.words(run) if is_content(word)]
    together = cache(corpus.together)

    def is_open(start: int, end: int) -> bool:
        beside = (word for word, at in content if at + len(word) <= start or end <= at)
        return together(tuple(dict.fromkeys(beside)))

    # What is beside the longest pieces is beside those within them too.
    length = min(_LONGEST_PIECE, len(run))
    windows = [(at, at + length) for at in range(len(run) - length + 1)]
    windows = [window for window in windows if is_open(*window)]
    if not windows:
        return []
    pieces = _pieces(run, windows, corpus.attested, corpus.is_known)
    return [piece for piece in pieces if is_open(*piece)]


def _literal_ends(run: str, attested: Attested) -> tuple[int, int]:
    """Up to where the run begins as some article has it, and from where it ends so: a piece
    that is not all between cannot be mended to what an article holds literally."""
    ends = range(2, len(run) + 1)
    first = next((end - 1 for end in ends if not attested.reaches(run[:end], 1)), len(run))
    last = next((end - 1 for end in ends if not attested.reaches(run[-end:], 1)), len(run))
    return first, len(run) - last


def _floor(found: dict[str, tuple[float, Correction]]) -> float:
    """What a further correction has to be worth to be looked up."""
    if len(found) < _MOST_LOOKED_UP:
        return -math.inf
    return nlargest(_MOST_LOOKED_UP, (value for value, _ in found.values()))[-1]


def _words(
    piece: str, corpus: Corpus, most: int, floor: float, is_literal: bool
) -> list[tuple[float, tuple[str, int]]]:
    """The likeliest words one error away from the piece, with their scores and costs; none
    that is worth less than ``floor`` need be among them. Unless an article may hold the
    correction, ``is_literal``, only words that tell without one."""
    if not is_literal and len(piece) < LEAST_TELLING:
        return []
    dearest = OTHER if is_literal else DEAREST
    numbers, paid = candidates(piece, corpus.lexicon, dearest)

    def exact(places: Numbers) -> Iterator[tuple[float, tuple[str, int]]]:
        words = [corpus.lexicon.text(number) for number in numbers[places].tolist()]
        for word, cost, count in zip(
            words, paid[places].tolist(), corpus.carriers(words), strict=True
        ):
            if count:
                yield score(count, cost), (word, cost)

    bounds = np.log1p(corpus.lexicon.counts[numbers]) - WEIGHT * paid
    worth = bounds >= floor
    if not is_literal:
        worth &= corpus.lexicon.lengths[numbers] >= LEAST_TELLING
    numbers, paid = numbers[worth], paid[worth]
    return best(bounds[worth], exact, most)


def _pieces(
    run: str, windows: list[Piece], attested: Attested, is_known: Callable[[str], bool]
) -> list[Piece]:
    """The pieces within the windows that may be mistyped words: hardly any article has them,
    and they do not lie within a word of a dictionary that some article has. Those nearest to
    the length of a word come first."""
    rare = _rare(run, windows, attested)
    sound = [
        (a, b)
        for a in range(len(run) - 1)
        for b in range(a + min(3, len(run)), min(a + _LONGEST_PIECE, len(run)) + 1)
        if is_known(run[a:b]) and attested.reaches(run[a:b], 1)
    ]
    pieces = [
        (start, end)
        for start, end in sorted(rare)
        if not any(a <= start and end <= b for a, b in sound)
    ]
    return sorted(pieces, key=lambda piece: abs(piece[1] - piece[0] - 3.5))[:_MOST_PIECES]


def _rare(run: str, windows: list[Piece], attested: Attested) -> set[Piece]:
    """The pieces within the windows that fewer than ``FEW`` articles hold: every piece that holds
    such a one is one too, and needs no look."""
    found: set[Piece] = set()
    for length in range(2, min(_LONGEST_PIECE, len(run)) + 1):
        for start in range(len(run) - length + 1):
            end = start + length
            if not any(a <= start and end <= b for a, b in windows):
                continue
            inner = {(start, end - 1), (start + 1, end)}
            if inner & found or not attested.reaches(run[start:end], FEW):
                found.add((start, end))
    return found


def candidates(piece: str, lexicon: Lexicon, dearest: int = OTHER) -> tuple[Numbers, Numbers]:
    """The numbers of the words one error away from ``piece``, each once, and its least cost;
    of errors that cost no more than ``dearest``.

    Any number of characters of the same or nearly the same sound or shape counts as one
    error; another character only in words of three and more.
    """
    row = np.array([min(ord(character), PLANE - 1) for character in piece], np.uint16)
    found = [_replaced(piece, lexicon, dearest), *_rearranged(row, lexicon, dearest)]
    if dearest >= MISSING:
        found.append(_missing(row, lexicon))
    numbers = np.concatenate([numbers for numbers, _ in found])
    paid = np.concatenate([np.broadcast_to(cost, own.shape) for own, cost in found])
    order = np.lexsort((paid, numbers))
    numbers, paid = numbers[order], paid[order].astype(np.int64)
    is_first = np.ones(len(numbers), np.bool_)
    is_first[1:] = numbers[1:] != numbers[:-1]
    return numbers[is_first], paid[is_first]


Priced = tuple[Numbers, int | npt.NDArray[np.int64]]
"""Numbers of words, and what each costs or all cost."""


def _replaced(piece: str, lexicon: Lexicon, dearest: int) -> Priced:
    numbers, rows = lexicon.of_length(len(piece))
    most = min(dearest, OTHER if len(piece) > 2 else OTHER - 1)
    # Two characters tell most words apart: the further ones are compared for what is left.
    paid = costs(piece[0]).take(rows[:, 0]) + costs(piece[1]).take(rows[:, 1])
    fits = np.flatnonzero(paid <= most)
    paid = paid[fits]
    for column, character in enumerate(piece[2:], 2):
        paid = paid + costs(character).take(rows[fits, column])
        fits, paid = fits[paid <= most], paid[paid <= most]
    is_other = paid > 0
    return numbers[fits[is_other]], paid[is_other].astype(np.int64)


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


def _rearranged(row: Codes, lexicon: Lexicon, dearest: int) -> Iterator[Priced]:
    """The words that are ``row`` with two neighbours swapped, or with one character less."""
    places = np.arange(len(row))
    swapping = np.flatnonzero(row[1:] != row[:-1])
    swapped = np.tile(places, (len(swapping), 1))
    swapped[np.arange(len(swapping)), swapping] += 1
    swapped[np.arange(len(swapping)), swapping + 1] -= 1
    yield _found(lexicon.find(row[swapped]), np.full(len(swapped), SWAPPED))
    if len(row) > 2:
        twice = np.append(row[1:] == row[:-1], False) | np.append(False, row[1:] == row[:-1])
        paid = np.where(twice, DOUBLED, SUPERFLUOUS)
        going = np.flatnonzero(paid <= dearest)
        if going.size:
            kept = places[:-1] + (places[:-1] >= going[:, None])
            yield _found(lexicon.find(row[kept]), paid[going])


def _found(numbers: Numbers, paid: npt.NDArray[np.int64]) -> Priced:
    return numbers[numbers >= 0], paid[numbers >= 0]
