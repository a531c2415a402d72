"""The n-grams of many texts at once are those of each text alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import ngrams
from index.analysis.ngram_arrays import LAST_CLASSED, NgramArrays, Numbers, ngram_arrays
from index.analysis.ngrams import classed_runs

PIECES = st.sampled_from(
    ["防腐", "年", "a", "gb", "9", "2023", "/", " ", "\n", "𠀀", "々", "é", "́"]
)
CHARACTERS = st.characters().filter("\0".__lt__)  # as in every normalised text
TEXTS = st.lists(st.lists(PIECES | CHARACTERS, max_size=12).map("".join), max_size=5)


def all_parts(arrays: NgramArrays) -> tuple[Numbers, Numbers]:
    """The tokens and their places."""
    parts = [*arrays.parts(), (np.empty(0, np.int64), np.empty(0, np.int64))]
    tokens, places = map(np.concatenate, zip(*parts, strict=True))
    return tokens, places


def from_arrays(texts: list[str]) -> list[list[tuple[str, int]]]:
    """The tokens of each text with their offsets in it, sorted."""
    arrays = ngram_arrays(texts)
    found: list[list[tuple[str, int]]] = [[] for _ in texts]
    tokens, places = all_parts(arrays)
    owners = arrays.bases.searchsorted(places, side="right") - 1
    for token, place, owner in zip(arrays.texts(tokens), places, owners, strict=True):
        found[owner].append((token, int(place - arrays.bases[owner])))
    return [sorted(tokens) for tokens in found]


@given(TEXTS)
def test_tokens_are_those_of_each_text_alone(texts: list[str]) -> None:
    assert from_arrays(texts) == [sorted(ngrams(text)) for text in texts]


@given(TEXTS)
def test_tokens_order_as_their_texts(texts: list[str]) -> None:
    arrays = ngram_arrays(texts)
    ascending = arrays.texts(np.unique(all_parts(arrays)[0]))
    assert ascending == sorted({token for text in texts for token, _ in ngrams(text)})


def test_no_character_is_left_out_of_the_classes() -> None:
    assert list(classed_runs("".join(map(chr, range(LAST_CLASSED + 1, 0x110000))))) == []
