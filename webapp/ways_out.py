"""What to offer when nothing is found: each filter or term dropped, with what that gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.query import And
from index.writing import written
from webapp.addresses import address, without_filters
from webapp.did_you_mean import Offer
from webapp.lifting import active, with_time, without_time
from webapp.parameters import SearchParameters
from webapp.searching import Search, matching
from webapp.service import reader, service

MOST = 12


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing to let go of, the address without it and how many articles that has."""

    text: str
    href: str
    count: int


def ways_out(search: Search, offer: Offer | None) -> list[WayOut]:
    """What is offered for a mistyped word, then those with hits of at most a dozen searches
    with one filter or term less."""
    offers = [*_offers(search)][:MOST]
    ways = [
        WayOut(text, address(parameters), matching(reader(), _searched(parameters)))
        for text, parameters in offers
    ]
    meant = [WayOut(f"改搜“{offer.text}”", offer.href, offer.count)] if offer else []
    return meant + [way for way in ways if way.count]


def _offers(search: Search) -> Iterator[tuple[str, SearchParameters]]:
    parameters = search.parameters
    chosen = [*active(search)]
    if dates := search.parsed.dates:
        yield (
            f"不按时间理解“{dates.words}”，当文字搜索",
            replace(parameters, q=dates.as_text, page=1),
        )
    for chip in chosen:
        yield f"不限{chip.facet}“{chip.text}”", chip.rest
    if len(chosen) > 1:
        yield "去掉全部筛选", without_filters(without_time(search))
    clauses = search.parsed.node.children if isinstance(search.parsed.node, And) else ()
    for place, clause in enumerate(clauses):
        rest = " ".join(written(other) for other in clauses[:place] + clauses[place + 1 :])
        yield f"不要求“{written(clause)}”", replace(parameters, q=with_time(search, rest), page=1)


def _searched(parameters: SearchParameters) -> Search:
    return Search(parameters, service().parse(parameters.q))
