"""A batch of articles as the arrays of one segment: sorted, never a Python object a posting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from index.analysis.ngram_arrays import NgramArrays, ngram_arrays
from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.documents import Checked, Prepared, prepare
from index.engines.whoosh.fields import LONGEST_TERM, longest_term, term_bytes
from index.engines.whoosh.inverted import FieldWriter, Inverted, TermTexts, reordered
from index.engines.whoosh.packed import Numbers, Packer
from index.engines.whoosh.stored import StoredWriter
from index.schema import FIELDS, FieldKind, FieldSpec

Words = Callable[[str], Iterable[str]]
"""Cuts a normalised text into its words."""
Ids = npt.NDArray[np.int32]
_BITS = 63
"""Of a number that is not negative."""
_PIECE = 1 << 18
"""Postings that are made at once: few enough for the memory of one piece to serve the next, as
to touch memory that is new takes longer than all that is done with it."""


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

    def finish(self, file: BinaryIO, dead: Collection[int] = ()) -> None:
        """Write the file of the segment, with the articles in the order in which they came, but
        for those that came at the ``dead`` places; the batch is empty after."""
        for place in sorted(dead, reverse=True):
            del self._documents[place]
            for ids in self._ids.values():
                del ids[place]
        arrays = ArrayWriter(None)
        self._write(arrays)
        self._clear()
        arrays.write(file)

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
                _write(arrays, field, [invert_values(values)], len(documents))


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


def _write(arrays: ArrayWriter, field: FieldSpec, pieces: Iterable[Inverted], size: int) -> None:
    writer = FieldWriter(arrays, field.name, longest_term(field), size)
    for piece in pieces:
        writer.append(piece)
    writer.finish()


def invert_ngrams(texts: Sequence[Sequence[str]]) -> Iterator[Inverted]:
    """The postings of the n-grams of documents, each of any number of texts, in pieces of later
    and later terms. Texts of one document count on with a gap of one between, which no phrase
    can reach across."""
    lengths = np.array([sum(map(len, document)) + len(document) for document in texts], np.int64)
    batch = ngram_arrays([text for document in texts for text in document])
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    starts = np.cumsum(lengths) - lengths
    for tokens, places in _sorted(batch):
        docs = owner.take(places)
        positions = places - starts.take(docs)
        found = _grouped(tokens, docs)
        terms = _terms(batch.texts(found[0]))
        yield _by_terms(terms, Inverted(TermTexts.of(terms), *found[1:], positions))


def _sorted(batch: NgramArrays) -> Iterator[tuple[Numbers, Numbers]]:
    """The tokens with their places, by token, then place, in pieces of whole tokens."""
    bits = batch.size.bit_length()
    if bits + 2 * batch.width > _BITS:
        tokens, places = map(np.concatenate, zip(*batch.parts(), strict=True))
        order = np.lexsort((places, tokens))
        yield tokens[order], places[order]
        return
    keys = np.empty(2 * batch.size, np.int64)
    first, count = [np.empty(0, np.int64)], 0
    long_runs = np.array([False, *(len(run) > LONGEST_TERM for run in batch.runs)])
    for tokens, places in batch.parts():
        own = tokens << bits | places
        if long_runs.any():
            is_long = _are_among(batch, tokens, long_runs)
            first.append(own[is_long])
            own = own[~is_long]
        keys[count : count + len(own)] = own
        count += len(own)
    # Digests of long tokens come before all other terms, wherever the tokens are.
    digested = np.sort(np.concatenate(first))
    if digested.size:
        yield from _pieces(digested, bits, digested.size)
    keys = keys[:count]
    keys.sort()
    yield from _pieces(keys, bits, _PIECE)


def _are_among(
    batch: NgramArrays, tokens: Numbers, wanted: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Which of the tokens are runs that are wanted, by their numbers."""
    second = tokens & ((1 << batch.width) - 1)
    found: npt.NDArray[np.bool_] = wanted.take(second, mode="clip")
    found &= batch.begins_run[tokens >> batch.width]
    return found


def _pieces(keys: Numbers, bits: int, most: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Sorted keys in pieces of about ``most``, one at least, cut where another token begins:
    apart, the tokens and what stands in the lowest ``bits``."""
    start = 0
    while start < len(keys) or not start:
        end = start + most
        if end < len(keys):
            end = int(np.searchsorted(keys, (keys[end] >> bits) + 1 << bits))
        piece = keys[start:end]
        yield piece >> bits, piece & ((1 << bits) - 1)
        start = max(end, 1)


def _terms(tokens: list[str]) -> list[bytes]:
    """The term of each token, as :func:`term_bytes` gives it; no token has an end of line."""
    terms = "\n".join(tokens).encode().split(b"\n") if tokens else []
    for number, token in enumerate(tokens):
        if len(token) > LONGEST_TERM:
            terms[number] = term_bytes(token)
    return terms


def invert_words(ids: Sequence[Ids], ranks: Numbers, terms: Sequence[bytes]) -> Iterator[Inverted]:
    """The postings of words, in pieces as those of n-grams: of each document the words by
    number, of each number the place among the terms."""
    bits = len(ids).bit_length()
    docs = np.repeat(np.arange(len(ids)), list(map(len, ids)))
    keys = ranks.take(np.concatenate([*ids, np.empty(0, np.int32)]))
    keys <<= bits
    keys |= docs
    keys.sort()
    texts = TermTexts.of(terms)
    for words, documents in _pieces(keys, bits, _PIECE):
        owners, *found = _grouped(words, documents)
        yield Inverted(texts.take(owners), *found)


def invert_values(values: Sequence[Sequence[str]]) -> Inverted:
    """The postings of the exact values of documents."""
    terms = sorted({value for document in values for value in document})
    numbers = {term: number for number, term in enumerate(terms)}
    pairs = sorted({(numbers[v], doc) for doc, document in enumerate(values) for v in document})
    found = np.array(pairs, np.int64).reshape(-1, 2)
    documents = np.bincount(found[:, 0], minlength=len(terms))
    return Inverted(TermTexts.of([t.encode() for t in terms]), documents, found[:, 1])


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


def _by_terms(terms: Sequence[bytes], piece: Inverted) -> Inverted:
    """The same sorted by its terms, which it is but for digests of long tokens."""
    if all(map(bytes.__le__, terms, terms[1:])):
        return piece
    order = np.array(sorted(range(len(terms)), key=terms.__getitem__), np.int64)
    return reordered(piece, order)
