"""The stored articles: each compressed alone, so that one is read without its neighbours.

The texts of attachments lie apart, in blocks that are compressed alone too: a hit reads those
that it shows. Short texts compress well only beside others like them, so deflate is given a
dictionary: a sample of the articles that were written together (RFC 1950, section 2.2).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.packed import Numbers, Packer, RunPacker, StepPacker, Streams
from index.places import OVERLAP

_WINDOW = 1 << 15
_LEVEL = 4
"""Takes 0.6 of the time of zlib's own choice, 6, for 3 % more room."""
_BARE = -zlib.MAX_WBITS
"""Deflate without zlib's checksums, which for a short article take as long as inflating: one
of them is of the dictionary. Files are verified whole, by their manifest."""
_WORTH_IT = 200
"""Articles; with fewer the dictionary would take more room than it saves."""
_SAMPLES = 48


class Block(NamedTuple):
    """``characters`` of an attachment, which are ``places`` when normalised; ``text`` is these
    with up to ``OVERLAP`` of what stands before and behind them."""

    text: str
    characters: int
    places: int


class Extents(NamedTuple):
    """Of each stored block of an attachment its bytes, and how much of the text is its own."""

    sizes: Sequence[int]
    characters: Sequence[int]
    places: Sequence[int]


class StoredWriter:
    """Writes the articles of a segment: fresh ones, or as they were in another segment."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._lengths = RunPacker(streams, "stored.articles")
        self._choices = Packer(streams, "stored.choices")
        self._starts = StepPacker(streams, _STARTS)
        self._end = 0
        self._dictionaries: list[bytes] = []

    def append(self, articles: Sequence[tuple[bytes, Sequence[Sequence[Block]]]]) -> None:
        """Compress and write the articles, each with the blocks of its attachments."""
        dictionary = _sample([article for article, _ in articles])
        # A copy has read the dictionary already, which takes longer than a short article.
        engine = zlib.compressobj(_LEVEL, zlib.DEFLATED, _BARE, zdict=dictionary)
        compressed = []
        sizes = np.zeros(len(articles), np.int64)
        for number, (article, attached) in enumerate(articles):
            extents = [self._blocks(one, engine) for one in attached]
            laid_out = b"\n" + json.dumps(extents).encode() if extents else b""
            compressed.append(_compress(article + laid_out, engine.copy()))
            sizes[number] = sum(sum(one.sizes) for one in extents)
        self._start(sizes)
        self._write(compressed, np.zeros(len(articles), np.int64), [dictionary])

    def _blocks(self, blocks: Sequence[Block], engine: zlib._Compress) -> Extents:
        compressed = [_compress(block.text.encode(), engine.copy()) for block in blocks]
        self._streams.append(_ATTACHED, np.frombuffer(b"".join(compressed), np.uint8))
        own = [(block.characters, block.places) for block in blocks]
        return Extents([*map(len, compressed)], [one for one, _ in own], [one for _, one in own])

    def _start(self, sizes: Numbers) -> None:
        """Note where the blocks of documents begin, of so many bytes each."""
        ends = self._end + np.cumsum(sizes)
        self._starts.append(ends - sizes)
        self._end = int(ends[-1]) if len(ends) else self._end

    def copy(self, stored: Stored, docs: Numbers) -> None:
        """Write articles of another segment as they are."""
        choices = stored.choices()[docs]
        for start in range(0, len(docs), 1024):
            piece = slice(start, start + 1024)
            compressed = [stored.compressed(doc) for doc in docs[piece].tolist()]
            self._write(compressed, choices[piece], stored.dictionaries)
        starts = stored.attached_starts()
        sizes = np.diff(starts)[docs]
        self._start(sizes)
        for doc in docs[sizes > 0].tolist():
            self._streams.append(_ATTACHED, stored.attached(int(starts[doc]), int(starts[doc + 1])))

    def finish(self) -> None:
        """Write what is left."""
        self._lengths.finish()
        self._choices.finish()
        self._starts.append(np.array([self._end]))
        self._starts.finish()
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


_ATTACHED, _STARTS = "stored.attached", "stored.attached_starts"


@dataclass(frozen=True, slots=True)
class StoredText:
    """The text of an attachment: blocks of these ``extents``, one behind another in
    ``compressed`` from ``start`` on."""

    extents: Extents
    compressed: npt.NDArray[np.uint8]
    start: int
    dictionary: bytes

    def block(self, number: int) -> str:
        """The text of that block, with what it has of its neighbours."""
        start = self.start + sum(self.extents.sizes[:number])
        piece = self.compressed[start : start + self.extents.sizes[number]]
        return _inflate(piece, self.dictionary, _BARE)

    def whole(self) -> str:
        """All of it."""
        own = []
        before = 0
        for number, characters in enumerate(self.extents.characters):
            lead = min(OVERLAP, before)
            own.append(self.block(number)[lead : lead + characters])
            before += characters
        return "".join(own)


class Record(NamedTuple):
    """A stored article: its JSON, without the texts of its attachments, and these. An index
    written before there were blocks has no ``texts``, and all in the JSON."""

    article: str
    texts: tuple[StoredText, ...]


class Stored:
    """Reads the articles of a segment."""

    def __init__(self, file: ArrayFile) -> None:
        self._text = file.array("stored.text")
        self._articles = file.runs("stored.articles")
        self._choices = file.packed("stored.choices")
        self._attached = file.array(_ATTACHED)
        self._starts = file.steps(_STARTS)
        self._form = _BARE if self._starts.size else zlib.MAX_WBITS
        ends = np.cumsum(file.array("stored.dictionary_sizes"), dtype=np.int64).tolist()
        joined = file.array("stored.dictionaries")
        self.dictionaries = [
            joined[start:end].tobytes() for start, end in zip([0, *ends], ends, strict=False)
        ]

    def record(self, doc: int) -> Record:
        """One document; no text of an attachment is read yet."""
        dictionary = self.dictionaries[int(self._choice[doc])]
        article, _, laid_out = _inflate(self._slice(doc), dictionary, self._form).partition("\n")
        return Record(article, tuple(self._texts(doc, laid_out, dictionary)) if laid_out else ())

    def _texts(self, doc: int, laid_out: str, dictionary: bytes) -> Iterator[StoredText]:
        start = self._starts.one(doc)
        for one in json.loads(laid_out):
            extents = Extents(*one)
            yield StoredText(extents, self._attached, start, dictionary)
            start += sum(extents.sizes)

    def compressed(self, doc: int) -> bytes:
        """The document as it lies in the file."""
        stored: bytes = self._slice(doc).tobytes()
        return stored

    def attached(self, start: int, end: int) -> npt.NDArray[np.uint8]:
        """Blocks as they lie in the file."""
        return self._attached[start:end]

    def attached_starts(self) -> Numbers:
        """Where the blocks of each document begin, and where the last end."""
        return self._starts.slice(0, self._starts.size)

    def _slice(self, doc: int) -> npt.NDArray[np.uint8]:
        return self._text[int(self._edges[doc]) : int(self._edges[doc + 1])]

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


def _inflate(stored: npt.NDArray[np.uint8], dictionary: bytes, form: int) -> str:
    engine = zlib.decompressobj(form, zdict=dictionary)
    return (engine.decompress(stored.data) + engine.flush()).decode()


def _sample(articles: Sequence[bytes]) -> bytes:
    """The heads of articles from all over the batch; one short article where they are few."""
    if len(articles) < _WORTH_IT:
        return min(articles, key=len)[:1024] if articles else b""
    step = len(articles) // _SAMPLES
    heads = [article[: _WINDOW // _SAMPLES] for article in articles[::step][:_SAMPLES]]
    return b"".join(heads)[-_WINDOW:]
