"""What someone may be about to type: names and titles that contain it, each with hits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from flask import url_for

from index.analysis import normalized
from index.engine import SearchRequest
from index.query import Field, Term
from index.results import Sort
from webapp.addresses import address, toggled
from webapp.parameters import SearchParameters
from webapp.service import reader, service

MOST_NAMES = 3
MOST_TITLES = 5
LONGEST = 60


class Suggestion(TypedDict):
    """``kind`` is org, category or title; ``count`` is how many articles ``url`` leads to."""

    kind: str
    text: str
    url: str
    count: int


def suggestions(typed: str) -> list[Suggestion]:
    """Names before titles, at most eleven; nothing for nothing
    and for punctuation."""
    wanted = normalized(typed[:LONGEST])
    if not any(character.isalnum() for character in wanted):
        return []
    names = [found for facet in ("org", "category") for found in _names(facet, wanted)]
    return [*names, *_titles(wanted)]


def _names(facet: str, wanted: str) -> Iterator[Suggestion]:
    names = service().names.of(reader(), facet)
    holding = [name for name in names if wanted in name.normal]
    holding.sort(key=lambda name: (not name.normal.startswith(wanted), -name.count, name.value))
    for name in holding[:MOST_NAMES]:
        url = address(toggled(SearchParameters(), facet, name.value))
        yield Suggestion(kind=facet, text=name.value, url=url, count=name.count)


def _titles(wanted: str) -> Iterator[Suggestion]:
    query = Term(wanted, (wanted,), quoted=True, field=Field.TITLE, shown=wanted)
    request = SearchRequest(query, sort=Sort.NEWEST, size=MOST_TITLES, facets=(), relax=False)
    for hit in reader().search(request).hits:
        url = url_for("article.page", article_id=hit.article.id)
        yield Suggestion(kind="title", text=hit.article.title, url=url, count=1)
