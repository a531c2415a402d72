"""Request parameters -> one typed value, with what was wrong in them said, never raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from index.article import Kind, PartialDate
from index.dates import MISSING, PRESETS, parse_bound, period
from index.results import Filters, Notice, NoticeCode, Sort
from index.schema import FACET_LABELS
from webapp.query_string import QueryString

FACET_FIELDS: Mapping[str, str] = {
    "date": "dates",
    "category": "categories",
    "org": "organizations",
    "kind": "kinds",
    "series": "series",
    "venue": "venues",
    "present": "present",
    "chair": "chairs",
}
"""The name of a facet in addresses -> the field of :class:`Filters` that it selects."""

PARAMETER_LABELS: Mapping[str, str] = FACET_LABELS | {
    "from": "起始日期",
    "to": "截止日期",
    "mfrom": "会议起始日期",
    "mto": "会议截止日期",
    "view": "显示方式",
    "sort": "排序",
    "page": "页码",
    "size": "每页篇数",
}

_KNOWN = frozenset({"q", "contains", *PARAMETER_LABELS})
_UNSAID = re.compile(r"utm_.*|gclid|fbclid|spm|_|submit|(.*\.)?[xy]", re.IGNORECASE)
"""Where someone came from, and what the buttons of forms add: nothing a visitor asked for."""

MOST_VALUES = 20
LONGEST_VALUE = 200
LARGEST_SIZE = 100
LARGEST_PAGE = 10**9
PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that could not be used: which parameter, and why in Chinese."""

    parameter: str
    reason: str

    def notice(self) -> Notice:
        """The line that a page shows instead of refusing."""
        name = PARAMETER_LABELS[self.parameter]
        text = f"{name}（{self.parameter}）已忽略：{self.reason}"
        return Notice(NoticeCode.BAD_VALUE, text)


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """All state of a search. ``problems`` are values that were left out; ``notices`` are
    lines about values that were cut but used."""

    q: str = ""
    filters: Filters = Filters()
    sort: Sort | None = None
    page: int = 1
    size: int = PAGE_SIZE
    contains: str = ""
    table: bool = False
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def order(self) -> Sort:
        """The order asked for, or the natural one: newest first without a query."""
        return self.sort or (Sort.RELEVANCE if self.q else Sort.NEWEST)

    def with_filters(self, filters: Filters) -> SearchParameters:
        """The first page of the same search under other filters."""
        return replace(self, filters=filters, page=1, contains="")


class _Reading:
    """The values of one request, and the problems met so far."""

    def __init__(self, query: QueryString) -> None:
        self.values = query.values
        self.problems: list[Problem] = []
        self.notices: list[Notice] = [
            Notice(NoticeCode.BAD_VALUE, f"{_short(name)} 里有认不出的编码，请重新输入")
            for name in query.garbled[:3]
        ]

    def reject(self, parameter: str, reason: str) -> None:
        if sum(problem.parameter == parameter for problem in self.problems) < 3:
            self.problems.append(Problem(parameter, reason))

    def last(self, name: str) -> str:
        return next((value for value in reversed(self.values.get(name, [])) if value), "")

    def several(self, name: str) -> list[str]:
        distinct = list(dict.fromkeys(value for value in self.values.get(name, []) if value))
        if len(distinct) > MOST_VALUES:
            text = f"{name} 给了 {len(distinct)} 个值，只用了前 {MOST_VALUES} 个"
            self.notices.append(Notice(NoticeCode.BAD_VALUE, text))
        return distinct[:MOST_VALUES]


def read_parameters(query: QueryString, *, sized: bool = False) -> SearchParameters:
    """Every parameter this service knows. Never raises.

    ``size`` counts only where ``sized``: a page of the site always holds ten hits.
    """
    reading = _Reading(query)
    first, last = _range(reading, "from", "to")
    meeting_first, meeting_last = _range(reading, "mfrom", "mto")
    return SearchParameters(
        q=" ".join(value for value in reading.values.get("q", []) if value),
        filters=Filters(
            dates=tuple(_accepted(reading, "date", _date_value)),
            date_from=first,
            date_to=last,
            categories=tuple(_accepted(reading, "category", _path)),
            organizations=tuple(_accepted(reading, "org", _name)),
            kinds=tuple(_accepted(reading, "kind", _kind)),
            series=tuple(_accepted(reading, "series", _name)),
            venues=tuple(_accepted(reading, "venue", _name)),
            present=tuple(_accepted(reading, "present", _name)),
            chairs=tuple(_accepted(reading, "chair", _name)),
            meeting_from=meeting_first,
            meeting_to=meeting_last,
        ),
        sort=_sort(reading),
        page=_number(reading, "page", 1, LARGEST_PAGE, 1),
        size=_number(reading, "size", 0, LARGEST_SIZE, PAGE_SIZE) if sized else PAGE_SIZE,
        contains=reading.last("contains")[:LONGEST_VALUE],
        table=_is_table(reading),
        problems=tuple(reading.problems),
        notices=tuple(reading.notices),
    )


