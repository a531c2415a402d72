"""The date facet: what a value of it means, as closed ranges of day numbers.

A day number is :meth:`datetime.date.toordinal`. Values are ``2023``, ``2023-07``,
``2023-07-19``, ``none`` (未注明) and the presets; what people type as a bound is read
more freely.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

from index.analysis import normalized
from index.article import PartialDate

MISSING = "none"
"""The value that selects the articles with no date."""

PRESETS = {
    "past-week": "近一周",
    "past-month": "近一月",
    "past-year": "近一年",
    "this-year": "今年",
    "last-year": "去年",
}

_DAYS = {"past-week": 7, "past-month": 30, "past-year": 365}
_BOUND = re.compile(
    r"(\d{4})(?:年|(?:年|[-/.])(\d{1,2})(?:月|(?:月|[-/.])(\d{1,2})日?)?)?"
    r"|(\d{4})(\d{2})(\d{2})?"
)


@dataclass(frozen=True, slots=True)
class DateRange:
    """The days from ``first`` to ``last``, both included."""

    LAST_DAY: ClassVar[int] = date.max.toordinal()

    first: int
    last: int


def period(when: PartialDate) -> DateRange:
    """All the days that the date may be."""
    first_month, last_month = (when.month, when.month) if when.month else (1, 12)
    last_day = when.day or calendar.monthrange(when.year, last_month)[1]
    return DateRange(
        date(when.year, first_month, when.day or 1).toordinal(),
        date(when.year, last_month, last_day).toordinal(),
    )


def parse_bound(text: str) -> PartialDate | None:
    """What a person typed as one end of a range: 2023, 2023-7, 2023/7/19, 2023年7月19日,
    20230719, in any width; None for anything else and for a day no calendar has."""
    found = _BOUND.fullmatch(normalized(text))
    if found is None:
        return None
    groups = found.groups()
    numbers = [int(part or 0) for part in (groups[:3] if groups[0] else groups[3:])]
    written = [part for part in groups if part]
    if any(number == 0 for number in numbers[: len(written)]):
        return None
    try:
        return PartialDate(*numbers)
    except ValueError:
        return None


def parse_date_filter(value: str, today: PartialDate) -> DateRange | None:
    """The days that a value of the date facet selects; None for a value that is not one
    (and for ``none``, which selects no day). Presets count back from ``today``."""
    end = date(today.year, today.month or 12, today.day or 1)
    if value in _DAYS:
        return DateRange(end.toordinal() - _DAYS[value] + 1, end.toordinal())
    try:
        if value in ("this-year", "last-year"):
            return period(PartialDate(end.year - (value == "last-year")))
        return period(PartialDate.parse(value))
    except ValueError:  # also the year before the calendar's first
        return None


@lru_cache(maxsize=1 << 12)
def label(value: str) -> str:
    """What a user sees for a value: 2023年, 2023年7月, 2023年7月19日, 未注明, 近一周."""
    if value == MISSING:
        return "未注明"
    if value in PRESETS:
        return PRESETS[value]
    try:
        when = PartialDate.parse(value)
    except ValueError:
        return value
    month = f"{when.month}月" if when.month else ""
    return f"{when.year}年{month}" + (f"{when.day}日" if when.day else "")


def range_label(first: PartialDate | None, last: PartialDate | None) -> str:
    """What a user sees for a range of whole days: 2023年, 2025年10月至12月, 2019年以来,
    2019年及以前, 2023年7月1日至2024年2月29日. At most one end is open."""
    for parts in (1, 2, 3):
        begin, end = _cut(first, parts), _cut(last, parts)
        if _begins(begin, first) and _ends(end, last):
            break
    if begin is None or end is None:
        return f"{label(str(end))}及以前" if begin is None else f"{label(str(begin))}以来"
    if begin == end:
        return label(str(begin))
    shown = label(str(end))
    if begin.year == end.year:
        shown = shown.removeprefix(f"{end.year}年")
    return f"{label(str(begin))}至{shown}"


def _cut(day: PartialDate | None, parts: int) -> PartialDate | None:
    """The year, the month or the day that the day is in."""
    return day and PartialDate(*(day.year, day.month, day.day)[:parts])


def _begins(when: PartialDate | None, day: PartialDate | None) -> bool:
    return when is None or day is None or period(when).first == period(day).first


def _ends(when: PartialDate | None, day: PartialDate | None) -> bool:
    return when is None or day is None or period(when).last == period(day).last
