"""What someone may be about to type: words, names and titles, each with hits.

Letters are read as pinyin too, here alone. Every row is of what a visitor may see: words
are counted for one, names come from a visitor's facets, titles from a visitor's articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict

from flask import url_for

from index.analysis import normalized
from index.analysis.content_words import is_content
from index.completing import Way, Word, ways, words
from webapp.addresses import address, toggled
from webapp.parameters import SearchParameters
from webapp.searching import Search, matching
from webapp.service import reader, service

MOST = 10
MOST_WORDS = 3
MOST_NAMES = 3
LONGEST = 60

_OFTEN = 3
"""In so many articles a word stands that no dictionary knows, to be taken for one."""


class Suggestion(TypedDict):
    """``kind`` is word, org, category or title; ``count`` is how many articles ``url``
    leads to."""

    kind: str
    text: str
    url: str
    count: int


def suggestions(typed: str) -> list[Suggestion]:
    """What begins as typed before what holds it, at most ten, of one text the first alone;
    nothing for nothing and for punctuation."""
    wanted = normalized(typed[:LONGEST]).strip()
    if not any(character.isalnum() for character in wanted):
        return []
    asked = ways(wanted)
    rows = sorted([*_words(asked, wanted), *_names(asked)], key=lambda row: not row[0])
    distinct: dict[str, Suggestion] = {}
    for _, row in rows:
        distinct.setdefault(normalized(row["text"]), row)
    for row in _titles(asked, MOST - len(distinct)):
        distinct.setdefault(normalized(row["text"]), row)
    return list(distinct.values())[:MOST]


Ranked = tuple[bool, Suggestion]
"""Whether the row begins as was typed, and the row."""


def _words(asked: Sequence[Way], typed: str) -> Iterator[Ranked]:
    def is_worth_it(word: str, count: int) -> bool:
        known = service().is_known(word) or count >= _OFTEN
        return known and word != typed and is_content(word)

    opened = reader()
    found = words(opened.lexicon(), asked, opened.carriers, accept=is_worth_it, most=MOST_WORDS)
    rows = [row for word in found if (row := _word(word))[1]["count"]]
    yield from sorted(rows, key=lambda row: (not row[0], -row[1]["count"]))


def _word(word: Word) -> Ranked:
    """The row of a word, with the count of a search for it, which may also find it within
    other words."""
    parameters = SearchParameters(q=word.text)
    count = matching(reader(), Search(parameters, service().parse(word.text)))
    url = address(parameters)
    return word.begins, Suggestion(kind="word", text=word.text, url=url, count=count)


def _names(asked: Sequence[Way]) -> Iterator[Ranked]:
    for facet in ("org", "category"):
        for name in service().names.of(reader(), facet).completing(asked, MOST_NAMES):
            url = address(toggled(SearchParameters(), facet, name.value))
            row = Suggestion(kind=facet, text=name.value, url=url, count=name.count)
            yield name.begins, row


def _titles(asked: Sequence[Way], most: int) -> Iterator[Suggestion]:
    left = most
    for way in asked:
        if left > 0:
            for article in reader().titled(way.pattern, inside=way.inside, size=left):
                left -= 1
                url = url_for("article.page", article_id=article.id)
                yield Suggestion(kind="title", text=article.title, url=url, count=1)
