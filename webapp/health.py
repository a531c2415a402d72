"""Is the process alive, and can it answer searches."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from index.errors import HuisouError
from webapp.service import reader, service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """200 as long as the process answers; touches nothing."""
    response = Response("ok\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/readyz")
def ready() -> Response:
    """200 with the generation served and whether it was built by another dictionary or
    program than this one's, or 503 with why there is none."""
    try:
        opened = reader()
        response = jsonify(
            status="ready",
            generation=opened.generation,
            articles=opened.count(),
            rebuild_due=opened.fingerprint != service().fingerprint,
        )
    except HuisouError as error:
        response = jsonify(status="unavailable", reason=type(error).__name__)
        response.status_code = 503
    response.headers["Cache-Control"] = "no-store"
    return response
