"""The site's dictionary: words of its own for jieba, one a line."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from index.analysis.normalizer import normalized
from index.errors import ConfigError, reason

KEPT = "dictionary.txt"
"""Beside the generations: the dictionary as it was when it last went into an index."""

_ENTRY = re.compile(r"(?P<word>.+?)(?:\s+(?P<frequency>\d+))?(?:\s+(?P<tag>[a-z]+))?")
_WORD_LIKE = re.compile(r"\w")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """A word of the site's own, normalised; without ``frequency`` jieba works one out
    that is just high enough to keep the word whole."""

    word: str
    frequency: int | None = None
    tag: str | None = None


def entry_of(line: str) -> DictionaryEntry | None:
    """The entry of a line without its comment; None for a line that is none."""
    found = _ENTRY.fullmatch(line.strip())
    word = normalized(found["word"]) if found else ""
    if found is None or not _WORD_LIKE.search(word) or " " in word:
        return None
    frequency = int(found["frequency"]) if found["frequency"] else None
    return DictionaryEntry(word, frequency, found["tag"])


def without_comment(line: str) -> str:
    """What a line says; empty for a blank one and a comment."""
    return line.split("#", 1)[0].strip()


def read_dictionary(file: Path) -> tuple[DictionaryEntry, ...]:
    """Read a jieba user dictionary: ``word [frequency] [tag]`` a line, ``#`` a comment.

    Raises ConfigError naming the file, and every line that is wrong (ten at most).
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"读不了词典文件 {file}：{reason(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"词典文件 {file} 不是 UTF-8 编码（第 {error.start} 字节）") from error
    said = [
        (n, line) for n, raw in enumerate(text.splitlines(), 1) if (line := without_comment(raw))
    ]
    wrong = [
        f"词典文件 {file} 第 {number} 行写错了：{line}"
        for number, line in said
        if entry_of(line) is None
    ]
    if wrong:
        more = [f"……另有 {len(wrong) - 10} 行"] if len(wrong) > 10 else []
        raise ConfigError("\n".join(wrong[:10] + more))
    return tuple(entry for _, line in said if (entry := entry_of(line)))


def dictionary_in_force(file: Path, index: Path) -> tuple[DictionaryEntry, ...]:
    """The dictionary as it is or, where it is wrong now, as it was when it last went into
    the index in that folder; the log then says what is wrong.

    Raises ConfigError where it is wrong and there is no such copy.
    """
    try:
        return read_dictionary(file)
    except ConfigError as error:
        try:
            kept = read_dictionary(index / KEPT)
        except ConfigError:
            raise error from None
        _log.warning("%s\n暂时沿用上次建索引时的词典", error)
        return kept


def dictionary_fault(file: Path | None) -> str:
    """What is wrong with the dictionary now; empty for nothing, or no dictionary."""
    try:
        if file is not None:
            read_dictionary(file)
    except ConfigError as error:
        return str(error)
    return ""
