"""A batch of articles as the arrays of one segment: sorted, never a Python object a posting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.analysis.bulk_segmentation import WORD_END
from index.analysis.ngram_arrays import NgramArrays, ngram_arrays
from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.documents import Prepared
from index.engines.whoosh.fields import longest_term, term_bytes
from index.engines.whoosh.inverted import FieldWriter, Inverted, reordered
from index.engines.whoosh.packed import Numbers, Packer
from index.engines.whoosh.stored import StoredWriter
from index.schema import FIELDS, FieldKind, FieldSpec

Segmented = Mapping[str, Sequence[Sequence[str]]]
"""For each searched part of each document the segmented texts of that part."""


def write_batch(arrays: ArrayWriter, documents: Sequence[Prepared], segmented: Segmented) -> None:
    """Write all arrays of a segment that holds the documents, numbered as they come."""
    for field in FIELDS:
        part = field.name.rpartition("_")[0]
        if field.kind is FieldKind.STORED:
            _store(arrays, documents)
        elif field.kind is FieldKind.NGRAMS:
            _write(arrays, field, invert_ngrams([d.texts[part] for d in documents]))
        elif field.kind is FieldKind.WORDS:
            inverted, lengths = invert_words(segmented[part])
            _write(arrays, field, inverted)
            write_lengths(arrays, field.name, lengths)
        else:
            _write(arrays, field, invert_values([d.values[field.name] for d in documents]))


def write_lengths(arrays: ArrayWriter, field: str, lengths: Numbers) -> None:
    """Write how many words each document has in the field."""
    packer = Packer(arrays, f"{field}.lengths")
    packer.append(lengths)
    packer.finish()


def _store(arrays: ArrayWriter, documents: Sequence[Prepared]) -> None:
    writer = StoredWriter(arrays)
    writer.append([document.stored for document in documents])
    writer.finish()


def _write(arrays: ArrayWriter, field: FieldSpec, inverted: Inverted) -> None:
    writer = FieldWriter(arrays, field.name, longest_term(field))
    writer.append(inverted)
    writer.finish()


def invert_ngrams(texts: Sequence[Sequence[str]]) -> Inverted:
    """The postings of the n-grams of documents, each of any number of texts. Texts of one
    document count on with a gap of one between, which no phrase can reach across."""
    counts = np.fromiter(map(len, texts), np.int64, len(texts))
    batch = ngram_arrays([text for document in texts for text in document])
    tokens, places = _sorted(batch)
    owners = np.repeat(np.arange(len(texts)), counts)
    first_text = np.cumsum(counts) - counts
    # A document without a text owns no place, so any base will do for it.
    bases = np.append(batch.bases, batch.size)[np.minimum(first_text, len(batch.bases))]
    docs = owners[np.searchsorted(batch.bases, places, side="right") - 1]
    inverted = _grouped(tokens, docs, places - bases[docs])
    return _by_terms(inverted, [term_bytes(batch.text(token)) for token in inverted[0].tolist()])


def _sorted(batch: NgramArrays) -> tuple[Numbers, Numbers]:
    """The tokens with their places, by token, then place."""
    bits = batch.size.bit_length()
    if bits + 2 * batch.width + 1 > 63:
        order = np.lexsort((batch.places, batch.tokens))
        return batch.tokens[order], batch.places[order]
    both = np.sort(batch.tokens << bits | batch.places)
    return both >> bits, both & ((1 << bits) - 1)


def invert_words(segmented: Sequence[Sequence[str]]) -> tuple[Inverted, Numbers]:
    """The postings of the words of documents, and how many words each document has."""
    vocabulary: dict[str, int] = {}
    ids: list[npt.NDArray[np.int64]] = []
    for texts in segmented:
        words = [word for text in texts for word in text.split(WORD_END) if word]
        ids.append(np.array([vocabulary.setdefault(w, len(vocabulary)) for w in words], np.int64))
    lengths = np.fromiter(map(len, ids), np.int64, len(ids))
    bits = len(ids).bit_length()
    docs = np.repeat(np.arange(len(ids)), lengths)
    both = np.sort(np.concatenate([*ids, np.empty(0, np.int64)]) << bits | docs)
    grouped = _grouped(both >> bits, both & ((1 << bits) - 1), None)
    return _by_terms(grouped, [term_bytes(word) for word in vocabulary]), lengths


def invert_values(values: Sequence[Sequence[str]]) -> Inverted:
    """The postings of the exact values of documents."""
    terms = sorted({value for document in values for value in document})
    numbers = {term: number for number, term in enumerate(terms)}
    pairs = sorted({(numbers[v], doc) for doc, document in enumerate(values) for v in document})
    found = np.array(pairs, np.int64).reshape(-1, 2)
    documents = np.bincount(found[:, 0], minlength=len(terms))
    return Inverted([term.encode() for term in terms], documents, found[:, 1])


Grouped = tuple[Numbers, Numbers, Numbers, Numbers, Numbers | None]
"""Distinct tokens, documents of each, docs, places of each posting, positions."""


def _grouped(tokens: Numbers, docs: Numbers, positions: Numbers | None) -> Grouped:
    """Postings of tokens that are sorted by token, then document."""
    is_first = np.ones(len(tokens), np.bool_)
    is_first[1:] = (tokens[1:] != tokens[:-1]) | (docs[1:] != docs[:-1])
    starts = np.flatnonzero(is_first)
    owners = tokens[starts]
    is_term = np.ones(len(owners), np.bool_)
    is_term[1:] = owners[1:] != owners[:-1]
    terms = np.flatnonzero(is_term)
    return (
        owners[terms],
        np.diff(terms, append=len(owners)),
        docs[starts],
        np.diff(starts, append=len(tokens)),
        positions,
    )


def _by_terms(grouped: Grouped, terms: list[bytes]) -> Inverted:
    """The same with ``terms``, given in the order of the tokens, sorted as bytes."""
    _, documents, docs, places, positions = grouped
    order = np.array(sorted(range(len(terms)), key=terms.__getitem__), np.int64)
    return reordered(Inverted(terms, documents, docs, places, positions), order)
