"""The stored articles: each compressed alone, so that one is read without its neighbours.

Short texts compress well only beside others like them, so zlib is given a dictionary: a
sample of the articles that were written together (RFC 1950, section 2.2, FDICT).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.packed import Numbers, Packer, RunPacker, Streams

_WINDOW = 1 << 15
_LEVEL = 4
"""Takes 0.6 of the time of zlib's own choice, 6, for 3 % more room."""
_WORTH_IT = 200
"""Articles; with fewer the dictionary would take more room than it saves."""
_SAMPLES = 48


class StoredWriter:
    """Writes the articles of a segment: fresh ones, or as they were in another segment."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._lengths = RunPacker(streams, "stored.articles")
        self._choices = Packer(streams, "stored.choices")
        self._dictionaries: list[bytes] = []

    def append(self, articles: Sequence[bytes]) -> None:
        """Compress and write the articles."""
        dictionary = _sample(articles)
        # A copy has read the dictionary already, which takes longer than a short article.
        engine = zlib.compressobj(_LEVEL, zdict=dictionary)
        compressed = [_compress(article, engine.copy()) for article in articles]
        self._write(compressed, np.zeros(len(articles), np.int64), [dictionary])

    def copy(self, stored: Stored, docs: Numbers) -> None:
        """Write articles of another segment as they are."""
        choices = stored.choices()[docs]
        for start in range(0, len(docs), 1024):
            piece = slice(start, start + 1024)
            compressed = [stored.compressed(doc) for doc in docs[piece].tolist()]
            self._write(compressed, choices[piece], stored.dictionaries)

    def finish(self) -> None:
        """Write what is left."""
        self._lengths.finish()
        self._choices.finish()
        sizes = [len(dictionary) for dictionary in self._dictionaries]
        self._streams.append("stored.dictionary_sizes", np.array(sizes, "<u4"))
        joined = b"".join(self._dictionaries)
        self._streams.append("stored.dictionaries", np.frombuffer(joined, np.uint8))

    def _write(self, compressed: list[bytes], choices: Numbers, given: list[bytes]) -> None:
        for dictionary in given:
            if dictionary not in self._dictionaries:
                self._dictionaries.append(dictionary)
        numbers = np.array([self._dictionaries.index(dictionary) for dictionary in given])
        self._streams.append("stored.text", np.frombuffer(b"".join(compressed), np.uint8))
        self._lengths.append(np.fromiter(map(len, compressed), np.int64, len(compressed)))
        self._choices.append(numbers[choices])


class Stored:
    """Reads the articles of a segment."""

    def __init__(self, file: ArrayFile) -> None:
        self._text = file.array("stored.text")
        self._articles = file.runs("stored.articles")
        self._choices = file.packed("stored.choices")
        ends = np.cumsum(file.array("stored.dictionary_sizes"), dtype=np.int64).tolist()
        joined = file.array("stored.dictionaries")
        self.dictionaries = [
            joined[start:end].tobytes() for start, end in zip([0, *ends], ends, strict=False)
        ]

    def article(self, doc: int) -> str:
        """The JSON of one document."""
        dictionary = self.dictionaries[int(self._choice[doc])]
        engine = zlib.decompressobj(zdict=dictionary)
        return (engine.decompress(self.compressed(doc)) + engine.flush()).decode()

    def compressed(self, doc: int) -> bytes:
        """The document as it lies in the file."""
        start, end = int(self._edges[doc]), int(self._edges[doc + 1])
        stored: bytes = self._text[start:end].tobytes()
        return stored

    @cached_property
    def _edges(self) -> Numbers:
        """Where each document begins, and where the last ends: kept, as every hit asks."""
        return self._articles.edges(0, len(self._articles))

    @cached_property
    def _choice(self) -> npt.NDArray[np.uint16]:
        return self.choices().astype(np.uint16)

    def choices(self) -> Numbers:
        """Of each document the number of its dictionary."""
        return self._choices.slice(0, self._choices.size)


def _compress(article: bytes, engine: zlib._Compress) -> bytes:
    return engine.compress(article) + engine.flush()


def _sample(articles: Sequence[bytes]) -> bytes:
    """The heads of articles from all over the batch; one short article where they are few."""
    if len(articles) < _WORTH_IT:
        return min(articles, key=len)[:1024] if articles else b""
    step = len(articles) // _SAMPLES
    heads = [article[: _WINDOW // _SAMPLES] for article in articles[::step][:_SAMPLES]]
    return b"".join(heads)[-_WINDOW:]
