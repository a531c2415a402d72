"""Addresses of searches: every piece of state in them, in one canonical order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import g, request, url_for

from index.results import Filters
from webapp.parameters import FACET_FIELDS, SearchParameters
from webapp.service import service

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


def query_pairs(parameters: SearchParameters) -> Iterator[tuple[str, str]]:
    """The parameters that differ from their defaults, in canonical order."""
    filters = parameters.filters
    if parameters.q:
        yield "q", parameters.q
    for name, field in FACET_FIELDS.items():
        for value in getattr(filters, field):
            yield name, value
    for name, bound in (
        ("from", filters.date_from),
        ("to", filters.date_to),
        ("mfrom", filters.meeting_from),
        ("mto", filters.meeting_to),
    ):
        if bound is not None:
            yield name, str(bound)
    if parameters.table:
        yield "view", "table"
    if parameters.sort is not None:
        yield "sort", parameters.sort.value
    if parameters.nocorrect:
        yield "nocorrect", "1"
    if parameters.page > 1:
        yield "page", str(parameters.page)


def address(parameters: SearchParameters, endpoint: str = "search.results", **values: Any) -> str:
    """The address of ``endpoint`` for that state, from the root of this host."""
    query = "&".join(_encoded(name, value) for name, value in query_pairs(parameters))
    path = _path(endpoint, values)
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=1024)
def _encoded(name: str, value: str) -> str:
    """One parameter as written: most of a page's addresses have all but one in common."""
    return urlencode([(name, value)])


def _path(endpoint: str, values: dict[str, Any]) -> str:
    """``url_for``, asked once a request: a page of results has some seventy addresses."""
    paths: dict[Any, str] = g.setdefault("paths", {})
    key = (endpoint, *values.items())
    if key not in paths:
        paths[key] = url_for(endpoint, **values)
    return paths[key]


def toggled(parameters: SearchParameters, facet: str, value: str) -> SearchParameters:
    """The same search with one value of a facet taken away or put in.

    What a new value contains, and what contains it, leaves: choosing July narrows a
    chosen year instead of being swallowed by it.
    """
    field = FACET_FIELDS[facet]
    chosen: tuple[str, ...] = getattr(parameters.filters, field)
    if value in chosen:
        kept = tuple(other for other in chosen if other != value)
    else:
        kept = (*(other for other in chosen if not _nested(facet, other, value)), value)
    changed: dict[str, Any] = {field: kept}
    return parameters.with_filters(replace(parameters.filters, **changed))


def _nested(facet: str, one: str, other: str) -> bool:
    separator = {"date": "-", "category": "/"}.get(facet)
    if separator is None:
        return False
    return one.startswith(other + separator) or other.startswith(one + separator)


def without_range(parameters: SearchParameters) -> SearchParameters:
    """The same search without its free range of dates."""
    return parameters.with_filters(replace(parameters.filters, date_from=None, date_to=None))


def without_meeting_range(parameters: SearchParameters) -> SearchParameters:
    """The same search without its range of days of meetings."""
    return parameters.with_filters(replace(parameters.filters, meeting_from=None, meeting_to=None))


def without_filters(parameters: SearchParameters) -> SearchParameters:
    """The same query over everything."""
    return parameters.with_filters(Filters())


def base_address() -> str:
    """``https://host`` of this service without a final slash, for what leaves it.

    The configured address; else the request's own, unless its Host header is not one.
    """
    config = service().config
    if config.site.base_url:
        return config.site.base_url
    host = request.environ.get("HTTP_HOST", "")
    if not _HOST.fullmatch(host):
        host = f"{config.web.host}:{config.web.port}"
    return f"{request.scheme}://{host}{request.script_root}"


def absolute(path: str) -> str:
    """``path`` (from the root of this host) as a whole address."""
    root = request.script_root
    return base_address() + (path[len(root) :] if root and path.startswith(root) else path)
