"""A batch of articles as the arrays of one segment: sorted, never a Python object a posting."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from index.analysis.ngram_arrays import NgramArrays, ngram_arrays
from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.documents import Checked, Prepared, prepare
from index.engines.whoosh.fields import LONGEST_TERM, longest_term, term_bytes
from index.engines.whoosh.inverted import FieldWriter, Inverted, reordered
from index.engines.whoosh.packed import Numbers, Packer
from index.engines.whoosh.stored import StoredWriter
from index.schema import FIELDS, FieldKind, FieldSpec

Words = Callable[[str], Iterable[str]]
"""Cuts a normalised text into its words."""
Ids = npt.NDArray[np.int32]


class Batch:
    """The articles of a segment: the words of each are found as it comes, and everything is
    sorted when no more come."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._clear()

    def _clear(self) -> None:
        self._documents: list[Prepared] = []
        # Gives a word that it has not seen the next number.
        self._vocabulary: defaultdict[str, int] = defaultdict()
        self._vocabulary.default_factory = self._vocabulary.__len__
        self._ids: defaultdict[str, list[Ids]] = defaultdict(list)

    def add(self, articles: Iterable[Checked]) -> None:
        """More articles."""
        for article in articles:
            document = prepare(article)
            self._documents.append(document)
            for part, texts in document.texts.items():
                self._ids[part].append(self._numbered(texts))

    def _numbered(self, texts: Iterable[str]) -> Ids:
        words = chain.from_iterable(map(self._words, texts))
        return np.fromiter(map(self._vocabulary.__getitem__, words), np.int32)

    def finish(self, dead: Collection[int] = ()) -> bytes:
        """The file of the segment, with the articles in the order in which they came, but for
        those that came at the ``dead`` places; the batch is empty after."""
        for place in sorted(dead, reverse=True):
            del self._documents[place]
            for ids in self._ids.values():
                del ids[place]
        arrays = ArrayWriter(None)
        self._write(arrays)
        self._clear()
        file = io.BytesIO()
        arrays.write(file)
        return file.getvalue()

    def _write(self, arrays: ArrayWriter) -> None:
        documents = self._documents
        ranks, words = _ranked(self._vocabulary)
        for field in FIELDS:
            part = field.name.rpartition("_")[0]
            if field.kind is FieldKind.STORED:
                _store(arrays, documents)
            elif field.kind is FieldKind.NGRAMS:
                texts = [document.texts[part] for document in documents]
                _write(arrays, field, invert_ngrams(texts), len(documents))
            elif field.kind is FieldKind.WORDS:
                ids = self._ids[part]
                _write(arrays, field, invert_words(ids, ranks, words), len(documents))
                write_lengths(arrays, field.name, np.fromiter(map(len, ids), np.int64, len(ids)))
            else:
                values = [document.values[field.name] for document in documents]
                _write(arrays, field, invert_values(values), len(documents))


def _ranked(vocabulary: Iterable[str]) -> tuple[Numbers, list[bytes]]:
    """Of each word, numbered as they come, the place among their terms; and the terms."""
    terms = list(map(term_bytes, vocabulary))
    order = np.array(sorted(range(len(terms)), key=terms.__getitem__), np.int64)
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return ranks, [terms[number] for number in order.tolist()]


def write_lengths(arrays: ArrayWriter, field: str, lengths: Numbers) -> None:
    """Write how many words each document has in the field."""
    packer = Packer(arrays, f"{field}.lengths")
    packer.append(lengths)
    packer.finish()


def _store(arrays: ArrayWriter, documents: Sequence[Prepared]) -> None:
    writer = StoredWriter(arrays)
    writer.append([(document.stored, document.attached) for document in documents])
    writer.finish()


def _write(arrays: ArrayWriter, field: FieldSpec, inverted: Inverted, size: int) -> None:
    writer = FieldWriter(arrays, field.name, longest_term(field), size)
    writer.append(inverted)
    writer.finish()


def invert_ngrams(texts: Sequence[Sequence[str]]) -> Inverted:
    """The postings of the n-grams of documents, each of any number of texts. Texts of one
    document count on with a gap of one between, which no phrase can reach across."""
    lengths = [sum(map(len, document)) + len(document) for document in texts]
    batch = ngram_arrays([text for document in texts for text in document])
    tokens, places = _sorted(batch)
    ends = np.cumsum(np.array(lengths, np.int64))
    docs = np.repeat(np.arange(len(texts), dtype=np.int32), lengths).take(places)
    positions = places - (ends - lengths).take(docs)
    owners, documents, found, counts = _grouped(tokens, docs)
    terms = _terms(batch.texts(owners))
    return _by_terms(Inverted(terms, documents, found, counts, positions))


def _sorted(batch: NgramArrays) -> tuple[Numbers, Numbers]:
    """The tokens with their places, by token, then place."""
    bits = batch.size.bit_length()
    if bits + 2 * batch.width > 63:
        order = np.lexsort((batch.places, batch.tokens))
        return batch.tokens[order], batch.places[order]
    both = np.sort(batch.tokens << bits | batch.places)
    return both >> bits, both & ((1 << bits) - 1)


def _terms(tokens: list[str]) -> list[bytes]:
    """The term of each token, as :func:`term_bytes` gives it; no token has an end of line."""
    terms = "\n".join(tokens).encode().split(b"\n") if tokens else []
    for number, token in enumerate(tokens):
        if len(token) > LONGEST_TERM:
            terms[number] = term_bytes(token)
    return terms


def invert_words(ids: Sequence[Ids], ranks: Numbers, terms: Sequence[bytes]) -> Inverted:
    """The postings of words: of each document the words by number, of each number the place
    among the terms."""
    bits = len(ids).bit_length()
    docs = np.repeat(np.arange(len(ids)), list(map(len, ids)))
    words = ranks.take(np.concatenate([*ids, np.empty(0, np.int32)]))
    both = np.sort(words << bits | docs)
    owners, documents, found, counts = _grouped(both >> bits, both & ((1 << bits) - 1))
    return Inverted([terms[number] for number in owners.tolist()], documents, found, counts)


def invert_values(values: Sequence[Sequence[str]]) -> Inverted:
    """The postings of the exact values of documents."""
    terms = sorted({value for document in values for value in document})
    numbers = {term: number for number, term in enumerate(terms)}
    pairs = sorted({(numbers[v], doc) for doc, document in enumerate(values) for v in document})
    found = np.array(pairs, np.int64).reshape(-1, 2)
    documents = np.bincount(found[:, 0], minlength=len(terms))
    return Inverted([term.encode() for term in terms], documents, found[:, 1])


def _grouped(tokens: Numbers, docs: Numbers | Ids) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Of tokens that are sorted by token, then document: the distinct tokens, how many
    documents each has, these, and how often each posting's token stands in its document."""
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
        docs[starts].astype(np.int64),
        np.diff(starts, append=len(tokens)),
    )


def _by_terms(piece: Inverted) -> Inverted:
    """The same sorted by term, which they are but for digests of long tokens."""
    terms = piece.terms
    if all(map(bytes.__le__, terms, terms[1:])):
        return piece
    order = np.array(sorted(range(len(terms)), key=terms.__getitem__), np.int64)
    return reordered(piece, order)
