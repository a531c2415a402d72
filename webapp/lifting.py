"""A time lifted out of the query, beside the filters that were chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.dates import range_label
from webapp.addresses import address
from webapp.facets import Chip, chips
from webapp.parameters import SearchParameters
from webapp.presentation import facet_label
from webapp.searching import Search


def active(search: Search) -> Iterator[Chip]:
    """Every filter that holds: the time in the query's words, then those chosen."""
    parameters, dates = search.parameters, search.parsed.dates
    if dates is not None and search.parsed.filters(parameters.filters) != parameters.filters:
        days = range_label(dates.first, dates.last)
        text = days if days == dates.words else f"{days}（来自“{dates.words}”）"
        rest = without_time(search)
        yield Chip(facet_label("date"), text, rest, address(rest))
    yield from chips(parameters)


def without_time(search: Search) -> SearchParameters:
    """The same search without the time in its words."""
    dates = search.parsed.dates
    return search.parameters if dates is None else replace(search.parameters, q=dates.rest, page=1)


def with_time(search: Search, query: str) -> str:
    """Another query with the time that the words of this one say."""
    dates = search.parsed.dates
    return query if dates is None else f"{dates.words} {query}".strip()
