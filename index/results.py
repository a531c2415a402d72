"""What a search gives back: plain values, no engine and no markup in them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from index.article import Article, PartialDate

Range = tuple[int, int]
"""``[start, end)`` in characters of the text it stands beside."""


class Sort(enum.StrEnum):
    """The orders a result list can stand in; the value is its code in addresses."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    MEETING = "meeting"
    """By the day of the meeting, newest first; articles without one are last."""


class NoticeCode(enum.StrEnum):
    """Why a notice stands above the hits."""

    TOO_LONG = "too_long"
    TOO_MANY_TERMS = "too_many_terms"
    SET_ASIDE = "set_aside"
    RELAXED = "relaxed"
    TIME_UP = "time_up"
    BAD_VALUE = "bad_value"
    REBUILD_DUE = "rebuild_due"
    SYNONYMS = "synonyms"
    IDENTIFIER = "identifier"
    DATE_WORDS = "date_words"


@dataclass(frozen=True, slots=True)
class Notice:
    """One line for the user: what was set aside, let go, cut or added. ``text`` is Chinese.

    ``query`` asks for the same without what was done; None where there is no such query.
    """

    code: NoticeCode
    text: str
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """The facet selections of a request. Values within one facet are OR, facets are AND.

    ``dates`` holds bucket values of the date facet: ``2023``, ``2023-07`` or ``none``
    (未注明). ``date_from`` and ``date_to`` bound a free range, both ends included; an
    article whose date is less precise is in the range when its whole period is.
    ``categories`` holds paths joined by ``/``; a path selects what lies below it too.
    ``series``, ``venues``, ``present`` (organisations) and ``chairs`` are of meeting
    reports, as is the range from ``meeting_from`` to ``meeting_to``.
    """

    dates: tuple[str, ...] = ()
    date_from: PartialDate | None = None
    date_to: PartialDate | None = None
    categories: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    chairs: tuple[str, ...] = ()
    meeting_from: PartialDate | None = None
    meeting_to: PartialDate | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an attachment of an article: ``attachment`` is its number there, from 0.

    ``url`` opens it at that page, where there is a way to. ``page`` counts from 1 and is 0
    where the format has no pages; ``label`` is what people call it (第3页, 工作表“会员”).
    """

    attachment: int
    name: str
    url: str = ""
    page: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of an article: ``text`` is original, ``ranges`` are what matched in it.

    ``start`` is the passage's offset in the field's text; ``place`` says which attachment
    and page that is, where ``field`` is ``attachment``.
    """

    text: str
    ranges: tuple[Range, ...] = ()
    start: int = 0
    field: str = "body"
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matched, with where and how it did; ``places`` are the first in each
    attachment that did, three at most. The ``article`` need not have the texts of its
    attachments."""

    article: Article
    score: float
    title_ranges: tuple[Range, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    matched_in: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a facet and how many of the hits carry it."""

    value: str
    label: str
    count: int
    selected: bool = False
    children: tuple[Bucket, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """The buckets of one field under the query and the *other* facets' filters.

    ``missing`` counts the articles with no value; ``other`` is how many further
    buckets were cut.
    """

    name: str
    buckets: tuple[Bucket, ...]
    missing: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results; every count in it is of the same generation.

    ``dropped`` are the words that not every result has; the first ``full`` have them all.
    The first ``leading`` of all hits carry a number that was asked for; the notice
    ``identifier`` says so.
    """

    total: int
    page: int
    size: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet]
    notices: tuple[Notice, ...]
    generation: str
    dropped: tuple[str, ...] = ()
    full: int = 0
    partial: bool = False
    leading: int = 0
