"""RSS and Atom -> entries, by feedparser, which cleans the HTML in them and fetches nothing."""

from __future__ import annotations

import email.utils
import io
import re
import time
from calendar import monthrange, timegm
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

import feedparser

from indexer.extract.extracted import ExtractError

_ZONED = re.compile(r"(?:Z|[A-Z]{2,4}|[+-]\d\d:?\d\d)\s*$")
_YEAR_FIRST = re.compile(r"\s*\d{4}\s*[-年./]")
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: ``name`` is its id or its link, or empty; ``body`` may be HTML."""

    name: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """``trouble`` says in Chinese what was wrong, where entries may have been lost."""

    entries: tuple[FeedEntry, ...]
    trouble: str = ""


def read_feed(data: bytes, zone: tzinfo, address: str = "") -> ReadFeed:
    """The entries in the order of the feed.

    ``zone`` is where a moment becomes a day; ``address`` is what links in it are relative
    to. Raises ExtractError where it is no feed at all.
    """
    headers = {"content-location": address} if address else {}
    # A stream: text or bytes would be taken for an address or a file's name first.
    read: Any = feedparser.parse(io.BytesIO(data), response_headers=headers)
    entries: Sequence[Any] = read.entries
    if not entries and not read.get("version"):
        raise ExtractError("不是 RSS 或 Atom" if data.strip() else "内容是空的")
    fault = read.get("bozo_exception")
    is_broken = fault is not None and not isinstance(fault, _HARMLESS)
    origin = str(read.feed.get("title", ""))
    return ReadFeed(
        tuple(_entry(entry, origin, zone) for entry in entries),
        f"格式有错，只读出 {len(entries)} 条：{_one_line(fault)}" if is_broken else "",
    )


def _entry(entry: Any, origin: str, zone: tzinfo) -> FeedEntry:
    link = str(entry.get("link", ""))
    tags = [str(tag.get("term") or "") for tag in entry.get("tags", ())]
    fields = {
        "title": str(entry.get("title", "")),
        "body": _body(entry),
        "date": _day(entry, zone),
        "author": str(entry.get("author", "")),
        "attribution": str(entry.get("source", {}).get("title", "") or origin),
        "category": [tag for tag in tags if tag][:1],
        "url": link if link.lower().startswith(("http://", "https://")) else "",
    }
    return FeedEntry(str(entry.get("id") or link), fields)


def _body(entry: Any) -> str:
    """The fullest of what the entry has."""
    texts = [str(content.get("value") or "") for content in entry.get("content", ())]
    return max([*texts, str(entry.get("summary", ""))], key=len)


def _day(entry: Any, zone: tzinfo) -> date | str | None:
    """The day in ``zone``, or the text that may hold one.

    Only what names its zone is a moment. A bare year, month and day is left to our own
    reading of dates: feedparser guesses at those it does not know, Chinese ones too.
    """
    for name in ("published", "updated"):
        # Not entry.get, which answers for one date with the other.
        text, moment = str(dict.get(entry, name) or ""), dict.get(entry, f"{name}_parsed")
        is_zoned = ":" in text and _ZONED.search(text) is not None
        if text and not is_zoned and _YEAR_FIRST.match(text):
            return text
        if isinstance(moment, time.struct_time):
            try:
                utc = datetime.fromtimestamp(timegm(moment), UTC)
                return utc.astimezone(zone).date() if is_zoned else utc.date()
            except (ValueError, OverflowError, OSError):
                return text
        if text:
            parts = email.utils.parsedate(text)
            return date(*parts[:3]) if parts and _is_day(parts) else text
    return None


def _is_day(parts: Sequence[int]) -> bool:
    return 1 <= parts[1] <= 12 and 1 <= parts[2] <= monthrange(parts[0], parts[1])[1]


def _one_line(fault: object) -> str:
    return " ".join(str(fault).split())[:200]
