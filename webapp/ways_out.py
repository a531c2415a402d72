"""What to offer when nothing is found: each filter or term dropped, with what that gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.query import And
from index.writing import written
from webapp.addresses import address, without_filters
from webapp.did_you_mean import Offer
from webapp.facets import chips
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
    """What is offered for a mistyped word, then at most a dozen searches with one filter or
    term less, those with hits first."""
    offers = [*_offers(search)][:MOST]
    ways = [
        WayOut(text, address(parameters), matching(reader(), _searched(parameters)))
        for text, parameters in offers
    ]
    meant = [WayOut(f"改搜“{offer.text}”", offer.href, offer.count)] if offer else []
    return meant + sorted(ways, key=lambda way: way.count == 0)


def _offers(search: Search) -> Iterator[tuple[str, SearchParameters]]:
    parameters = search.parameters
    active = [*chips(parameters)]
    for chip in active:
        yield f"不限{chip.facet}“{chip.text}”", chip.rest
    if len(active) > 1:
        yield "去掉全部筛选", without_filters(parameters)
    clauses = search.parsed.node.children if isinstance(search.parsed.node, And) else ()
    for place, clause in enumerate(clauses):
        rest = " ".join(written(other) for other in clauses[:place] + clauses[place + 1 :])
        yield f"不要求“{written(clause)}”", replace(parameters, q=rest, page=1)


def _searched(parameters: SearchParameters) -> Search:
    return Search(parameters, service().parse(parameters.q))
