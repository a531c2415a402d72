"""The search box for other sites: its script, and the page that writes the lines to paste."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for

from webapp.addresses import absolute
from webapp.parameters import FACET_FIELDS, SearchParameters, read_parameters
from webapp.query_string import read_query_string
from webapp.service import service

blueprint = Blueprint("embed", __name__)

SCRIPT = "huisou.js"
LONGEST_PLACEHOLDER = 40
DEFAULT_PLACEHOLDER = "搜索本站文章"


@dataclass(frozen=True, slots=True)
class Snippet:
    """What the lines to paste say; ``fields`` are hidden inputs that narrow the search."""

    script: str
    action: str
    origin: str
    placeholder: str
    fields: tuple[tuple[str, str], ...]


@blueprint.get("/embed/v1/huisou.js")
def script() -> Response:
    """The custom element; kept for an hour, so that a mended one reaches every site."""
    response = current_app.send_static_file(SCRIPT)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    return response


@blueprint.get("/embed")
def page() -> Response:
    """A form with the options, the lines for them, and the box itself."""
    query = read_query_string(request.query_string)
    parameters = read_parameters(query)
    placeholder = " ".join(query.values.get("placeholder", []))[:LONGEST_PLACEHOLDER]
    snippet = _snippet(parameters, placeholder or DEFAULT_PLACEHOLDER)
    html = render_template(
        "embed.html",
        snippet=snippet,
        parameters=parameters,
        placeholder=placeholder,
        origins=service().config.web.embed_origins,
    )
    response = make_response(html)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _snippet(parameters: SearchParameters, placeholder: str) -> Snippet:
    action = absolute(url_for("search.results"))
    parts = urlsplit(action)
    fields = tuple(
        (name, value)
        for name, field in FACET_FIELDS.items()
        if name != "date"
        for value in getattr(parameters.filters, field)
    )
    return Snippet(
        script=absolute(url_for("embed.script")),
        action=action,
        origin=f"{parts.scheme}://{parts.netloc}",
        placeholder=placeholder,
        fields=fields,
    )
