"""Parameters and a reader -> a request to the engine and its page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request

from index.article import Kind
from index.engine import Reader, SearchRequest
from index.results import Facet, Notice, NoticeCode, Page
from index.schema import FACETS, MEETING_FACETS
from index.understanding import Understood
from webapp.parameters import FACET_FIELDS, SearchParameters, read_parameters
from webapp.query_string import read_query_string
from webapp.service import reader, service, today


@dataclass(frozen=True, slots=True)
class Search:
    """One search as asked: its parameters (``q`` as it was understood) and its parse."""

    parameters: SearchParameters
    parsed: Understood

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was cut from the parameters, set aside from the query and lifted out of it."""
        lifted = self.parsed.lifted(self.parameters.filters)
        own = () if lifted is None else (lifted,)
        return (*self.parameters.notices, *self.parsed.notices, *own)


def asked(*, sized: bool = False) -> Search:
    """The search that this request's address asks for, with its ``size`` where ``sized``."""
    parameters = read_parameters(read_query_string(request.query_string), sized=sized)
    parsed = service().parse(parameters.q)
    return Search(replace(parameters, q=parsed.text), parsed)


def engine_request(search: Search, **changes: object) -> SearchRequest:
    """The request for the engine; ``changes`` are fields of :class:`SearchRequest`."""
    parameters = search.parameters
    made = SearchRequest(
        query=search.parsed.node,
        filters=search.parsed.filters(parameters.filters),
        sort=parameters.order,
        page=parameters.page,
        size=parameters.size,
        today=today(),
        facets=FACETS,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def run(search: Search, **changes: object) -> Page:
    """The page of hits of this request's reader."""
    return reader().search(engine_request(search, **changes))


def run_within(search: Search) -> tuple[Search, Page]:
    """The page asked for, or the last one with a notice where there are not so many."""
    page = run(search)
    last = max(1, -(-page.total // page.size))
    if search.parameters.page <= last or page.hits:
        return search, page
    text = f"没有第 {search.parameters.page} 页，这里是最后一页（第 {last} 页）"
    notice = Notice(NoticeCode.BAD_VALUE, text)
    parameters = replace(search.parameters, page=last, notices=(*search.parameters.notices, notice))
    search = replace(search, parameters=parameters)
    return search, run(search)


def meeting_facets(search: Search, page: Page) -> dict[str, Facet]:
    """The facets of meeting reports, where they are asked for or the hits are mostly such;
    none elsewhere."""
    filters = search.parameters.filters
    asked_for = filters.kinds == (Kind.MEETING.value,) or any(
        getattr(filters, FACET_FIELDS[name]) for name in MEETING_FACETS
    )
    if not (asked_for or _mostly_meetings(page)):
        return {}
    return dict(run(search, size=0, facets=MEETING_FACETS).facets)


def _mostly_meetings(page: Page) -> bool:
    buckets = page.facets["kind"].buckets if "kind" in page.facets else ()
    chosen = any(bucket.selected for bucket in buckets)
    counts = {bucket.value: bucket.count for bucket in buckets}
    return not chosen and 2 * counts.get(Kind.MEETING.value, 0) > page.total


def matching(opened: Reader, search: Search) -> int:
    """How many articles the search has, without hits, facets or relaxing."""
    return opened.total(engine_request(search, size=0, facets=(), relax=False))
