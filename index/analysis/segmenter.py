"""Segmentation: jieba with the site's dictionary, over normalised text.

Words rank; they never decide whether a text matches (see :mod:`index.analysis.ngrams`).
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jieba

from index.analysis.dictionary import DictionaryEntry

jieba.setLogLevel(logging.CRITICAL)  # it reports its cache on the root of stderr

_WORD_LIKE = re.compile(r"\w")


class Segmenter:
    """Cuts normalised text into words. Loads its dictionary on first use.

    ``cache`` is the folder for jieba's prefix dictionary: our own, because jieba's
    default is a file in the shared temporary folder that any user may have written.
    """

    def __init__(self, entries: Iterable[DictionaryEntry] = (), cache: Path | None = None) -> None:
        self._entries = tuple(entries)
        self._cache = cache
        self._tokenizer: jieba.Tokenizer | None = None

    def load(self) -> jieba.Tokenizer:
        """The loaded tokenizer; call before a fork so that the children share it."""
        if self._tokenizer is None:
            tokenizer = _with_general_dictionary(self._cache)
            for entry in self._entries:
                tokenizer.add_word(entry.word, entry.frequency, entry.tag)
            self._tokenizer = tokenizer
        return self._tokenizer

    def knows(self, word: str) -> bool:
        """Whether the normalised ``word`` is in the dictionary, jieba's or the site's."""
        return bool(self.load().FREQ.get(word))

    def cut(self, text: str) -> Iterator[tuple[str, int]]:
        """The words of a normalised ``text`` with their offsets; no white space or punctuation."""
        offset = 0
        for word in self.load().cut(text):
            if _WORD_LIKE.search(word):
                yield word, offset
            offset += len(word)


@dataclass(slots=True)
class _General:
    """jieba's own dictionary, the same for every site: read once a process."""

    frequencies: dict[str, int]
    total: int


_general: list[_General] = []


def _with_general_dictionary(cache: Path | None) -> jieba.Tokenizer:
    if not _general:
        with tempfile.TemporaryDirectory() as private:
            folder = private if cache is None else _own_folder(cache, private)
            read = _read_general(folder)
            _general.append(read if _is_sound(read) else _read_general(private))
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = _general[0].frequencies.copy()
    tokenizer.total = _general[0].total
    tokenizer.initialized = True
    return tokenizer


def _read_general(folder: str) -> _General:
    """jieba's dictionary from its cache in ``folder``, or from its text, then cached there."""
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = folder
    tokenizer.initialize()
    return _General(tokenizer.FREQ, tokenizer.total)


def _is_sound(read: _General) -> bool:
    """Whether what came from a cache, which jieba does not check, is the dictionary: its
    total is the sum of its frequencies, but for a word or two that stand in it twice."""
    try:
        twice = read.total - sum(read.frequencies.values())
        return read.total > 0 and 0 <= twice < read.total / 1_000_000
    except (AttributeError, TypeError):
        return False


def _own_folder(cache: Path, otherwise: str) -> str:
    """``cache``, made where it is missing; ``otherwise`` where it cannot be, as for a
    service that may only read."""
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return otherwise
    return str(cache) if os.access(cache, os.W_OK) else otherwise
