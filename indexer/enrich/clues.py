"""What the tagger sees of each character: numbers that stand for clues around it.

A clue is a template with the characters or words it looks at (「the character before and
this one are 科协」), mixed into 32 bits. The same function serves training and reading, so
that both see the same. All in arrays: a thousand characters take half a millisecond.
"""

from __future__ import annotations

import functools
import re
import struct
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import rjieba

from indexer.enrich.known_names import BRAND, well_known
from indexer.enrich.matching import longest
from indexer.enrich.name_parts import NATIONAL, NOT_ENDINGS, OFFICES, SUFFIXES
from indexer.enrich.words import dictionary_tags

Numbers = npt.NDArray[np.uint64]
Clues = npt.NDArray[np.uint32]

CLUES = 1
"""Raised whenever the clues of a text change: a model made before knows them no more."""

MARGIN = 3
"""Empty characters before, between and behind sentences: as far as a template looks."""

LOOKAHEAD = 24
"""Words up to which the next suffix ahead is a clue."""

_SUFFIXES = frozenset(SUFFIXES) | NATIONAL
_LENGTHS = (5, 4, 3, 2, 1)
_PUNCTUATION = re.compile(r"[^\w()&.\-]")
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)


_PROFILE = struct.Struct("=4Q")


@functools.lru_cache(maxsize=1 << 18)
def _profile(word: str) -> bytes:
    """A word as numbers, as they lie in an array: itself, its dictionary tag, the suffix it
    ends with, whether it ends a stretch in which a name could stand."""
    tag = dictionary_tags().get(word, "")
    if word in OFFICES:
        tag = "office"
    suffix = ""
    if not word.endswith(NOT_ENDINGS):
        suffix = next((word[-n:] for n in _LENGTHS if word[-n:] in _SUFFIXES), "")
    stop = tag in _STOPS or word == "\0" or _PUNCTUATION.match(word) is not None
    suffixed = _number(suffix) if suffix else 0
    return _PROFILE.pack(_number(word), _number(tag), suffixed, int(stop))


_STOPS = frozenset("p d r y e u ul uj uv ug ud uz office".split())


def _number(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) | 1


def clues(sentences: Sequence[str]) -> Clues:
    """The clues of every character of the sentences: a row a template, a column a character.

    ``sentences`` are normalised, none is empty.
    """
    gap = "\0" * MARGIN
    text = gap + gap.join(sentence.replace("\0", " ") for sentence in sentences) + gap
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    inside = np.flatnonzero(points)
    return _templates(_folded(points), _of_words(text), inside)


def _folded(points: npt.NDArray[np.uint32]) -> Numbers:
    """Characters as numbers; every digit is 0 and every letter a."""
    folded = points.astype(np.uint64)
    folded[(points >= ord("0")) & (points <= ord("9"))] = ord("0")
    folded[(points >= ord("a")) & (points <= ord("z"))] = ord("a")
    return folded


def _of_words(text: str) -> Numbers:
    """Nine numbers a character: its word, the words and tags around it, the next suffix
    ahead and how far it is, its place in the word and in a well-known name."""
    cut = rjieba.cut(text, False)
    lengths = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut))
    if int(lengths.sum()) != len(text):
        raise AssertionError("the segmenter lost characters")
    profiles = np.frombuffer(b"".join(map(_profile, cut)), dtype=np.uint64)
    identity, tag, suffix, stop = profiles.reshape(-1, 4).T.copy()
    ahead, distance = _next_suffix(suffix, stop)
    table = np.stack(
        (identity, _before(identity), _after(identity), tag, _before(tag), _after(tag),
         ahead * np.uint64(32) + distance)
    )  # fmt: skip
    return np.vstack((np.repeat(table, lengths, axis=1), _places(lengths), _in_known(text)))


def _before(of: Numbers) -> Numbers:
    return np.concatenate((of[:1] * np.uint64(0), of[:-1]))


def _after(of: Numbers) -> Numbers:
    return np.concatenate((of[1:], of[:1] * np.uint64(0)))


def _in_known(text: str) -> Numbers:
    """The place of each character in a well-known name that stands there, else 0."""
    places = np.zeros(len(text), dtype=np.uint64)
    for match in longest(well_known().matches(text)):
        sort = 4 if match.name == BRAND else 1
        places[match.start : match.end] = sort
        places[match.end - 1] = sort + 1
        places[match.start] = sort + 2
    return places


def _places(lengths: npt.NDArray[np.int64]) -> Numbers:
    """1 at the first character of a word, 2 at the last, 3 where it is both, 0 between."""
    ends = np.cumsum(lengths)
    place = np.zeros(int(ends[-1]), dtype=np.uint64)
    place[ends - lengths] += 1
    place[ends - 1] += 2
    return place


def _next_suffix(suffix: Numbers, stop: Numbers) -> tuple[Numbers, Numbers]:
    """For each word the next suffix from it on, and how many words away, coarsely; 0 and 0
    where a word that no name holds comes first."""
    count = len(suffix)
    at = np.arange(count)
    held = np.flatnonzero(suffix)
    stops = np.append(np.flatnonzero(stop), count)
    following = np.append(held, count)[np.searchsorted(held, at)]
    reachable = (following < count) & (following <= stops[np.searchsorted(stops[:-1], at)])
    near = reachable & (following - at <= LOOKAHEAD)
    ahead = np.where(near, suffix[np.minimum(following, count - 1)], 0).astype(np.uint64)
    distance = np.where(near, np.minimum(following - at, 6) + 1, 0).astype(np.uint64)
    return ahead, distance


def _templates(c: Numbers, w: Numbers, inside: npt.NDArray[np.intp]) -> Clues:
    identity, before, after, tag, tag_before, tag_after, ahead, place, known = w[:, inside]
    known_before, known_after = w[8, inside - 1], w[8, inside + 1]
    two, one, here, next_, after_next = (c[inside + shift] for shift in (-2, -1, 0, 1, 2))
    three = c[inside - 3]
    looked_at: tuple[tuple[Numbers, ...], ...] = (
        (here,),
        (one,),
        (next_,),
        (two,),
        (after_next,),
        (one, here),
        (here, next_),
        (two, one),
        (next_, after_next),
        (one, next_),
        (two, one, here),
        (one, here, next_),
        (here, next_, after_next),
        (three, two, one, here),
        (tag, place),
        (tag_before, tag, place),
        (tag, tag_after, place),
        (identity, place),
        (before, place),
        (after, place),
        (ahead, place),
        (ahead, tag, place),
        (ahead, tag_before, place),
        (ahead & np.uint64(31), one, place),
        (ahead & np.uint64(31), tag_before, tag, place),
        (known,),
        (known_before, known, known_after),
        (known, place, tag_after),
    )
    mixed = np.empty((len(looked_at), len(inside)), dtype=np.uint32)
    for template, values in enumerate(looked_at):
        mixed[template] = _mixed(template + 1, values)
    return mixed


def _mixed(template: int, values: Sequence[Numbers]) -> Numbers:
    """The template and what it looks at in 32 bits, the way of multiplicative hashing."""
    total = np.full_like(values[0], template * 0x9E3779B1)
    for multiplier, value in zip(_MULTIPLIERS, values, strict=False):
        total ^= value
        total *= multiplier
        total ^= total >> np.uint64(29)
    total >>= np.uint64(32)
    return total
