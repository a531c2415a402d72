"""The same searches as JSON, under ``/api/v1``; ``openapi.json`` describes every answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, url_for
from flask.typing import ResponseReturnValue

from index.article import Article, Meeting
from index.results import Facet, Hit, Notice, Page, Place, Snippet
from index.schema import ALL_FACETS
from webapp.addresses import absolute
from webapp.caching import cached
from webapp.did_you_mean import Offer, offered
from webapp.errors import problem_document
from webapp.facets import Entry, facet_list
from webapp.listing import PER_PAGE, containing
from webapp.meetings import session_label
from webapp.moved import moved
from webapp.parameters import SearchParameters
from webapp.searching import Search, asked, engine_request, meeting_facets, run
from webapp.service import reader
from webapp.similar import similar_to
from webapp.suggesting import suggestions

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

DESCRIPTION = Path(__file__).with_name("openapi.json")


def _answered(make: Callable[[Search], ResponseReturnValue]) -> Response:
    """``make`` of what was asked, or 400 where a value makes no sense."""
    search = asked(sized=True)
    if search.parameters.problems:
        return problem_document(search.parameters.problems)
    return cached(lambda: make(search))


@blueprint.get("/search")
def search() -> Response:
    """One page of results."""
    return _answered(_search)


def _search(search: Search) -> ResponseReturnValue:
    began = time.perf_counter()
    page = run(search)
    facets = {**page.facets, **meeting_facets(search, page)}
    took = round((time.perf_counter() - began) * 1000, 3)
    response = jsonify(_page_json(search, page, facets) | {"took_ms": took})
    if page.partial:
        response.headers["Cache-Control"] = "no-store"
    return response


def _page_json(search: Search, page: Page, facets: Mapping[str, Facet]) -> dict[str, Any]:
    parameters = search.parameters
    return {
        "query": parameters.q,
        "total": page.total,
        "page": parameters.page,
        "size": parameters.size,
        "hits": [_hit_json(hit) for hit in page.hits],
        "facets": {name: _facet_json(facet, parameters) for name, facet in facets.items()},
        "notices": [_notice_json(notice) for notice in (*search.notices, *page.notices)],
        "suggestion": _offer_json(offered(search, page)),
        "generation": page.generation,
    }


def _offer_json(offer: Offer | None) -> dict[str, Any] | None:
    if offer is None:
        return None
    return {"query": offer.text, "url": offer.href, "count": offer.count}


def _hit_json(hit: Hit) -> dict[str, Any]:
    article = hit.article
    own = absolute(url_for("article.page", article_id=article.id))
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url or own,
        "published": None if article.published is None else str(article.published),
        "category": [*article.category],
        "organizations": [organization.name for organization in article.organizations],
        "kind": article.kind.value,
        "meeting": _meeting_json(article.meeting),
        "score": hit.score,
        "snippets": [_snippet_json(snippet) for snippet in hit.snippets],
        "matched_in": [*hit.matched_in],
        "places": [_place_json(place) for place in hit.places],
    }


def _meeting_json(meeting: Meeting | None) -> dict[str, str | None] | None:
    """The meeting in brief; ``/articles/<id>`` has all of it."""
    if meeting is None:
        return None
    short = {
        name: getattr(meeting, name) for name in ("series", "term", "session", "date", "venue")
    }
    return {"label": session_label(meeting)} | {
        name: None if one is None else one.value for name, one in short.items()
    }


def _snippet_json(snippet: Snippet) -> dict[str, Any]:
    return {
        "text": snippet.text,
        "ranges": [[start, end] for start, end in snippet.ranges],
        "field": snippet.field,
        "place": None if snippet.place is None else _place_json(snippet.place),
    }


def _place_json(place: Place) -> dict[str, Any]:
    return {
        "attachment": place.name,
        "url": place.url,
        "page": place.page,
        "label": place.label,
    }


def _facet_json(facet: Facet, parameters: SearchParameters) -> dict[str, Any]:
    shown = facet_list(facet, parameters, "api.search")
    return {
        "buckets": [_entry_json(entry) for entry in shown.entries],
        "other": facet.other,
        "missing": facet.missing,
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "value": entry.value,
        "label": entry.label,
        "count": entry.count,
        "selected": entry.selected,
        "url": entry.href,
        "children": [_entry_json(child) for child in entry.children],
    }


def _notice_json(notice: Notice) -> dict[str, str | None]:
    return {"code": notice.code.value, "text": notice.text, "query": notice.query}


@blueprint.get("/facets/<name>")
def facet(name: str) -> Response:
    """All buckets of one facet whose label contains ``contains``."""
    if name not in ALL_FACETS:
        abort(404)
    return _answered(lambda search: _facet(search, name))


def _facet(search: Search, name: str) -> ResponseReturnValue:
    opened = reader()
    whole = opened.facet(name, engine_request(search, facets=(name,), facet_size=0))
    found = containing(whole.buckets, search.parameters.contains)
    cut = Facet(name, tuple(found[:PER_PAGE]), whole.missing, max(0, len(found) - PER_PAGE))
    answer = _facet_json(cut, search.parameters)
    notices = [_notice_json(notice) for notice in search.notices]
    return jsonify({"name": name} | answer | {"notices": notices, "generation": opened.generation})


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    """One article with all of its fields."""
    return cached(lambda: _article(article_id))


def _article(article_id: str) -> ResponseReturnValue:
    found = reader().article(article_id)
    if found is None:
        return moved(article_id, "api.article")
    similar = [_other_json(other) for other in similar_to(found)]
    return jsonify(found.to_dict() | {"similar": similar})


def _other_json(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "url": absolute(url_for("article.page", article_id=article.id)),
        "published": None if article.published is None else str(article.published),
    }


@blueprint.get("/suggest")
def suggest() -> Response:
    """Words, organisations, categories and titles that may be meant while it is typed."""
    return _answered(
        lambda search: jsonify(
            query=search.parameters.q,
            suggestions=suggestions(search.parameters.q, search.parameters.filters),
            generation=reader().generation,
        )
    )


@blueprint.get("/openapi.json")
def description() -> Response:
    """The description of all of this (OpenAPI 3.1), with this service's address."""
    described = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    described["servers"] = [{"url": absolute(url_for("search.home")).rstrip("/")}]
    response = jsonify(described)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
