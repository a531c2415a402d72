"""Scanning: the marks that people type, cut out of what they search for.

Operators count only where a term may begin. Inside a term a sign is text, so that
GB/T 50046-2018, 公司（重庆） and 关于“双碳”工作 are searched as they are written. Only a
bracket that holds an OR groups though nothing stands before it: 年会（重庆|四川）.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the query as typed; a quoted one without its quotes."""

    sign: Sign
    text: str
    field: Field | None = None


_STRAIGHT = '"＂'
_QUOTES = _STRAIGHT + "“”"
_PAIRS = {"“": "”", "「": "」", "『": "』"}
_OPENING = _QUOTES + "「『"
_OPEN = "(（"
_CLOSE = ")）"
_OR = "|｜"
_MINUS = "-－"
_SEPARATORS = "、，；"
_ASCII_SEPARATORS = ",;"

_PREFIXES = {label: field for field, label in FIELD_LABELS.items()} | {
    field.value: field for field in Field
}
_BOUNDARY = rf"[\s{_OPEN}{_CLOSE}{_OR}{_SEPARATORS}{_ASCII_SEPARATORS}{_OPENING}]"
_PREFIX = re.compile(r"([a-zA-Z]{2,8}|[\u4e00-\u9fff]{2})[:：]\s*(?=\S)")
_OR_WORD = re.compile(rf"(?:OR|ＯＲ)(?=$|{_BOUNDARY})")
_ALTERNATIVES = re.compile(rf"[{_OR}]|{_BOUNDARY}{_OR_WORD.pattern}")
_NOTHING_FOLLOWS = _MINUS + _CLOSE + _OR + _SEPARATORS + _ASCII_SEPARATORS
_BEFORE_MINUS = _OPEN + _OR + _SEPARATORS + _ASCII_SEPARATORS + ":："
"""What a minus may stand behind, beside white space; a colon there ends a field's name."""


def scan(text: str, identifiers: Mapping[int, int] = MappingProxyType({})) -> Iterator[Lexeme]:
    """The lexemes of a query, in order; never fails. A pass over what is left is made for
    each quote and bracket at most, so the caller bounds the length.

    ``identifiers`` says where numbers that belong together end, by where they begin: each
    is one lexeme, whatever signs it holds, unless it stands in quotes.
    """
    position = 0
    written: set[int] = set()  # where brackets close that were opened inside a word
    while position < len(text):
        character = text[position]
        if position in identifiers:
            end = identifiers[position]
            yield Lexeme(Sign.IDENTIFIER, text[position:end])
            position = end
            continue
        separates = character.isspace() or character in _SEPARATORS + _ASCII_SEPARATORS
        if separates or position in written:
            position += 1
        elif character in _OPENING:
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
        elif (found := _PREFIX.match(text, position)) and found[1].lower() in _PREFIXES:
            yield Lexeme(Sign.FIELD, found.group(), _PREFIXES[found[1].lower()])
            position = found.end()
        else:
            word = _word_end(text, position, written)
            end = min([at for at in identifiers if position < at < word], default=word)
            yield Lexeme(Sign.WORD, text[position:end])
            position = end


def _single(character: str) -> Sign:
    if character in _OPEN:
        return Sign.OPEN
    return Sign.CLOSE if character in _CLOSE else Sign.OR


def _is_minus(text: str, position: int) -> bool:
    """A minus where a term begins excludes what follows it at once; else it is text."""
    before, following = text[:position][-1:], text[position + 1 : position + 2]
    return (
        text[position] in _MINUS
        and (before.isspace() or before in _BEFORE_MINUS)
        and not following.isspace()
        and following not in _NOTHING_FOLLOWS
    )


def _quoted(text: str, position: int) -> tuple[Lexeme, int]:
    end = _closing_quote(text, position)
    if end is None:
        return Lexeme(Sign.UNCLOSED, text[position + 1 :]), len(text)
    return Lexeme(Sign.QUOTED, text[position + 1 : end]), end + 1


def _closing_quote(text: str, position: int) -> int | None:
    """Where the quote ends: at its own mark, with pairs inside it left whole, so that a
    quoted text may hold quotes; without such a mark at the next of any form, because
    phones and input methods mix them up."""
    opening = text[position]
    pair = _PAIRS.get(opening, "”")
    inner = "“" if pair == "”" else opening
    depth = 0
    for end in range(position + 1, len(text)):
        character = text[end]
        if opening in _STRAIGHT and character in _STRAIGHT:
            return end
        if character == inner:
            depth += 1
        elif character == pair:
            if not depth:
                return end
            depth -= 1
    if opening not in _QUOTES:
        return None
    mixed = (end for end in range(position + 1, len(text)) if text[end] in _QUOTES)
    return next(mixed, None)


def _word_end(text: str, position: int, written: set[int]) -> int:
    """Where the word that begins at ``position`` ends. A bracket opened inside it is text
    unless it holds alternatives, and so is the one that closes it, which ``written``
    remembers; a comma between letters or digits belongs to the word, as in 1,000."""
    for end in range(position, len(text)):
        character = text[end]
        if character in _OPEN:
            closing = _closing_bracket(text, end)
            if closing is not None and _ALTERNATIVES.search(text, end, closing + 1):
                return end
            written.update(() if closing is None else (closing,))
        elif (
            character.isspace()
            or character in _SEPARATORS + _OR
            or (character in _CLOSE and end not in written)
            or (character in _ASCII_SEPARATORS and not _between_letters(text, end))
        ):
            return end
    return len(text)


def _closing_bracket(text: str, position: int) -> int | None:
    """Where the bracket opened at ``position`` closes."""
    depth = 0
    for end in range(position, len(text)):
        depth += (text[end] in _OPEN) - (text[end] in _CLOSE)
        if not depth:
            return end
    return None


def _between_letters(text: str, position: int) -> bool:
    around = text[position - 1 : position] + text[position + 1 : position + 2]
    return len(around) == 2 and around.isascii() and around.isalnum()
