"""The article: the one data class that travels from a source to a reader.

Everything in it is the text as a reader sees it (original characters); what the
index makes of that text lives in :mod:`index.analysis`, never here.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


class Kind(enum.StrEnum):
    """What an article is, apart from what it is about; the value is its code in addresses."""

    NEWS = "news"
    NOTICE = "notice"
    MEETING = "meeting"
    POLICY = "policy"
    STANDARD = "standard"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name a user sees."""
        return _KIND_LABELS[self]


_KIND_LABELS: Mapping[Kind, str] = {
    Kind.NEWS: "新闻",
    Kind.NOTICE: "通知",
    Kind.MEETING: "会议报道",
    Kind.POLICY: "政策",
    Kind.STANDARD: "标准",
    Kind.OTHER: "其他",
}


class Visibility(enum.StrEnum):
    """Who may see an article in any form: hits, counts, suggestions, feeds."""

    PUBLIC = "public"
    STAFF = "staff"


_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date of the site's time zone, known to the day, the month or the year.

    ``month`` and ``day`` are 0 where unknown, so that dates order with the less
    precise one first. Raises ValueError for a day that no calendar has.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    @property
    def precision(self) -> str:
        """``day``, ``month`` or ``year``."""
        return "day" if self.day else "month" if self.month else "year"

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2023``, ``2023-07`` or ``2023-07-19``; raises ValueError for anything else."""
        found = _PARTIAL_DATE.fullmatch(text)
        if found is None:
            raise ValueError(f"not a date of the form YYYY, YYYY-MM or YYYY-MM-DD: {text!r}")
        year, month, day = (int(part or 0) for part in found.groups())
        if (found[2] and not month) or (found[3] and not day):
            raise ValueError(f"no such date: {text!r}")
        return cls(year, month, day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
        if self.day:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that belongs to an article; ``page_starts`` are offsets of ``text``.

    ``page_labels`` are the names of those pages in Chinese (第3页, 工作表“会员”), one a page
    start. ``form`` is the code of the document's format (``pdf``, ``docx``), ``note`` what a
    reader should know of it (扫描件，没有文字); both may be empty.
    """

    name: str
    url: str
    text: str
    page_starts: tuple[int, ...] = ()
    page_labels: tuple[str, ...] = ()
    form: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SurfaceForm:
    """One written occurrence: ``[start, end)`` in characters of the named field's text."""

    text: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation in an article: its canonical name and every form it was written in;
    ``confirmed`` where staff vouch for it, by the site's file or by a correction."""

    name: str
    forms: tuple[SurfaceForm, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value read from the text, with the sentence it came from: ``[start, end)`` of the
    ``field`` (``title`` or ``body``). What staff put right has no sentence."""

    value: str
    sentence: str = ""
    field: str = "body"
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Person(Evidence):
    """Somebody at a meeting: ``value`` is the name, ``office`` as the text words it."""

    office: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a meeting report says of its meeting; empty where the text does not say.

    第五届理事会第三次会议 is session 3 of term 5 of the series 理事会; both are decimal
    numbers. ``date`` is of the first day, as YYYY-MM-DD or less precise. ``attendees``
    does not repeat the chair; ``organizations`` are those present, ``speakers`` those
    (people or organisations) who gave a talk, ``co_hosts`` those who helped to hold it.
    """

    name: Evidence | None = None
    series: Evidence | None = None
    term: Evidence | None = None
    session: Evidence | None = None
    date: Evidence | None = None
    venue: Evidence | None = None
    chair: Person | None = None
    attendees: tuple[Person, ...] = ()
    hosts: tuple[Evidence, ...] = ()
    co_hosts: tuple[Evidence, ...] = ()
    organizations: tuple[Evidence, ...] = ()
    speakers: tuple[Evidence, ...] = ()
    decisions: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a reader sees it. ``category`` is a path from the root downward.

    ``published_reason`` says where the date was read (``label``, ``meta``, ``site line``,
    ``address``, ``htmldate``, ``field``, ``correction``), ``kind_reason`` what speaks for
    the kind, in Chinese; both may be empty.
    """

    id: str
    title: str
    body: str
    url: str = ""
    source: str = ""
    published: PartialDate | None = None
    category: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    organizations: tuple[Organization, ...] = ()
    kind: Kind = Kind.OTHER
    identifiers: tuple[str, ...] = ()
    meeting: Meeting | None = None
    attribution: str = ""
    author: str = ""
    views: int | None = None
    visibility: Visibility = Visibility.PUBLIC
    content_hash: str = field(default="", compare=False)
    published_reason: str = ""
    kind_reason: str = ""

    def to_json(self) -> str:
        """The article as one line of JSON; :meth:`from_json` gives the equal article back."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))

    def to_dict(self) -> dict[str, Any]:
        """The article as plain lists, dicts, strings and numbers (dates as ISO text)."""
        # dataclasses.asdict gives the same, and takes ten times as long.
        plain = _plain(self)
        plain["published"] = None if self.published is None else str(self.published)
        plain["attachments"] = tuple(map(_plain, self.attachments))
        plain["organizations"] = tuple(
            {
                "name": item.name,
                "forms": tuple(map(_plain, item.forms)),
                "confirmed": item.confirmed,
            }
            for item in self.organizations
        )
        plain["meeting"] = None if self.meeting is None else dataclasses.asdict(self.meeting)
        return plain

    @classmethod
    def from_json(cls, text: str) -> Article:
        """Read what :meth:`to_json` wrote; raises ValueError where it is not that."""
        try:
            return cls.from_dict(json.loads(text))
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a stored article: {error!r}") from error

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Article:
        """Read what :meth:`to_dict` gave.

        Raises KeyError, TypeError, AttributeError or ValueError for anything else.
        """
        plain = {**_ADDED_LATER, **plain}
        for name, wanted in _plain_fields():
            if not isinstance(plain[name], wanted):
                raise TypeError(f"{name}: {plain[name]!r}")
        published = plain["published"]
        return cls(
            **{
                **plain,
                "published": None if published is None else PartialDate.parse(published),
                "category": tuple(plain["category"]),
                "attachments": tuple(map(_attachment_from_dict, plain["attachments"])),
                "organizations": tuple(
                    Organization(
                        item["name"],
                        tuple(SurfaceForm(**form) for form in item["forms"]),
                        item.get("confirmed", False),
                    )
                    for item in plain["organizations"]
                ),
                "kind": Kind(plain["kind"]),
                "identifiers": tuple(plain["identifiers"]),
                "meeting": _meeting_from_dict(plain["meeting"]),
                "visibility": Visibility(plain["visibility"]),
            }
        )


_ADDED_LATER = {"published_reason": "", "kind_reason": ""}
"""What an older program did not store."""


def _plain(item: Article | Attachment | SurfaceForm) -> dict[str, Any]:
    """The fields by name, as they are."""
    return {name: getattr(item, name) for name in item.__slots__}


_PLAIN_TYPES: Mapping[str, Any] = {"str": str, "int | None": int | None}


@functools.cache
def _plain_fields() -> tuple[tuple[str, Any], ...]:
    """The name of every field, and what its value must be among plain values."""
    items = dataclasses.fields(Article)
    return tuple((item.name, _PLAIN_TYPES.get(str(item.type), object)) for item in items)


def _attachment_from_dict(plain: Mapping[str, Any]) -> Attachment:
    """Labels, form and note are absent from what an older program stored."""
    lists = {
        "page_starts": tuple(plain["page_starts"]),
        "page_labels": tuple(plain.get("page_labels", ())),
    }
    return Attachment(**{**plain, **lists})


def _meeting_from_dict(plain: Mapping[str, Any] | None) -> Meeting | None:
    if plain is None:
        return None
    values: dict[str, Any] = {}
    for name, value in plain.items():
        kind = Person if name in ("chair", "attendees") else Evidence
        if isinstance(value, list | tuple):
            values[name] = tuple(kind(**item) for item in value)
        else:
            values[name] = value and kind(**value)
    return Meeting(**values)


def stable_id(key: str) -> str:
    """The id of the article that a canonical address or a source's own key names.

    Sixteen hexadecimal digits of BLAKE2b: safe in an address, the same on every
    machine, and with a million articles a collision has odds below one in ten million.
    """
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
