"""The postings of a batch are those that counting token by token gives, however it is cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import ngram_arrays, ngrams
from index.engines.whoosh import building
from index.engines.whoosh.arrays import ArrayFile, ArrayWriter
from index.engines.whoosh.building import invert_ngrams, invert_words
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.inverted import FieldWriter, Inverted, Terms, TermTexts

PIECES = ["防腐", "年", "a", "9", "2023", "/", " ", "𠀀", "々", "é", "x" * 61, "y" * 70]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
DOCUMENTS = st.lists(st.lists(TEXTS, max_size=3), max_size=6)
CUTS = st.sampled_from([1, 2, 5, 1 << 16])
Postings = list[tuple[bytes, int, list[int]]]


def read(pieces: Iterable[Inverted]) -> Postings:
    """Term, document and positions of each posting, as they lie in the pieces."""
    found = []
    for piece in pieces:
        assert piece.places is not None
        terms = piece.terms.tolist()
        owners = np.repeat(np.arange(len(piece.terms)), piece.documents)
        ends = np.cumsum(piece.places).tolist()
        flat = [] if piece.positions is None else piece.positions.tolist()
        for owner, doc, count, end in zip(
            owners.tolist(), piece.docs, piece.places, ends, strict=True
        ):
            positions = flat[end - count : end] if flat else [count]
            found.append((terms[owner], int(doc), positions))
    return found


@given(documents=DOCUMENTS, cut=CUTS, bits=st.sampled_from([4, 63]))
def test_ngrams_are_inverted(documents: list[list[str]], cut: int, bits: int) -> None:
    wanted = defaultdict(list)
    for doc, texts in enumerate(documents):
        start = 0
        for text in texts:
            for token, place in ngrams(text):
                wanted[term_bytes(token), doc].append(start + place)
            start += len(text) + 1
    with (
        mock.patch.object(building, "_PIECE", cut),
        mock.patch.object(building, "_BITS", bits),
        mock.patch.object(ngram_arrays, "_PIECE", cut),
    ):
        found = read(invert_ngrams(documents))
    assert found == [(*key, sorted(places)) for key, places in sorted(wanted.items())]


@given(documents=st.lists(st.lists(st.integers(0, 6), max_size=8), max_size=9), cut=CUTS)
def test_words_are_inverted(documents: list[list[int]], cut: int) -> None:
    ranks = np.array([3, 6, 0, 2, 5, 4, 1])
    terms = [b"%d" % number for number in range(7)]
    wanted: defaultdict[tuple[bytes, int], int] = defaultdict(int)
    for doc, words in enumerate(documents):
        for word in words:
            wanted[terms[ranks[word]], doc] += 1
    with mock.patch.object(building, "_PIECE", cut):
        found = read(invert_words([np.array(d, np.int32) for d in documents], ranks, terms))
    assert found == [(*key, [count]) for key, count in sorted(wanted.items())]


@given(terms=st.sets(st.binary(min_size=1, max_size=9) | st.binary(min_size=1, max_size=3)))
def test_terms_are_numbers_that_order_alike(terms: set[bytes]) -> None:
    """A value of a facet may have any byte in it, also a zero."""
    ascending = sorted(terms)
    with TemporaryDirectory() as folder:
        arrays = ArrayWriter(None)
        writer = FieldWriter(arrays, "field", 9, len(terms))
        ones = np.ones(len(terms), np.int64)
        writer.append(Inverted(TermTexts.of(ascending), ones, ones))
        writer.finish()
        file = Path(folder, "segment")
        with open(file, "xb") as out:
            arrays.write(out)
        read = Terms(ArrayFile(file), "field")
    for first in range(min(len(terms), 3)):
        keys = read.keys(first, len(terms))
        if keys is None:
            assert any(len(term) > 8 or b"\0" in term for term in ascending[first:])
        else:
            assert TermTexts.of_keys(keys).tolist() == ascending[first:]
            assert sorted(keys.tolist()) == keys.tolist()
