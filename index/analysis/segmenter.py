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

from index.analysis.normalizer import normalized
from index.errors import ConfigError, reason

jieba.setLogLevel(logging.CRITICAL)  # it reports its cache on the root of stderr

_ENTRY = re.compile(r"(?P<word>.+?)(?:\s+(?P<frequency>\d+))?(?:\s+(?P<tag>[a-z]+))?")
_WORD_LIKE = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """A word of the site's own, normalised; without ``frequency`` jieba works one out
    that is just high enough to keep the word whole."""

    word: str
    frequency: int | None = None
    tag: str | None = None


def read_dictionary(file: Path) -> tuple[DictionaryEntry, ...]:
    """Read a jieba user dictionary: ``word [frequency] [tag]`` a line, ``#`` a comment.

    Raises ConfigError naming the file, and the line where one is wrong.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"读不了词典文件 {file}：{reason(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"词典文件 {file} 不是 UTF-8 编码（第 {error.start} 字节）") from error
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        written = line.split("#", 1)[0].strip()
        if not written:
            continue
        found = _ENTRY.fullmatch(written)
        word = normalized(found["word"]) if found else ""
        if found is None or not _WORD_LIKE.search(word) or " " in word:
            raise ConfigError(f"词典文件 {file} 第 {number} 行写错了：{written}")
        frequency = int(found["frequency"]) if found["frequency"] else None
        entries.append(DictionaryEntry(word, frequency, found["tag"]))
    return tuple(entries)


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
