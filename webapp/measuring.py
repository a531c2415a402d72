"""What is counted of requests: how many, how long, and where the time of a page goes.

Names of routes and statuses, never an address, a query or who asked.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g, request

from webapp.tally import Tally

_KEY = "huisou.tally"

Series = tuple[str, ...]
"""The name of a metric, and the values of its labels."""

REQUESTS = "huisou_requests_total"
SECONDS = "huisou_request_seconds"
PARTS = "huisou_page_part_seconds"
CACHE = "huisou_cached_answers_total"
OFFERS = "huisou_offers_total"
PARTIAL = "huisou_partial_answers_total"

BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Of the classes of durations, in seconds; a last one is without bound."""
UNBOUNDED = "+Inf"
CLASSES = (*map(str, BOUNDS), UNBOUNDED)
NO_ROUTE = "none"
OTHER = "other"
STATUSES = (*"200 204 301 302 304 308 400 404 405 413 429 500 503".split(), OTHER)
PART_NAMES = ("engine", "offer", "template")
"""Of a page of results: the reader's search, the search for another query, the markup."""


def install(app: Flask) -> None:
    """Count every request of ``app``, whose routes are all there; before workers are forked."""
    routes = sorted({rule.endpoint for rule in app.url_map.iter_rules()} | {NO_ROUTE})
    app.extensions[_KEY] = Tally(_series(routes))
    app.before_request(_begun)
    app.after_request(_done)


def _series(routes: list[str]) -> Iterator[Series]:
    for route in routes:
        yield from ((REQUESTS, route, status) for status in STATUSES)
        yield from ((f"{SECONDS}_bucket", route, bound) for bound in CLASSES)
        yield f"{SECONDS}_sum", route
    for part in PART_NAMES:
        yield from ((f"{PARTS}_{kind}", part) for kind in ("sum", "count"))
    yield from ((CACHE, answer) for answer in ("kept", "made"))
    yield (OFFERS,)
    yield (PARTIAL,)


def counted() -> dict[Series, float]:
    """Every number; a class of durations counts those of that class alone."""
    tally: Tally[Series] = current_app.extensions[_KEY]
    return tally.read()


def note(*series: str, amount: float = 1.0) -> None:
    """Count something of this request."""
    noted: dict[Series, float] = g.setdefault("noted", {})
    noted[series] = noted.get(series, 0.0) + amount


@contextmanager
def timed(part: str) -> Iterator[None]:
    """Add the time within to a part of pages."""
    began = time.perf_counter()
    try:
        yield
    finally:
        note(f"{PARTS}_sum", part, amount=time.perf_counter() - began)
        note(f"{PARTS}_count", part)


def _begun() -> None:
    g.began = time.perf_counter()


def _done(response: Response) -> Response:
    tally: Tally[Series] = current_app.extensions[_KEY]
    status = str(response.status_code) if str(response.status_code) in STATUSES else OTHER
    route = request.endpoint or NO_ROUTE
    if (REQUESTS, route, status) not in tally:  # A route that was added later.
        route = NO_ROUTE
    note(REQUESTS, route, status)
    # A request that is refused before it reaches a view has not begun.
    took = time.perf_counter() - g.get("began", time.perf_counter())
    note(f"{SECONDS}_bucket", route, CLASSES[bisect_left(BOUNDS, took)])
    note(f"{SECONDS}_sum", route, amount=took)
    tally.add(g.noted)
    return response
