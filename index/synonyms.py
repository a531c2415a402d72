"""Synonyms: what the site's people write for the same thing, and what each stands for.

A file of lines, ``#`` begins a comment::

    协会 = 本会 = 学会          # each for any other
    双碳 -> 碳达峰 碳中和       # 双碳 finds articles with both words, not the reverse
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations

from index.analysis import normalized

MOST = 20
"""Alternatives of one phrase; the nearest stay."""
MOST_WORDS = 8
LONGEST_WORD = 60

Phrase = tuple[str, ...]
"""Normalised words; each must stand literally, and all of them."""

_COMMENT = re.compile(r"(?:^|\s)#.*")
_SIGN = re.compile(r"(->|→|=>|=|＝)")
_BOTH_WAYS = ("=", "＝")


@dataclass(frozen=True)
class Synonyms:
    """Phrases with those that are searched for as well, nearest first; ``written`` is
    each phrase as its file has it."""

    rules: Mapping[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)
    written: Mapping[Phrase, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Synonyms:
        """From pairs as they are written: whoever asks for the first gets the second too."""
        rules: dict[Phrase, dict[Phrase, None]] = {}
        written: dict[Phrase, str] = {}
        for one, other in pairs:
            left, right = phrase_of(one), phrase_of(other)
            written.setdefault(left, one)
            written.setdefault(right, other)
            if left != right:
                rules.setdefault(left, {})[right] = None
        return cls({left: tuple(found) for left, found in rules.items()}, written)

    def alternatives(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """What stands for the phrase, directly or through others, nearest first: at most
        ``MOST``, each once, never itself, however the rules run in circles."""
        found: dict[Phrase, None] = {}
        due = [phrase]
        for one in due:
            for other in self.rules.get(one, ()):
                if len(found) == MOST:
                    return tuple(found)
                if other != phrase and other not in found:
                    found[other] = None
                    due.append(other)
        return tuple(found)

    @cached_property
    def by_text(self) -> Mapping[str, Phrase]:
        """The phrases that have alternatives, by their text without spaces."""
        return {"".join(phrase): phrase for phrase in reversed(tuple(self.rules))}

    @cached_property
    def longest(self) -> int:
        """Characters of the longest of these texts."""
        return max(map(len, self.by_text), default=0)


def phrase_of(written: str) -> Phrase:
    """The words of a phrase as it is written, normalised."""
    return tuple(filter(None, map(normalized, written.split())))


def groups(every: Iterable[Iterable[str]]) -> Iterator[tuple[str, str]]:
    """The pairs of groups whose members stand for each other, as names of organisations."""
    for group in every:
        yield from permutations(group, 2)


def read_lines(text: str, name: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The pairs of a synonyms file's text and what is wrong in its other lines.

    ``name`` is what the file is called in that.
    """
    pairs: list[tuple[str, str]] = []
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        content = _COMMENT.sub("", line).strip()
        wrong = _mistake(content) if content else ""
        if wrong:
            shown = content if len(content) <= 40 else content[:40] + "…"
            faults.append(f"同义词文件 {name} 第 {number} 行写错了（{wrong}）：{shown}")
        elif content:
            pairs += _pairs(content)
    return pairs, faults


def _pairs(content: str) -> Iterator[tuple[str, str]]:
    sides = [side.strip() for side in _SIGN.split(content)]
    if sides[1] in _BOTH_WAYS:
        yield from permutations(sides[::2], 2)
    else:
        yield sides[0], sides[2]


def _mistake(content: str) -> str:
    """What is wrong with a line, in Chinese; nothing where it is right."""
    sides = _SIGN.split(content)
    signs = {"=" if sign in _BOTH_WAYS else "->" for sign in sides[1::2]}
    phrases = [phrase_of(side) for side in sides[::2]]
    if not signs:
        return "要写成“词 = 词”或“词 -> 词”"
    if len(signs) > 1 or (signs == {"->"} and len(phrases) > 2):
        return "一行里只能全用 =，或只用一个 ->"
    if not all(phrases):
        return "符号的一边没有词"
    if any(not any(char.isalnum() for char in word) for phrase in phrases for word in phrase):
        return "有一个词里没有字"
    if len(phrases) > MOST:
        return f"一行最多 {MOST} 个同义词"
    if any(len(phrase) > MOST_WORDS for phrase in phrases):
        return f"一边最多 {MOST_WORDS} 个词"
    if any(len(word) > LONGEST_WORD for phrase in phrases for word in phrase):
        return f"一个词最多 {LONGEST_WORD} 个字"
    return "两边是同一个词" if len(set(phrases)) < len(phrases) else ""
