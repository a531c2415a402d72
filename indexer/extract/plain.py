"""Plain text saved from an article's page -> article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.article import PartialDate
from indexer.extract import page
from indexer.extract.claims import Claims
from indexer.extract.dates import date_in_address, today_in_china
from indexer.extract.encoding import decode
from indexer.extract.extracted import Extracted, ExtractError
from indexer.extract.furniture import WELCOME, is_notice_bar, is_site_line
from indexer.extract.headline import Headline, find_headline
from indexer.extract.labels import squeezed, views_in
from indexer.extract.lines import Line
from indexer.extract.trail import is_trail, split_path
from indexer.extract.visible import clean, collapse

_STEP = re.compile(r"[\w（）()、·\s]{2,10}")
_MOST_STEPS = 3
_LONGEST_TITLE = 80


def extract_text(
    data: bytes, *, url: str = "", declared: str | None = None, today: date | None = None
) -> Extracted:
    """The article of a text file as saved from a page: notice bar, column names, headline,
    site line, body, view count, 上一篇, footer; or of one that has only title and body.

    Raises ExtractError for unreadable bytes and for text with no body.
    """
    text, _ = decode(data, declared)
    lines = lines_of(clean(text))
    if not lines:
        raise ExtractError("没有正文")
    return _extracted(lines, url, today or today_in_china())


def lines_of(text: str) -> list[Line]:
    """The lines of plain text that have something in them."""
    pairs = ((collapse(raw.replace("\t", " ")), raw) for raw in text.split("\n"))
    return [Line(shown, squeezed(raw.strip())) for shown, raw in pairs if shown]


def _extracted(lines: list[Line], url: str, today: date) -> Extracted:
    first, site_line = _head(lines, today)
    if site_line is None:
        headline = Headline(lines[first].text, first, first + 1)
        if len(lines) == first + 1 or len(headline.title) > _LONGEST_TITLE:
            headline = Headline("", first, first)
    else:
        found = find_headline(lines[first:], site_line - first + 1, Claims(), today, frozenset())
        headline = Headline(found.title, first + found.start, first + found.end)
    return article_of(lines, first, headline, url=url, today=today)


def article_of(
    lines: Sequence[Line], first: int, headline: Headline, *, url: str, today: date
) -> Extracted:
    """The article of lines whose headline is known; what stands before ``first`` is not body.

    Raises ExtractError where no line is left for the body.
    """
    parts = page.trim(lines, (first, len(lines)), headline, today)
    found = page.readings(lines, parts)
    body = page.body_of(lines, parts)
    if not body:
        raise ExtractError("没有正文")
    published, reason = _published(lines, parts, found, url, today)
    trail = page.category_of(lines, parts, frozenset()) or split_path(found.value("category"))
    return Extracted(
        title=headline.title or body.split("\n", 1)[0][:60],
        body=body,
        published=published,
        category=trail or _columns(lines[: headline.start], today),
        attribution=page.attribution_of(found, today),
        author=page.author_of(found, today),
        views=views_in(line.raw for line in page.outside(lines, parts)),
        url=page.address_of(found),
        identifiers=tuple(filter(None, [found.value("number")])),
        date_reason=reason,
    )


def _head(lines: Sequence[Line], today: date) -> tuple[int, int | None]:
    """The first line that can be a headline, below the notice bar, and the site line's
    position (None where no site line stands above the first paragraph)."""
    first = 0
    while first < len(lines) - 1 and (
        is_notice_bar(lines[first].text) or is_trail(lines[first]) or _welcome(lines[first])
    ):
        first += 1
    for position in range(first + 1, page.body_limit(lines, first, len(lines))):
        if is_site_line(lines[position].raw, today):
            return first, position
    return first, None


def _welcome(line: Line) -> bool:
    return WELCOME.match(line.text) is not None


def _columns(above: Sequence[Line], today: date) -> tuple[str, ...]:
    """The column names that stand alone above a headline, as a path.

    A saved page keeps its breadcrumb as one to three short lines without arrows; more
    short lines than that are a navigation bar, of which nothing is known.
    """
    steps: list[str] = []
    for line in above:
        text = collapse(WELCOME.sub("", line.text))
        if not text or is_notice_bar(line.text) or is_site_line(line.raw, today):
            continue
        if _STEP.fullmatch(text) is None or text in ("首页", "网站首页"):
            return ()
        steps.append(text)
    return tuple(steps) if len(steps) <= _MOST_STEPS else ()


def _published(
    lines: Sequence[Line], parts: page.Parts, found: page.Readings, url: str, today: date
) -> tuple[PartialDate | None, str]:
    for kind in ("published", "dated"):
        value = page.published_by_label(found, kind, today)
        if value is not None:
            return value, "label"
    value = page.published_on_site_line(lines, parts, today)
    if value is not None:
        return value, "site line"
    value = page.published_by_label(found, "updated", today)
    if value is not None:
        return value, "label"
    value = date_in_address(url, today)
    return value, "address" if value else ""
