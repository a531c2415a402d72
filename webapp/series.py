"""A series of meetings: every session of every term, and those that nobody reported."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from index.engine import SearchRequest
from index.results import Filters, Sort
from webapp.caching import cached
from webapp.meetings import terms
from webapp.service import reader, today

blueprint = Blueprint("series", __name__)

MOST = 1000
"""Reports of one series that are shown, the newest first."""

_AT_ONCE = 100


@blueprint.get("/series/<path:name>")
def page(name: str) -> Response:
    """The meetings of the series of that name."""
    return cached(lambda: _page(name))


def _page(name: str) -> str:
    articles = []
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
    if not articles:
        abort(404)
    return render_template(
        "series.html", name=name, terms=terms(articles), total=total, shown=len(articles)
    )
