"""What someone may be about to type: words, names and titles, each with hits.

Letters are read as pinyin too, here alone. Every row is of what a visitor may see: words
are counted for one, names come from a visitor's facets, titles from a visitor's articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypedDict

from flask import url_for

from index.analysis import normalized
from index.analysis.content_words import is_content
from index.completing import Way, Word, ways, words
from index.engine import SearchRequest
from index.lexicon import MOST_PLACES
from index.results import Filters
from webapp.addresses import address, toggled
from webapp.parameters import FACET_FIELDS, SearchParameters
from webapp.searching import Search, engine_request, matching
from webapp.service import reader, service

MOST = 10
MOST_WORDS = 3
MOST_NAMES = 3
PLACES_IN_SCOPE = 96
"""Words that are looked up in a scope, the commonest of all articles first: a small one has
few of them, and looking up every word that fits would take a tenth of a second."""
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


@dataclass(frozen=True, slots=True)
class Scope:
    """The filters under which everything is found, and what they ask of the engine; None
    without any, where all of a visitor's articles count."""

    parameters: SearchParameters
    request: SearchRequest
    within: SearchRequest | None

    @classmethod
    def of(cls, filters: Filters) -> Scope:
        """Everything of these filters."""
        parameters = SearchParameters(filters=filters)
        request = engine_request(Search(parameters, service().parse("")), size=0, facets=())
        if not filters:
            request = replace(request, today=None)  # Today says nothing of all articles.
        return cls(parameters, request, request if filters else None)


def suggestions(typed: str, filters: Filters) -> list[Suggestion]:
    """What begins as typed before what holds it, at most ten, of one text the first alone;
    nothing for nothing and for punctuation. Of articles that pass the filters, which every
    address keeps."""
    wanted = normalized(typed[:LONGEST]).strip()
    if not any(character.isalnum() for character in wanted):
        return []
    asked = ways(wanted)
    scope = Scope.of(filters)
    if scope.within is not None and not reader().total(scope.within):
        return []
    found = [*_words(scope, asked, wanted), *_names(scope, asked)]
    rows = sorted(found, key=lambda row: not row[0])
    distinct: dict[str, Suggestion] = {}
    for _, row in rows:
        distinct.setdefault(normalized(row["text"]), row)
    for row in _titles(scope, asked, MOST - len(distinct)):
        distinct.setdefault(normalized(row["text"]), row)
    return list(distinct.values())[:MOST]


Ranked = tuple[bool, Suggestion]
"""Whether the row begins as was typed, and the row."""


def _words(scope: Scope, asked: Sequence[Way], typed: str) -> Iterator[Ranked]:
    def is_worth_it(word: str, count: int) -> bool:
        known = service().is_known(word) or count >= _OFTEN
        return known and word != typed and is_content(word)

    opened = reader()
    carriers = partial(opened.carriers, within=scope.within)
    found = words(
        opened.lexicon(),
        asked,
        carriers,
        accept=is_worth_it,
        most=MOST_WORDS,
        places=MOST_PLACES if scope.within is None else PLACES_IN_SCOPE,
    )
    rows = [row for word in found if (row := _word(scope, word))[1]["count"]]
    yield from sorted(rows, key=lambda row: (not row[0], -row[1]["count"]))


def _word(scope: Scope, word: Word) -> Ranked:
    """The row of a word, with the count of a search for it, which may also find it within
    other words."""
    parameters = replace(scope.parameters, q=word.text)
    count = matching(reader(), Search(parameters, service().parse(word.text)))
    url = address(parameters)
    return word.begins, Suggestion(kind="word", text=word.text, url=url, count=count)


def _names(scope: Scope, asked: Sequence[Way]) -> Iterator[Ranked]:
    for facet in ("org", "category"):
        # Another value beside a chosen one would widen the scope.
        if getattr(scope.parameters.filters, FACET_FIELDS[facet]):
            continue
        names = service().names.of(reader(), facet, scope.request)
        for name in names.completing(asked, MOST_NAMES):
            url = address(toggled(scope.parameters, facet, name.value))
            row = Suggestion(kind=facet, text=name.value, url=url, count=name.count)
            yield name.begins, row


def _titles(scope: Scope, asked: Sequence[Way], most: int) -> Iterator[Suggestion]:
    left = most
    for way in asked:
        if left > 0:
            found = reader().titled(way.pattern, inside=way.inside, size=left, within=scope.within)
            for article in found:
                left -= 1
                url = url_for("article.page", article_id=article.id)
                yield Suggestion(kind="title", text=article.title, url=url, count=1)
