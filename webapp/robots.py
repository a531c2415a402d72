"""What crawlers may walk: articles and the plain list, not the web of filters."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.parameters import FACET_FIELDS

blueprint = Blueprint("robots", __name__)

_TRAPS = (*FACET_FIELDS, "from", "to", "mfrom", "mto", "view", "sort")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """RFC 9309; filtered and sorted lists are without end and hold nothing new."""
    lines = ["User-agent: *", "Disallow: /api/", "Disallow: /facet/", "Disallow: /feed.atom"]
    lines.append("Disallow: /search.csv")
    lines += [f"Disallow: /*{mark}{name}=" for name in _TRAPS for mark in "?&"]
    response = Response("\n".join(lines) + "\n", mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
