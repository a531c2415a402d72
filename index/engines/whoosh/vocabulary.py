"""The words of an open index as a lexicon: read from the terms that it has anyway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import Mask
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.inverted import han_terms
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.postings import Postings
from index.lexicon import Codes, Lexicon
from index.schema import FIELDS, FieldKind

LENGTHS = range(2, 9)
"""In characters: of the words that the lexicon holds."""
WORD_FIELDS = tuple(field.name for field in FIELDS if field.kind is FieldKind.WORDS)


def read_lexicon(postings: Postings) -> Lexicon:
    """The words of all segments of two to eight Han characters. Of each the number of
    articles is that of every field, deleted ones with them: never too small."""
    found: defaultdict[int, list[tuple[Codes, Numbers]]] = defaultdict(list)
    for segment in postings.segments:
        for name in WORD_FIELDS:
            field = segment.fields[name]
            documents = field.documents()
            for length in LENGTHS:
                rows, codes = han_terms(field.terms, length)
                found[length].append((codes, documents[rows]))
    merged = [(length, *_merged(found[length])) for length in LENGTHS]
    return Lexicon.joined(
        [np.pad(codes, ((0, 0), (0, 1))).ravel() for _, codes, _ in merged],
        np.concatenate([np.full(len(codes), length) for length, codes, _ in merged]),
        np.concatenate([counts for _, _, counts in merged]),
    )


def carriers(postings: Postings, word: str, visible: Mask) -> int:
    """How many documents of ``visible`` have the word in any field, as a word."""
    term = term_bytes(word)
    found = [docs for name in WORD_FIELDS if (docs := postings.docs(name, term)).size]
    if len(found) == 1:
        return int(np.count_nonzero(visible[found[0]]))
    having = np.zeros_like(visible)
    for docs in found:
        having[docs] = True
    return int(np.count_nonzero(having & visible))


def _merged(pieces: list[tuple[Codes, Numbers]]) -> tuple[Codes, Numbers]:
    """Every row once, with the sum of its counts."""
    rows = np.concatenate([codes for codes, _ in pieces])
    counts = np.concatenate([counts for _, counts in pieces])
    order = np.lexsort([*_columns(rows)])
    rows, counts = rows[order], counts[order]
    is_first = np.ones(len(rows), np.bool_)
    is_first[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    first = np.flatnonzero(is_first)
    return rows[first], np.add.reduceat(counts, first) if first.size else counts


def _columns(rows: Codes) -> Iterator[npt.NDArray[np.uint64]]:
    """Keys that order the rows, the first characters last; four characters make a key."""
    for start in reversed(range(0, rows.shape[1], 4)):
        key = np.zeros(len(rows), np.uint64)
        for column in range(start, min(start + 4, rows.shape[1])):
            key = key << np.uint64(16) | rows[:, column].astype(np.uint64)
        yield key
