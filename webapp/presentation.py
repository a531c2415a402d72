"""Values as the templates show them: Chinese labels, marked segments, safe addresses."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

from flask import Flask

from index.article import Article, Kind, PartialDate
from index.dates import MISSING, label, period
from index.facet_values import category_path, meeting_day
from index.results import Range, Sort
from index.schema import FACET_LABELS
from webapp.addresses import absolute
from webapp.meetings import body_of, session_label

SORT_LABELS = {
    Sort.RELEVANCE: "相关度",
    Sort.NEWEST: "最新",
    Sort.OLDEST: "最早",
    Sort.MEETING: "会议日期",
}
_DATE_SOURCES = {
    "label": "页面上的日期标签",
    "meta": "网页头部的说明",
    "site line": "标题附近的一行",
    "address": "网址",
    "htmldate": "网页的结构",
    "field": "来源给出的字段",
    "correction": "人工更正",
}
_PLACE_LABELS: Mapping[str, str] = {
    "title": "标题",
    "body": "正文",
    "attachment": "附件",
    "attachments": "附件",
}


def segments(text: str, ranges: Iterable[Range]) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is marked; the pieces join to ``text``.

    ``ranges`` are sorted and disjoint, ``[start, end)`` in characters of ``text``.
    """
    position = 0
    for start, end in ranges:
        if start > position:
            yield text[position:start], False
        if end > start:
            yield text[start:end], True
        position = end
    if position < len(text):
        yield text[position:], False


def one_line(text: str) -> str:
    """``text`` as one line: a line end with the indents around it becomes one space."""
    return re.sub(r"\s*[\r\n]\s*", " ", text)


def paragraphs(text: str, ranges: Iterable[Range]) -> Iterator[tuple[str, list[Range]]]:
    """The lines of ``text`` that hold something, each with its share of ``ranges``."""
    every = list(ranges)
    for line in re.finditer(r"[^\r\n]+", text):
        shown = line.group().strip()
        if not shown:
            continue
        start = line.start() + line.group().index(shown[0])
        yield shown, _within(every, start, start + len(shown))


def spoken(
    text: str, ranges: Iterable[Range], sentences: Iterable[Range]
) -> Iterator[list[tuple[str, list[Range], int | None]]]:
    """The lines of ``text`` as :func:`paragraphs` gives them, each in pieces: those that are
    one of the ``sentences`` (sorted, disjoint) have its start, the others None."""
    every, said = list(ranges), list(sentences)
    for line in re.finditer(r"[^\r\n]+", text):
        if not line.group().strip():
            continue
        bounds = {line.start(), line.end()}
        first = bisect_right(said, line.start(), key=lambda one: one[1])
        last = bisect_left(said, line.end(), key=lambda one: one[0])
        own = {start: end for start, end in said[first:last] if end <= line.end()}
        bounds.update(own, own.values())
        edges = sorted(bound for bound in bounds if line.start() <= bound <= line.end())
        yield [
            (text[start:end], _within(every, start, end), start if start in own else None)
            for start, end in pairwise(edges)
        ]


def _within(ranges: list[Range], start: int, end: int) -> list[Range]:
    """What of the sorted, disjoint ranges lies in ``[start, end)``, counted from there."""
    first = bisect_right(ranges, start, key=lambda one: one[1])
    last = bisect_left(ranges, end, key=lambda one: one[0])
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in ranges[first:last]]
    return [(a, b) for a, b in inside if a < b]


def date_label(value: PartialDate | None) -> str:
    """A date in Chinese: 2023年7月19日, 2023年7月, 2023年, 未注明."""
    return label(MISSING if value is None else str(value))


def date_source(article: Article) -> str:
    """Where the article's date was read, in Chinese; empty where that is not known."""
    return _DATE_SOURCES.get(article.published_reason, "")


def first_day(value: PartialDate | None) -> str:
    """The first day of the period, as ``2023-07-01``; nothing for nothing."""
    return "" if value is None else date.fromordinal(period(value).first).isoformat()


def last_day(value: PartialDate | None) -> str:
    """The last day of the period, as ``2023-07-31``; nothing for nothing."""
    return "" if value is None else date.fromordinal(period(value).last).isoformat()


def value_label(facet: str, value: str) -> str:
    """The Chinese name of a facet value, where the index did not give one."""
    if facet == "date":
        return label(value)
    if facet == "kind" and value in set(Kind):
        return Kind(value).label
    return value.replace("/", " / ") if facet == "category" else value


def facet_label(name: str) -> str:
    """The Chinese name of a facet."""
    return FACET_LABELS[name]


def places(matched_in: Iterable[str]) -> list[str]:
    """Where a hit matched, in Chinese, each place once."""
    return list(dict.fromkeys(_PLACE_LABELS.get(place, place) for place in matched_in))


def web_address(url: str) -> str:
    """``url`` where a browser may follow it (http, https), else nothing."""
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


_FILTERS = (
    category_path,
    segments,
    one_line,
    paragraphs,
    spoken,
    date_label,
    date_source,
    first_day,
    last_day,
    places,
    web_address,
    meeting_day,
    session_label,
    body_of,
)


def install(app: Flask, site_name: str) -> None:
    """Give the templates of ``app`` these functions, and the site's name."""
    for function in _FILTERS:
        app.add_template_filter(function)
    app.add_template_global(absolute)
    app.jinja_env.globals.update(site_name=site_name, kinds=tuple(Kind))
