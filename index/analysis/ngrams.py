"""N-grams: the tokens that decide whether a text matches.

Every character of a normalised text is covered by at least one token whose position
is that character's offset, so a run of characters stands in the text if and only if
its tokens stand at their places: matching is exact whatever a segmenter would make
of the text, and costs no look at the stored text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.analysis.characters import HAN

# A letter run holds combining marks too: they are part of a word in many scripts.
_RUNS = re.compile(rf"([{HAN}]+)|(\d+)|((?:(?![{HAN}\d_])[\w\u0300-\u036f])+)", re.DOTALL)
_CLASSES = ("han", "digit", "letter")

Token = tuple[str, int]
"""A token and its position: the offset of its first character in the normalised text."""


def character_runs(text: str) -> Iterator[tuple[str, int, int]]:
    """Cut ``text`` into (class, start, end); what is in no class is single characters."""
    position = 0
    for name, start, end in classed_runs(text):
        for offset in range(position, start):
            yield "other", offset, offset + 1
        yield name, start, end
        position = end
    for offset in range(position, len(text)):
        yield "other", offset, offset + 1


def classed_runs(text: str) -> Iterator[tuple[str, int, int]]:
    """As :func:`character_runs`, without what is in no class."""
    for match in _RUNS.finditer(text):
        yield _CLASSES[(match.lastindex or 1) - 1], *match.span()


def ngrams(text: str) -> Iterator[Token]:
    """The tokens of a normalised text, by position.

    Of a run of Han: its overlapping bigrams, its last character alone and, behind
    anything else, its first character alone (so that neither 2023年 nor ，年 needs a
    bigram that goes on behind 年). A run of letters, a run of digits and any other
    character are one token each.
    """
    for name, start, end in character_runs(text):
        if name == "han":
            if start and end - start > 1:
                yield text[start], start
            for offset in range(start, end - 1):
                yield text[offset : offset + 2], offset
            yield text[end - 1], end - 1
        else:
            yield text[start:end], start


@dataclass(frozen=True, slots=True)
class PhraseToken:
    """A token that must stand ``offset`` characters behind the phrase's start. With
    ``prefix`` any token will do that begins with ``text``: a phrase of one Han character."""

    text: str
    offset: int
    prefix: bool = False


@lru_cache(maxsize=1 << 10)
def phrase(text: str) -> tuple[PhraseToken, ...]:
    """The fewest tokens that together cover every character of a normalised ``text``.

    A text holds ``text`` literally, with whole words and numbers at its ends, if and
    only if it holds these tokens at these distances. Empty for an empty text.
    """
    tokens: list[PhraseToken] = []
    for name, start, end in character_runs(text):
        if name != "han":
            tokens.append(PhraseToken(text[start:end], start))
        elif end - start > 1:
            offsets = [*range(start, end - 1, 2)]
            if (end - start) % 2:
                offsets.append(end - 2)
            tokens.extend(PhraseToken(text[at : at + 2], at) for at in offsets)
        else:
            tokens.append(PhraseToken(text[start], start, prefix=len(text) == 1))
    return tuple(tokens)


@lru_cache(maxsize=1 << 14)
def character_class(character: str) -> str:
    """``han``, ``digit``, ``letter`` or ``other``."""
    return next(character_runs(character))[0]


def occurrences(text: str, wanted: str) -> Iterator[int]:
    """The offsets at which ``wanted`` stands in ``text`` (both normalised), ascending.

    The same places that :func:`phrase` finds by tokens, found by scanning: a word or
    number of ``wanted`` is never a part of a longer one. May overlap.
    """
    if not wanted:
        return
    first, last = character_class(wanted[0]), character_class(wanted[-1])
    at = text.find(wanted)
    while at >= 0:
        if not (_continues(text, at - 1, first) or _continues(text, at + len(wanted), last)):
            yield at
        at = text.find(wanted, at + 1)


def _continues(text: str, offset: int, name: str) -> bool:
    """Whether the character at ``offset`` carries on a word or number of that class."""
    if name not in ("digit", "letter") or not 0 <= offset < len(text):
        return False
    return character_class(text[offset]) == name
