"""The pages that search: home, results, all buckets of one facet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from index.results import Notice, NoticeCode, Page, Sort
from index.schema import ALL_FACETS, FACETS, MEETING_FACETS
from webapp.addresses import address, without_filters
from webapp.caching import cached
from webapp.did_you_mean import offered
from webapp.facets import facet_list, presets
from webapp.lifting import active, without_time
from webapp.listing import PER_PAGE, containing
from webapp.measuring import OFFERS, PARTIAL, note, timed
from webapp.noticing import Line, lines
from webapp.pagination import pagination
from webapp.parameters import SearchParameters
from webapp.presentation import SORT_LABELS
from webapp.reposting import collapsed
from webapp.searching import Search, asked, engine_request, meeting_facets, run, run_within
from webapp.service import reader, service
from webapp.ways_out import ways_out

blueprint = Blueprint("search", __name__)

NEWEST_ON_HOME = 8
_OVER_HITS = (NoticeCode.RELAXED, NoticeCode.IDENTIFIER)


@blueprint.get("/")
def home() -> Response:
    """Search box, facets of the whole collection, newest articles."""
    return cached(_home)


def _home() -> str:
    everything = SearchParameters(size=NEWEST_ON_HOME)
    page = run(Search(everything, service().parse("")))
    return render_template(
        "home.html",
        page=page,
        facets=[facet_list(page.facets[name], everything) for name in FACETS],
        parameters=everything,
        notices=lines(everything, page.notices),
        feed=address(everything, "feeds.atom"),
    )


@blueprint.get("/search")
def results() -> Response:
    """One page of results; all of its state is in the address."""
    return cached(_results)


def _results() -> ResponseReturnValue:
    search = asked()
    with timed("engine"):
        search, page = run_within(search)
    with timed("offer"):
        offer = offered(search, page)
    if offer is not None:
        note(OFFERS)
    parameters = search.parameters
    of_meetings = meeting_facets(search, page)
    counted = {**page.facets, **of_meetings}
    order = (*MEETING_FACETS, *FACETS)
    facets = [facet_list(counted[name], parameters) for name in order if name in counted]
    led = max(0, page.leading - (page.page - 1) * page.size)
    shown = {
        "search": search,
        "parameters": parameters,
        "page": page,
        "led": collapsed(page.hits[:led]),
        "hits": collapsed(page.hits[led:]),
        "notices": _lines(search, page.notices),
        "led_line": next((n.text for n in page.notices if n.code is NoticeCode.IDENTIFIER), ""),
        "chips": [*active(search)],
        "clear": address(without_filters(without_time(search))),
        "facets": facets,
        "presets": [*presets(parameters)],
        "sorts": _sorts(search, of_meetings=bool(of_meetings)),
        "of_meetings": bool(of_meetings),
        "views": _views(parameters),
        "download": address(replace(parameters, page=1, table=False), "export.table"),
        "pages": pagination(parameters, page.total, page.size),
        "offer": offer,
        "ways_out": ways_out(search, offer) if _found_nothing(page) else [],
        "canonical": address(_plain(parameters)),
        "feed": address(replace(parameters, page=1, sort=None, table=False), "feeds.atom"),
        "noindex": not (page.hits and _is_plain(parameters)),
    }
    with timed("template"):
        html = render_template("results.html", **shown)
    response = make_response(html)
    if page.partial:
        note(PARTIAL)
        response.headers["Cache-Control"] = "no-store"
    return response


def _plain(parameters: SearchParameters) -> SearchParameters:
    """The list that crawlers may keep: without filters and order, and then its first page."""
    if _is_plain(parameters):
        return parameters
    return replace(without_filters(parameters), sort=None, table=False)


def _is_plain(parameters: SearchParameters) -> bool:
    return not (parameters.filters or parameters.sort or parameters.table)


def _found_nothing(page: Page) -> bool:
    return not page.hits or bool(page.dropped and not page.full)


def _lines(search: Search, found: Iterable[Notice]) -> list[Line]:
    """Every notice once, but for those that stand over the hits they speak of."""
    problems = [problem.notice() for problem in search.parameters.problems]
    told = [notice for notice in found if notice.code not in _OVER_HITS]
    return lines(search.parameters, [*problems, *search.notices, *told])


def _views(parameters: SearchParameters) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is shown now, of the list and the table."""
    return [
        (label, address(replace(parameters, table=table)), table is parameters.table)
        for label, table in (("列表", False), ("表格", True))
    ]


def _sorts(search: Search, *, of_meetings: bool) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the order now; relevance only where there is a query,
    the day of the meeting where there are meetings."""
    parameters = search.parameters
    offered = {
        Sort.RELEVANCE: bool(parameters.q),
        Sort.MEETING: of_meetings or parameters.order is Sort.MEETING,
    }
    return [
        (SORT_LABELS[sort], address(_ordered(parameters, sort)), sort is parameters.order)
        for sort in Sort
        if offered.get(sort, True)
    ]


def _ordered(parameters: SearchParameters, sort: Sort) -> SearchParameters:
    """The first page in that order; the natural one needs no parameter."""
    plain = replace(parameters, sort=None, page=1)
    return plain if plain.order is sort else replace(plain, sort=sort)


@blueprint.get("/facet/<name>")
def facet(name: str) -> Response:
    """Every bucket of one facet under the search, with a box that narrows the list."""
    if name not in ALL_FACETS:
        abort(404)
    return cached(lambda: _facet(name))


def _facet(name: str) -> str:
    search = asked()
    parameters = search.parameters
    whole = reader().facet(name, engine_request(search, facets=(name,), facet_size=0))
    found = containing(whole.buckets, parameters.contains)
    shown = replace(whole, buckets=tuple(found[:PER_PAGE]), missing=0)
    return render_template(
        "facet.html",
        name=name,
        facet=facet_list(shown, parameters),
        found=len(found),
        cut=max(0, len(found) - PER_PAGE),
        parameters=parameters,
        notices=_lines(search, ()),
        chips=[*active(search)],
        back=address(parameters),
    )
