"""Titles that hold a pattern: found through the bigrams that every title has in the index.

A pattern of characters, some of them known by pinyin alone, is cut into pairs of slots. A
pair stands for all bigrams that fit it; their postings give where it stands in the titles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis import character_class, phrase
from index.analysis.pinyin import Pattern, Slot, SlotKind
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.inverted import InvertedField
from index.engines.whoosh.packed import EMPTY, Numbers
from index.engines.whoosh.posting_lists import Docs
from index.engines.whoosh.postings import Postings
from index.engines.whoosh.segments import OpenSegment

FIELD = "title_ngrams"


@dataclass(frozen=True, slots=True)
class _Step:
    """The numbers of the terms of which one must stand ``offset`` characters behind the start."""

    terms: Numbers
    offset: int


def holding(postings: Postings, pattern: Pattern, *, inside: bool) -> tuple[Docs, Numbers]:
    """The living documents whose title holds the pattern, and the offset where it first does;
    without ``inside`` those whose title begins with it.

    None for a single character known by pinyin, and where pinyin stands beside letters,
    digits or signs.
    """
    docs, offsets = [EMPTY], [EMPTY]
    for segment, base in zip(postings.segments, postings.bases, strict=True):
        own, first = _first_starts(
            segment.fields[FIELD], list(_steps(segment, pattern)), inside=inside
        )
        living = segment.living(own)
        docs.append(own[living] + base)
        offsets.append(first[living])
    return np.concatenate(docs), np.concatenate(offsets)


def _steps(segment: OpenSegment, pattern: Pattern) -> Iterator[_Step]:
    terms = segment.fields[FIELD].terms
    if all(slot.kind is SlotKind.CHARACTER for slot in pattern):
        for token in phrase("".join(slot.text for slot in pattern)):
            if token.prefix:
                yield _Step(np.arange(*terms.prefixed(token.text.encode())), token.offset)
            else:
                number = terms.find(term_bytes(token.text))
                yield _Step(np.array([number] if number >= 0 else [], np.int64), token.offset)
    elif len(pattern) > 1 and all(map(_is_han, pattern)):
        numbers, codes = segment.bigrams
        for offset in dict.fromkeys([*range(0, len(pattern) - 1, 2), len(pattern) - 2]):
            first, second = pattern[offset], pattern[offset + 1]
            fits = np.flatnonzero(first.characters().take(codes[:, 0]))
            fits = fits[second.characters().take(codes[fits, 1])]
            yield _Step(numbers[fits], offset)


def _is_han(slot: Slot) -> bool:
    return slot.kind is not SlotKind.CHARACTER or character_class(slot.text) == "han"


def _first_starts(
    field: InvertedField, steps: Sequence[_Step], *, inside: bool
) -> tuple[Docs, Numbers]:
    """The documents in which the steps stand at their offsets, and where they first begin;
    without ``inside`` at the beginning of the title."""
    if not steps or any(not step.terms.size for step in steps):
        return EMPTY, EMPTY
    starts: Numbers | None = None
    for step in sorted(steps, key=lambda step: step.terms.size):
        postings, docs = field.postings_of(step.terms)
        if starts is not None:
            kept = _among(docs, starts >> 32)
            postings, docs = postings[kept], docs[kept]
        lengths, positions = field.positions(postings)
        owners = np.repeat(docs, lengths)
        # A start before the title would be one in the document before.
        fits = positions >= step.offset if inside else positions == step.offset
        here = _distinct((owners[fits] << 32) + positions[fits] - step.offset)
        starts = here if starts is None else np.intersect1d(starts, here, assume_unique=True)
        if not starts.size:
            return EMPTY, EMPTY
    found = EMPTY if starts is None else starts
    docs = found >> 32
    is_first = np.ones(len(docs), np.bool_)
    is_first[1:] = docs[1:] != docs[:-1]
    return docs[is_first], found[is_first] & 0xFFFFFFFF


def _among(docs: Docs, wanted: Docs) -> npt.NDArray[np.bool_]:
    """Which of the documents, which need not ascend, are among the wanted ones, which do."""
    is_wanted = np.zeros(max(int(docs.max(initial=0)), int(wanted[-1])) + 1, np.bool_)
    is_wanted[wanted] = True
    among: npt.NDArray[np.bool_] = is_wanted[docs]
    return among


def _distinct(values: Numbers) -> Numbers:
    """The values, ascending, each once: many times faster than numpy's unique."""
    ordered = np.sort(values)
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]
