"""Pinyin as people type it: full syllables, initials or a mixture, beside Chinese characters.

For completing what is being typed and for finding words that sound alike; matching
documents knows nothing of it. Readings are pypinyin's, without tones. Of a character those
count that its phrases use: its table of characters also has all that dictionaries ever gave
(fou and fu for 不). The phrases are counted and let go, as they would take 50 MB.
"""

from __future__ import annotations

import enum
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis.normalizer import normalized

Characters = npt.NDArray[np.bool_]
"""For each code point of the basic plane whether it is meant."""

PLANE = 1 << 16
MOST_PATTERNS = 6
LONGEST_RUN = 36
"""Letters in a row that are read as pinyin."""

_RARELY = 500
"""A reading is in use that more than one in so many of a character's phrases has."""

_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c\u0302"))
_RUNS = re.compile(r"[a-zü]+|[^a-zü]")
_SEPARATORS = re.compile(r"[\s']+")
_VOWELS = frozenset("aeiouv")
_INITIALS = frozenset("b p m f d t n l g k h j q x zh ch sh r z c s y w".split())


class SlotKind(enum.StrEnum):
    """What a slot of a pattern stands for."""

    CHARACTER = "character"
    """The character itself."""
    SYLLABLE = "syllable"
    """Any character that is read so."""
    BEGINNING = "beginning"
    """Any character of which a reading begins so: an initial, or a syllable half typed."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What one character of a text has to be."""

    text: str
    kind: SlotKind = SlotKind.CHARACTER

    def characters(self) -> Characters:
        """The characters that it may be; not to be changed."""
        return _characters(self.text, self.kind)


Pattern = tuple[Slot, ...]
"""Consecutive characters, one a slot."""


def literal(text: str) -> Pattern:
    """The pattern of a normalised text itself."""
    return tuple(map(Slot, text))


def patterns(typed: str) -> list[Pattern]:
    """The ways to read ``typed``, of which a part is pinyin, the likeliest first; none where
    it has no Latin letters, or letters that are not pinyin.

    A way with fewer syllables is likelier (xian before xi'an), and at the end a whole
    syllable before the beginning of a longer one.
    """
    runs = [run for part in _SEPARATORS.split(normalized(typed)) for run in _RUNS.findall(part)]
    if not any(_is_latin(run) for run in runs):
        return []
    read = [_read(run, is_last=number == len(runs) - 1) for number, run in enumerate(runs)]
    joined = (sum(ways, ()) for ways in islice(product(*read), 64))
    return sorted(joined, key=len)[:MOST_PATTERNS]


def _is_latin(run: str) -> bool:
    return run[0] == "ü" or "a" <= run[0] <= "z"


def _read(run: str, *, is_last: bool) -> list[Pattern]:
    if not _is_latin(run):
        return [(Slot(run),)]
    spelled = run.replace("ü", "v")
    return _spellings(spelled, is_last) if len(spelled) <= LONGEST_RUN else []


def _spellings(run: str, is_last: bool) -> list[Pattern]:
    """The ways to cut letters into syllables and initials, those of fewer first."""
    nothing: Pattern = ()
    ways: list[list[Pattern]] = [[nothing], *([] for _ in run)]
    for end in range(1, len(run) + 1):
        found = [
            (*way, slot)
            for start in range(max(0, end - 6), end)
            for slot in _slots(run[start:end], is_last and end == len(run))
            for way in ways[start]
        ]
        ways[end] = sorted(found, key=_cost)[:MOST_PATTERNS]
    return ways[-1]


def _cost(pattern: Pattern) -> tuple[int, int]:
    return len(pattern), sum(slot.kind is SlotKind.BEGINNING for slot in pattern)


def _slots(piece: str, is_last: bool) -> Iterator[Slot]:
    syllables = _readings().syllables
    if piece in syllables:
        yield Slot(piece, SlotKind.SYLLABLE)
    if piece in _INITIALS or (is_last and any(s.startswith(piece) for s in syllables)):
        yield Slot(piece, SlotKind.BEGINNING)


@dataclass(frozen=True, slots=True)
class _Readings:
    """The syllables, each with the code points that are read so."""

    syllables: Mapping[str, Sequence[int]]
    of_character: Mapping[int, tuple[str, ...]]


def readings(character: str) -> tuple[str, ...]:
    """The syllables by which a character is read, without tones, the usual one first; ü is
    written v. None for what is not Han."""
    return _readings().of_character.get(ord(character), ())


def characters_read(syllable: str) -> Sequence[int]:
    """The code points of the characters that are read so; none for no syllable."""
    return _readings().syllables.get(syllable, [])


def load() -> None:
    """Read the table now, so that processes forked later share it."""
    _readings()


@cache
def _readings() -> _Readings:
    used = _usage()
    syllables: dict[str, list[int]] = {}
    of_character: dict[int, tuple[str, ...]] = {}
    for code, written in _table("pinyin_dict").items():
        point = int(code)
        if point < PLANE:
            given = tuple(dict.fromkeys(map(_toneless, written.split(","))))
            of_character[point] = tuple(filter(_is_spoken, _in_use(given, used[chr(point)])))
            for syllable in of_character[point]:
                syllables.setdefault(syllable, []).append(point)
    return _Readings(syllables, of_character)


def _usage() -> defaultdict[str, Counter[str]]:
    """For each character how often the phrases read it in which way."""
    toned: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for phrase, read in _table("phrases_dict").items():
        for character, (reading, *_) in zip(phrase, read, strict=False):
            toned[character][reading] += 1
    used: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for character, counted in toned.items():
        for reading, count in counted.items():
            used[character][_toneless(reading)] += count
    return used


def _in_use(given: Sequence[str], used: Counter[str]) -> Sequence[str]:
    """The first reading given, and the others that phrases use now and then; of a character
    that is in no phrase the first two."""
    if not used:
        return given[:2]
    least = used.total() / _RARELY
    return [reading for reading in given if reading == given[0] or used[reading] > least]


def _is_spoken(syllable: str) -> bool:
    """Whether it is a syllable of words, and none of the sounds written hm, ng and the like."""
    return syllable.isascii() and not _VOWELS.isdisjoint(syllable)


def _toneless(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading).translate(_TONES)
    return unicodedata.normalize("NFC", letters).replace("ü", "v").replace("ê", "e")


def _table(name: str) -> Mapping[str, Any]:
    # Importing any part of the package imports its phrases, for good.
    package = find_spec("pypinyin")
    places = package.submodule_search_locations if package is not None else None
    if not places:
        raise ModuleNotFoundError("pypinyin")
    table: dict[str, Any] = json.loads((Path(places[0]) / f"{name}.json").read_text("utf-8"))
    return table


@lru_cache(maxsize=64)
def _characters(text: str, kind: SlotKind) -> Characters:
    found = np.zeros(PLANE, np.bool_)
    syllables = _readings().syllables
    if kind is SlotKind.CHARACTER:
        found[[point for point in map(ord, text) if point < PLANE]] = True
    elif kind is SlotKind.SYLLABLE:
        found[list(syllables[text])] = True
    else:
        for syllable, points in syllables.items():
            found[list(points)] |= syllable.startswith(text)
    found.flags.writeable = False
    return found
