"""A series of meetings: every session of every term, and those that nobody reported.

A series whose name any body could use (理事会, 年会) is one of each body's: the address names
the body beside it, and without a body the page leads to those there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, Response, abort, render_template, request

from index.article import Article
from index.engine import SearchRequest
from index.results import Filters, Sort
from webapp.caching import cached
from webapp.meetings import body_of, terms
from webapp.query_string import read_query_string
from webapp.service import reader, today

blueprint = Blueprint("series", __name__)

MOST = 1000
"""Reports of one series that are shown, the newest first."""

_AT_ONCE = 100


@blueprint.get("/series/<path:name>")
def page(name: str) -> Response:
    """The meetings of the series of that name, of the ``body`` that the address names."""
    asked = read_query_string(request.query_string).values.get("body", [])
    return cached(lambda: _page(name, next(iter(asked), None)))


def _page(name: str, body: str | None) -> str:
    articles, total = _reports(name)
    bodies = Counter(filter(None, map(body_of, articles)))
    if len(bodies) > 1 and body is None:
        unnamed = sum(not body_of(article) for article in articles)
        return render_template("series.html", name=name, bodies=bodies, unnamed=unnamed)
    if len(bodies) > 1:
        articles = [article for article in articles if body_of(article) == body]
        total = len(articles)
    # One body alone: the reports that leave its name out are of its meetings too.
    elif body and body not in bodies:
        articles = []
    if not articles:
        abort(404)
    known = body if len(bodies) > 1 else next(iter(bodies), "")
    return render_template(
        "series.html",
        name=name,
        body=known,
        own=len(bodies) > 1,
        terms=terms(articles),
        total=total,
        shown=len(articles),
    )


def _reports(name: str) -> tuple[Sequence[Article], int]:
    """The reports of every body's series of that name, the newest meetings first, and how
    many there are."""
    articles: list[Article] = []
    total = 0
    for number in range(1, MOST // _AT_ONCE + 1):
        found = reader().search(
            SearchRequest(
                filters=Filters(series=(name,)),
                sort=Sort.MEETING,
                page=number,
                size=_AT_ONCE,
                facets=(),
                relax=False,
                today=today(),
            )
        )
        total = found.total
        articles += [hit.article for hit in found.hits]
        if number * _AT_ONCE >= total:
            break
    return articles, total
