"""The search box for other sites: its script, its frame, and the page that writes the
lines to paste."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, make_response, render_template, request, url_for

from webapp.addresses import absolute
from webapp.boxes import COLOR_LABELS, DEFAULT_PLACEHOLDER, Box, read_box
from webapp.noticing import Line
from webapp.query_string import read_query_string
from webapp.service import service

blueprint = Blueprint("embed", __name__)

SCRIPT = Path(__file__).parent / "static" / "huisou.js"
_COMMENTS = re.compile(r"^ */\*[^!].*?\*/\n", re.MULTILINE | re.DOTALL)
_INDENTS = re.compile(r"^ +", re.MULTILINE)

FRAME_HEIGHT = {"page": 64, "inline": 520}
"""CSS pixels: of the box alone, and of the box over a list of results."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """What the lines to paste say; addresses are absolute."""

    box: Box
    script: str
    action: str
    frame: str
    origin: str

    @property
    def placeholder(self) -> str:
        """The text in the empty field."""
        return self.box.placeholder or DEFAULT_PLACEHOLDER

    @property
    def height(self) -> int:
        """Of the frame, in CSS pixels."""
        return FRAME_HEIGHT[self.box.results]


@blueprint.app_template_filter()
def portable(markup: str) -> str:
    """``markup`` that a page in GB2312 can hold: other characters as references."""
    return markup.encode("gb2312", "xmlcharrefreplace").decode("gb2312")


@cache
def _script() -> str:
    """The script as it is sent: without indents and comments, but for the first."""
    source = SCRIPT.read_text(encoding="ascii")
    return _INDENTS.sub("", _COMMENTS.sub("", source))


@blueprint.get("/embed/v1/huisou.js")
def script() -> Response:
    """The custom element; kept for an hour, so that a mended one reaches every site."""
    response = Response(_script(), content_type="text/javascript; charset=utf-8")
    return _kept(response, 3600)


@blueprint.get("/embed")
def page() -> Response:
    """A form with the options, the lines for them, and the box itself."""
    snippet = _snippet()
    html = render_template(
        "embed.html",
        snippet=snippet,
        box=snippet.box,
        chosen=dict(snippet.box.fields),
        notices=[Line(notice) for notice in snippet.box.notices],
        color_labels=COLOR_LABELS,
        origins=service().config.web.embed_origins,
    )
    response = make_response(html)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/embed/frame")
def frame() -> Response:
    """The box as a page of its own, for the frames of sites that run no scripts."""
    snippet = _snippet(target="_top")
    style = url_for("embed.frame_style") + _query([*snippet.box.colors])
    return _kept(make_response(render_template("frame.html", snippet=snippet, style=style)))


@blueprint.get("/embed/frame.css")
def frame_style() -> Response:
    """The style of that page in the colours asked for."""
    css = render_template("frame.css", palette=_snippet().box.palette)
    return _kept(Response(css, content_type="text/css; charset=utf-8"))


def _kept(response: Response, seconds: int = 300) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.add_etag()
    response.make_conditional(request)
    return response


def _query(pairs: list[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}" if pairs else ""


def _snippet(target: str = "") -> Snippet:
    """The snippet that this request's address asks for; ``target`` where it names none."""
    box = read_box(read_query_string(request.query_string))
    action = absolute(url_for("search.results"))
    parts = urlsplit(action)
    return Snippet(
        box=replace(box, target=box.target or target),
        script=absolute(url_for("embed.script")),
        action=action,
        frame=absolute(url_for("embed.frame")) + _query(box.pairs()),
        origin=f"{parts.scheme}://{parts.netloc}",
    )
