"""A page of results for a terminal or, as JSON, for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import click

from index.article import Meeting
from index.results import Facet, Hit, Notice, Page, Place, Range, Snippet
from index.schema import FACET_LABELS
from indexer.report import printable

SHOWN_BUCKETS = 6


def marked(text: str, ranges: Iterable[Range]) -> str:
    """The text with what matched in bold between brackets, which also show without colour."""
    parts, end = [], 0
    for start, stop in ranges:
        parts.append(printable(text[end:start]))
        parts.append(click.style(f"【{printable(text[start:stop])}】", bold=True))
        end = stop
    return "".join(parts) + printable(text[end:])


def to_text(page: Page, notices: Iterable[Notice]) -> str:
    """The page for people."""
    return "\n".join(_lines(page, notices))


def _lines(page: Page, notices: Iterable[Notice]) -> Iterator[str]:
    for notice in notices:
        yield f"提示：{printable(notice.text)}{_instead(notice)}"
    yield f"命中 {page.total} 篇"
    for number, hit in enumerate(page.hits, (page.page - 1) * page.size + 1):
        yield ""
        yield from _hit_lines(number, hit)
    facets = [line for facet in page.facets.values() if (line := _facet_line(facet))]
    if facets and page.total:
        yield ""
        yield from facets


def _instead(notice: Notice) -> str:
    """The query that goes without what the notice says."""
    return "" if notice.query is None else printable(f"（不要这样，就搜：{notice.query}）")


def _hit_lines(number: int, hit: Hit) -> Iterator[str]:
    article = hit.article
    yield f"{number}. {marked(article.title, hit.title_ranges)}"
    facts = [str(article.published or "日期未注明"), article.kind.label, "/".join(article.category)]
    yield "   " + printable("  ".join(filter(None, [*facts, article.url or article.id])))
    if meeting := _meeting_values(article.meeting):
        yield "   " + printable("  ".join(["会议", *meeting.values()]))
    for snippet in hit.snippets:
        yield f"   {_where(snippet.place)}{marked(snippet.text, snippet.ranges)}"


def _meeting_values(meeting: Meeting | None) -> dict[str, str]:
    """When and where it was, of which series, and who chaired it; what the report says."""
    told = meeting or Meeting()
    named = {name: getattr(told, name) for name in ("name", "date", "venue", "series", "chair")}
    return {name: one.value for name, one in named.items() if one is not None}


def _where(place: Place | None) -> str:
    return "" if place is None else printable(f"附件《{place.name}》{place.label}：")


def _facet_line(facet: Facet) -> str:
    shown = [f"{printable(bucket.label)}（{bucket.count}）" for bucket in facet.buckets]
    more = "……" if len(shown) > SHOWN_BUCKETS or facet.other else ""
    listed = "、".join(shown[:SHOWN_BUCKETS])
    return f"{FACET_LABELS.get(facet.name, facet.name)}：{listed}{more}" if shown else ""


def to_json(query: str, page: Page, notices: Iterable[Notice]) -> str:
    """The page for programs, with the names that the web service's JSON has."""
    plain = {
        "query": query,
        "total": page.total,
        "page": page.page,
        "size": page.size,
        "hits": [_hit(hit) for hit in page.hits],
        "facets": {name: _facet(facet) for name, facet in page.facets.items()},
        "notices": [
            {"code": notice.code.value, "text": notice.text, "query": notice.query}
            for notice in notices
        ],
        "generation": page.generation,
    }
    return json.dumps(plain, ensure_ascii=False, indent=1)


def _hit(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.id,
        "title": article.title,
        "title_ranges": list(hit.title_ranges),
        "url": article.url,
        "published": None if article.published is None else str(article.published),
        "category": list(article.category),
        "organizations": [organization.name for organization in article.organizations],
        "kind": article.kind.value,
        "meeting": _meeting_values(article.meeting) or None,
        "score": round(hit.score, 6),
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
        "matched_in": list(hit.matched_in),
        "places": [_place(place) for place in hit.places],
    }


def _snippet(snippet: Snippet) -> dict[str, Any]:
    return {
        "text": snippet.text,
        "ranges": list(snippet.ranges),
        "field": snippet.field,
        "place": None if snippet.place is None else _place(snippet.place),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"attachment": place.name, "url": place.url, "page": place.page, "label": place.label}


def _facet(facet: Facet) -> dict[str, Any]:
    buckets = [
        {"value": b.value, "label": b.label, "count": b.count, "selected": b.selected}
        for b in facet.buckets
    ]
    return {"buckets": buckets, "other": facet.other, "missing": facet.missing}
