"""Character tables: what each character normalises to and which class it belongs to.

Every table is by single characters, never by words, so that the normal form of a
piece of text is a piece of the normal form of the whole: without that, a quoted
piece of a text would not always find the text (promise 1 of the design).
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opencc import OpenCC

# Han with its iteration and number signs, kana, bopomofo and hangul: written
# without spaces, so matched by overlapping bigrams.
HAN = (
    r"\u3005-\u3007\u3021-\u3029\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    r"\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    r"\uf900-\ufaff\U00020000-\U0003ffff"
)

# Lone angle marks \u3008 \u3009 are book-title marks, not brackets.
_VARIANTS = {
    "(": "\uff08\u3014\u3018\u301a\uff3b[\u3010\u3016{\uff5b\u2985",
    ")": "\uff09\u3015\u3019\u301b\uff3d]\u3011\u3017}\uff5d\u2986",
    "\u300a": "\u3008\xab\u2329\u27e8",
    "\u300b": "\u3009\xbb\u232a\u27e9",
    '"': "\u201c\u201d\u201e\u201f\u300c\u300d\u300e\u300f\u301d\u301e\u301f",
    "'": "\u2018\u2019\u201a\u201b`",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\u2e3a\u2e3b\ufe58",
    "\xb7": "\u2022\u30fb\u2027\u2219\u22c5\u25cf",
    "~": "\u301c\u223c",
    "\u3007": "\u25cb\u25ef",
}

_INVISIBLE_MARKS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u180e"
_EXTENDERS = "\uff9e\uff9f"
PLANES = (range(0x32400), range(0xE0000, 0xE0200))
"""The code points among which a character can be that maps to anything else."""
_JAMO = r"\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\uffa1-\uffdc"


def _class_of(characters: Iterable[str]) -> str:
    """The inside of a regular-expression character class for the characters."""
    points = sorted(map(ord, characters))
    ranges: list[list[int]] = []
    for point in points:
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Cf", "Cs") or character in _INVISIBLE_MARKS:
        return True
    if category == "Cc":
        return not character.isspace()
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


@functools.cache
def _assigned() -> tuple[str, ...]:
    return tuple(
        character
        for plane in PLANES
        for character in map(chr, plane)
        if unicodedata.category(character) not in ("Cn", "Co")
    )


@functools.cache
def _single_variants() -> Mapping[str, str]:
    """Characters to their one variant: simplified forms, brackets, dashes, quotes."""
    variants = {variant: canonical for canonical, group in _VARIANTS.items() for variant in group}
    # Spacing diacritics fold to a space and a mark, which the space of a run before them
    # would swallow or double; as one sign they keep their place.
    variants.update({c: "'" for c in _assigned() if _folds_to_a_spaced_mark(c)})
    han = re.findall(f"[{HAN}]", "".join(_assigned()))
    converted = OpenCC("t2s").convert("\n".join(han)).split("\n")
    variants.update({a: b for a, b in zip(han, converted, strict=True) if a != b})
    return variants


def _varied(text: str) -> str:
    return "".join(_single_variants().get(character, character) for character in text)


def _folds_to_a_spaced_mark(character: str) -> bool:
    folded = unicodedata.normalize("NFKC", character)
    return len(folded) > 1 and folded[0] == " "


def _stays(character: str) -> bool:
    """Whether each step of :func:`fold` leaves the character as it is, as most."""
    folded = unicodedata.normalize("NFKC", character)
    return folded == character.casefold() == character and character not in _single_variants()


def fold(chunk: str) -> str:
    """The normal form of a base character with what combines with it.

    NFKC and case folding in turn until neither changes anything (one pass of each is
    not enough for every character), with the single-character variants in between.
    """
    while True:
        folded = unicodedata.normalize("NFKC", _varied(chunk)).casefold()
        folded = unicodedata.normalize("NFKC", _varied(folded))
        if folded == chunk:
            return folded
        chunk = folded


@dataclass(frozen=True, slots=True)
class Tables:
    """``simple`` maps one character to one. ``suspect`` finds, in a text so mapped, runs
    of spaces and of what one-to-one mapping cannot do; ``special`` cuts such a run of the
    original into its pieces: white space, combining sequences, invisibles, expansions."""

    simple: Mapping[int, str]
    suspect: re.Pattern[str]
    special: re.Pattern[str]
    invisible: re.Pattern[str]
    extending: re.Pattern[str]


@functools.cache
def tables() -> Tables:
    """The tables of this interpreter's Unicode version, made once a process."""
    simple: dict[int, str] = {}
    expanding: list[str] = []
    invisible: list[str] = []
    marks: list[str] = []
    for character in _assigned():
        if _is_invisible(character):
            invisible.append(character)
        elif character.isspace():
            simple[ord(character)] = " "
        elif unicodedata.category(character)[0] == "M" or character in _EXTENDERS:
            marks.append(character)
        else:
            folded = character if _stays(character) else fold(character)
            if len(folded) != 1:
                expanding.append(character)
            elif folded != character:
                simple[ord(character)] = folded
    hidden = _class_of(invisible)
    extend = hidden + _class_of(marks)
    expand = _class_of(expanding)
    return Tables(
        simple,
        suspect=re.compile(f"[ {extend}{expand}{_JAMO}]+"),
        special=re.compile(
            rf"[\s{hidden}]{{2,}}|[{_JAMO}]+[{extend}]*|[^\s{extend}][{extend}]+"
            rf"|[{extend}]+|[{expand}]"
        ),
        invisible=re.compile(f"[{hidden}]+"),
        extending=re.compile(f"[{extend}]"),
    )


def description() -> str:
    """Changes when the tables do: part of the index's fingerprint."""
    variants = "".join(a + b for a, b in sorted(_single_variants().items()))
    return f"{unicodedata.unidata_version}|{sys.version_info[:2]}|{HAN}|{variants}"
