"""A result list as a CSV file, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from flask import Blueprint, Response, stream_with_context, url_for

from index.article import Article, Evidence, Meeting
from index.facet_values import category_path
from webapp.addresses import absolute
from webapp.caching import cached
from webapp.meetings import worded
from webapp.searching import Search, asked, engine_request
from webapp.service import reader

blueprint = Blueprint("export", __name__)

MOST_ROWS = 10_000
_AT_ONCE = 100
COLUMNS = (
    "标题 发布日期 栏目 类型 机构 网址 会议名称 会议系列 届 次 会议日期 会议地点 主办 承办、协办 主持人"
    " 出席人员 出席机构 发言 决定"
).split()
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@blueprint.get("/search.csv")
def table() -> Response:
    """Every hit, up to 10,000, in the order of the search, with what it says of a meeting."""
    return cached(lambda: _table(asked()))


def _table(search: Search) -> Response:
    rows = stream_with_context(_lines(search))
    response = Response(rows, mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="huisou.csv"'
    return response


def _lines(search: Search) -> Iterator[str]:
    """The file in pieces; all of them are of one generation."""
    yield "\ufeff" + _written([COLUMNS])
    given = total = 0
    for number in range(1, MOST_ROWS // _AT_ONCE + 1):
        found = reader().search(
            replace(engine_request(search, facets=()), page=number, size=_AT_ONCE)
        )
        total = found.total
        given += len(found.hits)
        yield _written(_row(hit.article) for hit in found.hits)
        if not found.hits or given >= total:
            return
    yield _written([[f"（共 {total} 篇，只导出了前 {given} 篇）"]])


def _written(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(map(harmless, rows))
    return text.getvalue()


def harmless(cells: Iterable[str]) -> list[str]:
    """The cells such that a spreadsheet runs none of them as a formula: what begins like one
    gets an apostrophe before it (OWASP, CSV injection); line ends become spaces."""
    return [
        "'" + flat if cell.startswith(_FORMULA) else flat
        for cell in cells
        for flat in [" ".join(cell.split())]
    ]


def _row(article: Article) -> list[str]:
    meeting = article.meeting or Meeting()
    own = absolute(url_for("article.page", article_id=article.id))
    return [
        article.title,
        str(article.published or ""),
        category_path(article.category),
        article.kind.label,
        _joined(organization.name for organization in article.organizations),
        article.url or own,
        *(_value(one) for one in (meeting.name, meeting.series, meeting.term, meeting.session)),
        _value(meeting.date),
        _value(meeting.venue),
        _joined(map(worded, meeting.hosts)),
        _joined(map(worded, meeting.co_hosts)),
        worded(meeting.chair) if meeting.chair else "",
        _joined(map(worded, meeting.attendees)),
        _joined(map(worded, meeting.organizations)),
        _joined(map(worded, meeting.speakers)),
        _joined(map(worded, meeting.decisions)),
    ]


def _value(evidence: Evidence | None) -> str:
    return evidence.value if evidence is not None else ""


def _joined(values: Iterable[str]) -> str:
    return "；".join(values)
