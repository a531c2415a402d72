"""Editing the site's dictionary, and what an edit means for the index there is."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.analysis import (
    Analyzer,
    DictionaryEntry,
    Segmenter,
    entry_of,
    normalize,
    read_dictionary,
    without_comment,
)
from index.analysis.dictionary import KEPT
from index.article import Article, Visibility
from index.config import Config
from index.disk import REAL_DISK
from index.engine import SearchRequest, open_reader
from index.errors import ConfigError, HuisouError, IndexMissing, reason
from index.query import Term
from index.results import Sort

LONGEST = 40
"""Characters of a word."""
_PAGE = 100
_PIECES = re.compile(r"[^\n。；！？]+")
"""Words never reach over these, so that a piece is cut alike alone and in its text."""


class WordRefused(HuisouError):
    """The word cannot be in a dictionary, is there already, or is not there."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What was changed: the entries before and after, and the word."""

    word: str
    before: tuple[DictionaryEntry, ...]
    after: tuple[DictionaryEntry, ...]


def dictionary_file(config: Config) -> Path:
    """The file that the configuration names; raises ConfigError where it names none."""
    file = config.vocabulary.dictionary
    if file is None:
        raise ConfigError(
            '配置里没有词典：请先在 huisou.toml 的 [vocabulary] 里写上 dictionary = "词典.txt"'
        )
    return file


def add_word(file: Path, word: str, frequency: int | None, tag: str | None) -> Edit:
    """Add the word, or give the one that is there another frequency or tag.

    Raises WordRefused for what is no word and where nothing would change, ConfigError where
    the file is wrong or cannot be written.
    """
    written = " ".join(filter(None, [word, str(frequency or ""), tag]))
    entry = entry_of(written) if "#" not in word and len(word.split()) == 1 else None
    if entry is None or len(entry.word) > LONGEST or entry.frequency != frequency:
        raise WordRefused(f"“{word}”不能作词：要有字，不含空格和 #，最多 {LONGEST} 个字")

    def change(lines: list[str]) -> list[str]:
        same = [n for n, line in enumerate(lines) if _word_in(line) == entry.word]
        if same and (entry_of(without_comment(lines[same[-1]])) == entry or written == word):
            raise WordRefused(f"词典里已经有“{word}”了")
        kept = [line for n, line in enumerate(lines) if n not in same]
        return [*kept[: same[0]], written, *kept[same[0] :]] if same else [*lines, written]

    return _edited(file, entry.word, change)


def remove_word(file: Path, word: str) -> Edit:
    """Remove the word; raises WordRefused where it is not there, ConfigError as adding does."""
    entry = entry_of(word)
    wanted = entry.word if entry else ""

    def change(lines: list[str]) -> list[str]:
        kept = [line for line in lines if _word_in(line) != wanted]
        if not wanted or len(kept) == len(lines):
            raise WordRefused(f"词典里没有“{word}”")
        return kept

    return _edited(file, wanted, change)


def _word_in(line: str) -> str:
    entry = entry_of(without_comment(line))
    return entry.word if entry else ""


def _edited(file: Path, word: str, change: Callable[[list[str]], list[str]]) -> Edit:
    """Read, change and replace the file while no other edit does; a reader sees the old
    one or the new one. The mark at its beginning, its line ends and its mode stay."""
    target = Path(os.path.realpath(file))
    try:
        with _alone_in(target.parent):
            before = read_dictionary(target) if target.exists() else ()
            stored = target.read_bytes() if target.exists() else b""
            mark = "\ufeff" if stored.startswith(b"\xef\xbb\xbf") else ""
            end = "\r\n" if b"\r\n" in stored else "\n"
            lines = change(stored.decode("utf-8-sig").splitlines())
            text = mark + "".join(line + end for line in lines)
            mode = target.stat().st_mode if stored else None
            REAL_DISK.write_whole(target, text.encode())
            if mode is not None:
                os.chmod(target, mode)
            return Edit(word, before, read_dictionary(target))
    except OSError as error:
        raise ConfigError(f"词典文件 {file} 写不进去：{reason(error)}") from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def articles_cut_otherwise(config: Config, edit: Edit) -> int | None:
    """How many articles of the current index the edit would have cut into other words;
    None where there is no index yet.

    Those are among the articles that hold the word, which matching by n-grams finds
    whatever dictionary the index was built with.
    """
    old, new = (
        Analyzer.with_entries(config, entries).segmenter for entries in (edit.before, edit.after)
    )
    try:
        reader = open_reader(config)
    except IndexMissing:
        return None
    try:
        query = Term(edit.word, (edit.word,), quoted=True, shown=edit.word)
        count = page = 0
        while True:
            page += 1
            request = SearchRequest(
                query, sort=Sort.NEWEST, page=page, size=_PAGE, facets=(), relax=False,
                viewer=Visibility.STAFF,
            )  # fmt: skip
            hits = reader.search(request).hits
            count += sum(_is_cut_otherwise(hit.article, edit.word, old, new) for hit in hits)
            if len(hits) < _PAGE:
                return count
    finally:
        reader.close()


def _is_cut_otherwise(article: Article, word: str, old: Segmenter, new: Segmenter) -> bool:
    texts = (article.title, article.body, *(one.text for one in article.attachments))
    pieces: Iterator[str] = (
        piece.group()
        for text in texts
        for piece in _PIECES.finditer(_lines_normalized(text))
        if word in piece.group()
    )
    return any([*old.cut(piece)] != [*new.cut(piece)] for piece in pieces)


def _lines_normalized(text: str) -> str:
    return "\n".join(normalize(line).text for line in text.split("\n"))


def keep_dictionary(config: Config) -> None:
    """Keep a copy of a dictionary that is right, beside the index it went into: what a
    later one falls back on. Raises IndexUnwritable."""
    file = config.vocabulary.dictionary
    kept = config.index.path / KEPT
    try:
        if file is None:
            return
        read_dictionary(file)
        stored = file.read_bytes()
        if not kept.exists() or kept.read_bytes() != stored:
            REAL_DISK.write_whole(kept, stored)
    except ConfigError:  # wrong now; what is kept stays
        return
    except OSError as error:
        raise HuisouError(f"词典的副本写不进 {kept}：{reason(error)}") from error


def listed(entries: Sequence[DictionaryEntry]) -> list[str]:
    """The entries as lines of a dictionary."""
    return [" ".join(map(str, filter(None, (e.word, e.frequency, e.tag)))) for e in entries]
