"""Answers that may be kept: an ETag from what they are made of, 304 before any work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from webapp.assets import release
from webapp.limits import admit
from webapp.measuring import CACHE, note
from webapp.reposting import reposts_stamp
from webapp.service import reader, service, today

SECONDS = 60


def cached(make: Callable[[], ResponseReturnValue], *, seconds: int = SECONDS) -> Response:
    """The answer of ``make``, or 304 where the client holds what it would give.

    The generation, its reposts, the synonyms, the day, the code and the address decide an
    answer, so the tag is weak only in that a duration in it may differ. ``make`` may forbid
    keeping by setting Cache-Control itself. Raises TooManyRequests where the client has
    searched too much; an answer of 304 costs it nothing.
    """
    tag = _tag()
    if request.if_none_match.contains_weak(tag):
        note(CACHE, "kept")
        response = current_app.response_class(status=304)
    else:
        admit()
        note(CACHE, "made")
        response = make_response(make())
    if "Cache-Control" not in response.headers and response.status_code in (200, 301, 304):
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
        response.set_etag(tag, weak=True)
    return response


def _tag() -> str:
    parts = (
        reader().generation,
        reposts_stamp(),
        service().parse.synonyms.stamp,
        str(today()),
        release(),
        request.environ.get("HTTP_HOST", ""),
        request.path,
        request.query_string.decode("latin-1"),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
