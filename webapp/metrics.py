"""``/metrics``: what Prometheus asks for, given to the configured addresses alone.

The text exposition format 0.0.4, https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from ipaddress import ip_network

from flask import Blueprint, Response, abort, request

from index.errors import HuisouError
from index.layout import number_of
from webapp.clients import address
from webapp.measuring import (
    CACHE,
    CLASSES,
    OFFERS,
    PARTIAL,
    PARTS,
    REQUESTS,
    SECONDS,
    Series,
    counted,
)
from webapp.service import reader, service

blueprint = Blueprint("metrics", __name__)

_FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host")
"""Headers that proxies add: whoever sends one is not a program on this machine."""


@blueprint.get("/metrics")
def page() -> Response:
    """The numbers of all workers; 404 for whoever may not ask."""
    if not _may_ask():
        abort(404)
    text = "".join(f"{line}\n" for line in (*_of_requests(counted()), *_of_index()))
    response = Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_ask() -> bool:
    """Whether the address that asks is a configured one. Who comes through a proxy is whom a
    trusted one names, and never this machine."""
    web = service().config.web
    peer = request.remote_addr or ""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    asking = address(peer, forwarded, web.trusted_proxies)
    came_through = any(name in request.headers for name in _FORWARDING)
    if asking is None or (came_through and (asking.is_loopback or asking == address(peer))):
        return False
    return any(asking in ip_network(network) for network in web.metrics_from)


def _of_requests(numbers: dict[Series, float]) -> Iterator[str]:
    def of(name: str) -> Iterator[tuple[tuple[str, ...], float]]:
        return ((tuple(labels), n) for (own, *labels), n in numbers.items() if own == name)

    yield from _head(REQUESTS, "counter", "Answers by route and status; 429 is the rate limit.")
    for (route, status), number in of(REQUESTS):
        if number:
            yield _line(REQUESTS, number, route=route, status=status)
    yield from _head(SECONDS, "histogram", "Seconds from the request to its answer.")
    yield from _histograms(numbers)
    yield from _head(PARTS, "summary", "Seconds of the parts of result pages.")
    for kind in ("sum", "count"):
        for (part,), number in of(f"{PARTS}_{kind}"):
            yield _line(f"{PARTS}_{kind}", number, part=part)
    yield from _head(CACHE, "counter", "Answers that the client had kept (304), and made anew.")
    for (answer,), number in of(CACHE):
        yield _line(CACHE, number, answer=answer)
    for name, said in (
        (OFFERS, "Pages that offered another query for a mistyped one."),
        (PARTIAL, "Searches that ran out of time and gave what they had."),
    ):
        yield from _head(name, "counter", said)
        yield _line(name, numbers[name,])


def _histograms(numbers: dict[Series, float]) -> Iterator[str]:
    for name, *labels in numbers:
        if name != f"{SECONDS}_sum":
            continue
        (route,) = labels
        total = 0.0
        lines = []
        for bound in CLASSES:
            total += numbers[f"{SECONDS}_bucket", route, bound]
            lines.append(_line(f"{SECONDS}_bucket", total, route=route, le=bound))
        if total:
            yield from lines
            yield _line(f"{SECONDS}_sum", numbers[name, route], route=route)
            yield _line(f"{SECONDS}_count", total, route=route)


def _of_index() -> Iterator[str]:
    yield from _head("huisou_index_up", "gauge", "1 while there is an index to search.")
    try:
        opened = reader()
    except HuisouError:
        yield _line("huisou_index_up", 0)
        return
    yield _line("huisou_index_up", 1)
    number = number_of(opened.generation)
    built = datetime.fromisoformat(opened.created).timestamp()
    due = opened.fingerprint != service().fingerprint
    for name, value, said in (
        ("huisou_generation_number", number, "Of the generation served."),
        ("huisou_generation_age_seconds", max(0.0, time.time() - built), "Since it was sealed."),
        ("huisou_articles", opened.count(), "Articles that visitors can find."),
        ("huisou_rebuild_due", int(due), "1 where it was built by another dictionary or program."),
    ):
        yield from _head(name, "gauge", said)
        yield _line(name, value)


def _head(name: str, kind: str, said: str) -> Iterable[str]:
    return f"# HELP {name} {said}", f"# TYPE {name} {kind}"


def _line(name: str, value: float, **labels: str) -> str:
    """One sample; the labels are names of ours, with nothing to escape."""
    inside = ",".join(f'{label}="{text}"' for label, text in labels.items())
    shown = int(value) if value == int(value) else repr(value)
    return f"{name}{{{inside}}} {shown}" if inside else f"{name} {shown}"