def unknown_parameters(query: QueryString) -> tuple[Notice, ...]:
    """A line that names the parameters which mean nothing here, where there are any."""
    unknown = [
        name for name in query.values if name and name not in _KNOWN and not _UNSAID.fullmatch(name)
    ]
    if not unknown:
        return ()
    named = "、".join(_short(name) for name in unknown[:3])
    more = f" 等 {len(unknown)} 个" if len(unknown) > 3 else ""
    return (Notice(NoticeCode.BAD_VALUE, f"不认识的参数已忽略：{named}{more}"),)


class Refused(str):
    """Why a value cannot be used."""

    __slots__ = ()


Check = Callable[[str], str | Refused]


def _accepted(reading: _Reading, name: str, check: Check) -> Iterable[str]:
    accepted: dict[str, None] = {}
    for value in reading.several(name):
        found = check(value)
        if isinstance(found, Refused):
            reading.reject(name, found)
        else:
            accepted[found] = None
    return accepted


def _date_value(value: str) -> str | Refused:
    if value == MISSING or value in PRESETS:
        return value
    found = parse_bound(value)
    if found is None:
        return Refused(
            f"没有“{_short(value)}”这个时间，要写成 2023、2023-07 或 {MISSING}（未注明）"
        )
    return str(found)


def _path(value: str) -> str | Refused:
    path = "/".join(step for step in (part.strip() for part in value.split("/")) if step)
    return _name(path) if path else Refused("栏目是空的")


def _name(value: str) -> str | Refused:
    if len(value) > LONGEST_VALUE:
        return Refused(f"“{_short(value)}”太长，最多 {LONGEST_VALUE} 个字")
    return value


def _kind(value: str) -> str | Refused:
    known = {kind.value: kind.value for kind in Kind} | {kind.label: kind.value for kind in Kind}
    if value not in known:
        return Refused(f"没有“{_short(value)}”这个类型，可用的有 {'、'.join(Kind)}")
    return known[value]


def _sort(reading: _Reading) -> Sort | None:
    value = reading.last("sort")
    if not value:
        return None
    try:
        return Sort(value)
    except ValueError:
        reading.reject("sort", f"没有“{_short(value)}”这种排序，可用的有 {'、'.join(Sort)}")
        return None


def _number(reading: _Reading, name: str, least: int, most: int, default: int) -> int:
    value = reading.last(name)
    if not value:
        return default
    if re.fullmatch(r"\d{1,10}", value, re.ASCII) and least <= int(value) <= most:
        return int(value)
    reading.reject(name, f"“{_short(value)}”不是 {least} 到 {most} 之间的整数")
    return default


def _is_table(reading: _Reading) -> bool:
    value = reading.last("view")
    if value not in ("", "list", "table"):
        reading.reject("view", f"没有“{_short(value)}”这种显示方式，可用的有 list、table")
    return value == "table"


def _range(
    reading: _Reading, lower: str, upper: str
) -> tuple[PartialDate | None, PartialDate | None]:
    first, last = _bound(reading, lower), _bound(reading, upper)
    if first is not None and last is not None and period(first).first > period(last).last:
        reading.reject(upper, f"截止日期 {last} 早于起始日期 {first}")
        return first, None
    return first, last


def _bound(reading: _Reading, name: str) -> PartialDate | None:
    value = reading.last(name)
    found = parse_bound(value) if value else None
    if value and found is None:
        shape = "要写成 2023-07-19、2023-07 或 2023"
        reading.reject(name, f"没有“{_short(value)}”这个日期，{shape}")
    return found


def _short(value: str) -> str:
    return value if len(value) <= 30 else value[:30] + "…"
