"""A meeting report as the extractors read it: sentences with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.article import Article, Evidence, Person

LONGEST_BODY = 20_000
"""Characters of the body that are read: who met, where and what came of it stands there."""
LONGEST_SENTENCE = 600
"""Patterns with gaps look at a sentence several times, so that one is cut there."""

_FOLDED = str.maketrans("０１２３４５６７８９：，；！？（）　\xa0\t．", "0123456789:,;!?()   .")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?[”\"’]?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``[start, end)`` of the ``field``. ``text`` is as written, ``plain`` the same length
    with the width of digits, colons, commas and brackets folded."""

    text: str
    field: str
    start: int
    plain: str

    @property
    def end(self) -> int:
        """Where it ends in the field."""
        return self.start + len(self.text)

    def evidence(self, value: str) -> Evidence:
        """The value, read from this sentence."""
        return Evidence(value, self.text, self.field, self.start, self.end)

    def person(self, name: str, office: str = "") -> Person:
        """The person, read from this sentence."""
        return Person(name, self.text, self.field, self.start, self.end, office)


def sentences_of(article: Article) -> tuple[Sentence, ...]:
    """The title, then the sentences of the body's beginning, in order."""
    title = article.title[:LONGEST_SENTENCE]
    body = article.body[:LONGEST_BODY]
    return (Sentence(title, "title", 0, _plain(title)), *_sentences(body))


def _sentences(body: str) -> Iterator[Sentence]:
    for match in _SENTENCE.finditer(body):
        for start in range(match.start(), match.end(), LONGEST_SENTENCE):
            text = body[start : min(start + LONGEST_SENTENCE, match.end())]
            indent = len(text) - len(text.lstrip())
            if text.strip():
                text = text.strip()
                yield Sentence(text, "body", start + indent, _plain(text))


def _plain(text: str) -> str:
    return text.translate(_FOLDED)
