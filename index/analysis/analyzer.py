"""The analyzer: one road from text to tokens for the index side and the query side."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from index.analysis import bulk_characters
from index.analysis.bulk_segmentation import BulkSegmenter
from index.analysis.characters import description
from index.analysis.dictionary import DictionaryEntry, dictionary_in_force
from index.analysis.empty_words import FUNCTION_WORDS, QUESTION_WORDS
from index.analysis.ngrams import Token, character_class, ngrams
from index.analysis.normalizer import normalize
from index.analysis.segmenter import Segmenter

if TYPE_CHECKING:
    from index.config import Config

# What belongs together though no dictionary says so: GB/T, 50046-2018, 23.5, 2023年7月.
_COMPOUND = re.compile(r"(?:[a-z0-9\u00df-\u024f]+)(?:[-/._+&@'%:,]+[a-z0-9\u00df-\u024f]+)+")
_UNASKED = FUNCTION_WORDS | QUESTION_WORDS


class Analyzer:
    """Normaliser, n-grams and segmenter of one site; the same object serves both sides."""

    def __init__(self, entries: tuple[DictionaryEntry, ...] = (), cache: Path | None = None):
        self._entries = entries
        self._cache = cache
        self.segmenter = Segmenter(entries, cache)

    @classmethod
    def from_config(cls, config: Config) -> Analyzer:
        """The analyzer of a site; raises ConfigError where its dictionary is wrong and none
        ever went into an index."""
        dictionary = config.vocabulary.dictionary
        entries: tuple[DictionaryEntry, ...] = ()
        if dictionary is not None:
            entries = dictionary_in_force(dictionary, config.index.path)
        return cls.with_entries(config, entries)

    @classmethod
    def with_entries(cls, config: Config, entries: tuple[DictionaryEntry, ...]) -> Analyzer:
        """The analyzer of a site as another dictionary would make it."""
        return cls(entries, config.index.path / "cache" / f"jieba-{version('jieba')}")

    def load(self) -> None:
        """Load the dictionary and the tables now, so that processes forked later share them."""
        self.segmenter.load()
        bulk_characters.load()

    def words(self, text: str) -> Iterator[Token]:
        """The words of a normalised text, for ranking."""
        return self.segmenter.cut(text)

    @property
    def bulk(self) -> Callable[[], BulkSegmenter]:
        """What makes the segmenter for many texts, in this process or in another."""
        return functools.partial(BulkSegmenter, self._entries, self._cache)

    def units(self, term: str) -> tuple[str, ...]:
        """The runs that a bare normalised ``term`` asks for, each to be matched literally.

        Numbers and Latin words joined by signs stay whole (gb/t, 50046-2018), a number
        keeps the single characters beside it (第5届, 2023年7月), words that join and words
        that ask are left out where there are others, and so is punctuation. Never empty: the
        term itself at least.
        """
        found: list[str] = []
        position = 0
        for match in _COMPOUND.finditer(term):
            found += self._han_units(term[position : match.start()])
            found.append(match.group())
            position = match.end()
        found += self._han_units(term[position:])
        content = [unit for unit in found if unit not in _UNASKED]
        return tuple(dict.fromkeys(content or found)) or (term,)

    def _han_units(self, text: str) -> list[str]:
        joined: list[str] = []
        end = -1
        for word, offset in self.words(text):
            if joined and offset == end and _belong(joined[-1], word):
                joined[-1] += word
            else:
                joined.append(word)
            end = offset + len(word)
        return joined

    def fingerprint(self) -> str:
        """Changes when any text could come out of this analyzer as other tokens."""
        parts = (
            description(),
            repr([*ngrams(normalize("2023年防腐蚀GB/T 50046，年会").text)]),
            version("jieba"),
            repr(self._entries),
        )
        return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _belong(left: str, right: str) -> bool:
    """Whether two adjacent words are one unit: a number and its single-character measure,
    or letters and digits with nothing between them."""
    if left in FUNCTION_WORDS or right in FUNCTION_WORDS:
        return False
    classes = character_class(left[-1]), character_class(right[0])
    if "digit" not in classes and "letter" not in classes:
        return False
    if classes == ("han", "han"):
        return False
    if "han" not in classes:
        return True
    return len(right) == 1 if classes[1] == "han" else len(left) == 1 or left[-2:-1].isdigit()
