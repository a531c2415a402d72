"""Whoosh field types for the kinds of :mod:`index.schema`: they take tokens, not text.

The writer hands each field its tokens already made by :mod:`index.analysis`, so no
Whoosh analyzer runs and positions are exactly the offsets that the analysis gave.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Existence, Frequency, Positions
from whoosh.system import pack_uint

from index.analysis import Token
from index.facet_values import LONGEST_VALUE
from index.schema import FIELDS, FieldKind, FieldSpec

INDEX_NAME = "MAIN"
"""What Whoosh calls an index that was given no name: what ``open_dir`` looks for."""

Posting = tuple[bytes, int, float, bytes]
"""What Whoosh's pool takes: term, frequency, weight, encoded value."""


LONGEST_TERM = 60
"""In characters; of a longer run of letters or digits the term is a digest."""


def term_bytes(token: str) -> bytes:
    """The term that stands for ``token`` in the index: one to one, of bounded length."""
    encoded = token.encode()
    if len(token) <= LONGEST_TERM:
        return encoded
    # No control character can be in a token, so no short token has such a term.
    return b"\0" + hashlib.blake2b(encoded, digest_size=16).digest()


def longest_term(field: FieldSpec) -> int:
    """How many bytes a term of the field has at most."""
    characters = (
        LONGEST_TERM if field.kind in (FieldKind.NGRAMS, FieldKind.WORDS) else LONGEST_VALUE
    )
    return 4 * characters


class PositionsFormat(Positions):  # type: ignore[misc]
    """Positions as flat little-endian 32-bit numbers, where Whoosh has a pickle a posting."""

    def encode(self, poslist: Iterable[int]) -> bytes:
        """Ascending positions as bytes."""
        return np.fromiter(poslist, "<u4").tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """What :meth:`encode` was given."""
        positions: list[int] = np.frombuffer(valuestring, "<u4").tolist()
        return positions

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many positions there are."""
        return len(valuestring) // 4


class NgramField(FieldType):  # type: ignore[misc]
    """Tokens with their positions; no lengths, since n-grams do not rank by length."""

    def __init__(self) -> None:
        super().__init__(format=PositionsFormat(), analyzer=None)

    def index(self, value: Iterable[Token], **_: Any) -> Iterator[Posting]:
        """Postings of (token, position) pairs given by ascending position."""
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for token, position in value:
            positions[token].append(position)
        for token, places in positions.items():
            encoded = np.array(places, "<u4").tobytes()
            yield term_bytes(token), len(places), float(len(places)), encoded


class WordField(FieldType):  # type: ignore[misc]
    """Words with their frequency, and the field's length in words."""

    def __init__(self) -> None:
        super().__init__(format=Frequency(), analyzer=None, scorable=True)

    def index(self, value: Iterable[str], **_: Any) -> Iterator[Posting]:
        """Postings of words in any order."""
        for word, frequency in Counter(value).items():
            yield term_bytes(word), frequency, float(frequency), pack_uint(frequency)


class ValueField(FieldType):  # type: ignore[misc]
    """A few exact values."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(self, value: Iterable[str], **_: Any) -> Iterator[Posting]:
        """One posting for each distinct value."""
        for text in dict.fromkeys(value):
            yield text.encode(), 1, 1.0, b""


def whoosh_schema() -> Schema:
    """The field table as Whoosh sees it."""
    kinds = {
        FieldKind.KEY: lambda: ID(unique=True),
        FieldKind.NGRAMS: NgramField,
        FieldKind.WORDS: WordField,
        FieldKind.VALUES: ValueField,
        FieldKind.STORED: STORED,
    }
    return Schema(**{field.name: kinds[field.kind]() for field in FIELDS})
