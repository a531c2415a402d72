"""Scanning: the marks that people type, cut out of what they search for.

Operators count only where a term may begin. Inside a term a sign is text, so that
GB/T 50046-2018, 公司（重庆） and 关于“双碳”工作 are searched as they are written.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.query import FIELD_LABELS, Field


class Sign(enum.Enum):
    """What a lexeme is."""

    WORD = "word"
    QUOTED = "quoted"
    UNCLOSED = "unclosed"
    FIELD = "field"
    MINUS = "minus"
    OR = "or"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the query as typed; a quoted one without its quotes."""

    sign: Sign
    text: str
    field: Field | None = None


_CLOSING = {
    '"': '"“”＂',
    "“": '"“”＂',
    "”": '"“”＂',
    "＂": '"“”＂',
    "「": "」",
    "『": "』",
}
_OPEN = "(（"
_CLOSE = ")）"
_OR = "|｜"
_MINUS = "-－"
_SEPARATORS = "、，；"
_ASCII_SEPARATORS = ",;"

_PREFIXES = {label: field for field, label in FIELD_LABELS.items()} | {
    field.value: field for field in Field
}
_PREFIX = re.compile(rf"({'|'.join(_PREFIXES)})[:：]\s*(?=\S)", re.IGNORECASE)
_OR_WORD = re.compile(r"(?:OR|ＯＲ)(?=$|[\s(（、，；])")


def scan(text: str) -> Iterator[Lexeme]:
    """The lexemes of a query, in order; linear, and never fails."""
    position = 0
    while position < len(text):
        character = text[position]
        if character.isspace() or character in _SEPARATORS + _ASCII_SEPARATORS:
            position += 1
        elif character in _CLOSING:
            lexeme, position = _quoted(text, position)
            yield lexeme
        elif character in _OPEN + _CLOSE + _OR:
            yield Lexeme(_single(character), character)
            position += 1
        elif _is_minus(text, position):
            yield Lexeme(Sign.MINUS, character)
            position += 1
        elif found := _OR_WORD.match(text, position):
            yield Lexeme(Sign.OR, found.group())
            position = found.end()
        elif found := _PREFIX.match(text, position):
            yield Lexeme(Sign.FIELD, found.group(), _PREFIXES[found[1].lower()])
            position = found.end()
        else:
            end = _word_end(text, position)
            yield Lexeme(Sign.WORD, text[position:end])
            position = end


def _single(character: str) -> Sign:
    if character in _OPEN:
        return Sign.OPEN
    return Sign.CLOSE if character in _CLOSE else Sign.OR


def _is_minus(text: str, position: int) -> bool:
    """A minus excludes what follows it at once; before a space or another it is text."""
    following = text[position + 1 : position + 2]
    return (
        text[position] in _MINUS
        and bool(following)
        and not following.isspace()
        and following not in _MINUS
    )


def _quoted(text: str, position: int) -> tuple[Lexeme, int]:
    closing = _CLOSING[text[position]]
    for end in range(position + 1, len(text)):
        if text[end] in closing:
            return Lexeme(Sign.QUOTED, text[position + 1 : end]), end + 1
    return Lexeme(Sign.UNCLOSED, text[position + 1 :]), len(text)


def _word_end(text: str, position: int) -> int:
    """Where the word that begins at ``position`` ends: brackets opened inside it close
    inside it, and a comma between letters or digits belongs to it, as in 1,000."""
    depth = 0
    for end in range(position, len(text)):
        character = text[end]
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            if not depth:
                return end
            depth -= 1
        elif (
            character.isspace()
            or character in _SEPARATORS + _OR
            or (character in _ASCII_SEPARATORS and not _between_letters(text, end))
        ):
            return end
    return len(text)


def _between_letters(text: str, position: int) -> bool:
    around = text[position - 1 : position] + text[position + 1 : position + 2]
    return len(around) == 2 and around.isascii() and around.isalnum()
