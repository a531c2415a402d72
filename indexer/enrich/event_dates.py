"""When something happened, as running text says it: 7月14日, 本月14日, 昨日, 上周五, 去年底.

What is left unsaid is resolved against the day of publication and the date before in the
same text; what then is still unsure is no date.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.article import PartialDate
from index.dates import period
from index.numerals import number

_HAN = "[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s?年\s?|(?P<other>今年|去年|前年|明年)的?)?"
    rf"(?:(?P<month>1[0-2]|0?[1-9]|{_HAN})\s?月\s?|(?P<moon>本月|上个?月|当月))?"
    rf"(?P<day>3[01]|[12]\d|0?[1-9]|(?<=月){_HAN})\s?[日号](?!线|楼|院|厂|机|位|厅|会|文)"
    r"|(?P<iso>(?:19|20)\d\d)[-/.](?P<iso_month>\d{1,2})[-/.](?P<iso_day>\d{1,2})(?!\d)"
    r"|(?P<year_only>(?:19|20)\d\d)\s?年\s?(?P<month_only>1[0-2]|0?[1-9])\s?月"
    r"|(?P<word>昨日|昨天|昨晚|大前天|前天|前日|今日(?!头条)|今天|今晨|今晚)"
    r"|(?P<week>上上?|本|这)(?:个?(?:周|星期|礼拜))(?P<weekday>[一二三四五六日天])"
    r"|(?P<part>今年|去年|前年|明年)(?:年?[底末初]|(?P<part_month>1[0-2]|0?[1-9])\s?月(?!\s?\d))"
    r"|(?P<moon_only>本月|上个?月)(?:[底末初]|[上中下]旬)"
)
_WORDS = {"昨日": 1, "昨天": 1, "昨晚": 1, "前天": 2, "前日": 2, "大前天": 3}
_WORDS |= dict.fromkeys(("今日", "今天", "今晨", "今晚"), 0)
_WEEKS = {"上上": 2, "上": 1, "本": 0, "这": 0}
_WEEKDAYS = {day: place for place, day in enumerate("一二三四五六日")} | {"天": 6}
_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}
_RANGE = re.compile(r"\s?(?:至|到|-|—|–|~|、|和)+\s?")


@dataclass(frozen=True, slots=True)
class EventDate:
    """A date written at ``[start, end)``; of a range (26日至28日) the first day."""

    date: PartialDate
    start: int
    end: int


@dataclass(slots=True)
class _Context:
    """What the dates before say of one that leaves its year or month out."""

    published: date | None
    exact: bool = False
    """Whether it is known to the day: else 昨日 and 上周五 are no days."""
    year: int = 0
    month: int = 0


def event_dates(text: str, published: PartialDate | None) -> Iterator[EventDate]:
    """The dates of ``text``, in order, in time linear in it; ``published`` is when it
    appeared. A date without a year is the last of that day before it; without a day of
    publication it needs a year before it in the text. Impossible days are left out."""
    context = _Context(_last_day(published), bool(published and published.day))
    before: EventDate | None = None
    for match in _DATE.finditer(text):
        found = _resolved(match, context)
        if found is None:
            continue
        if found.month:
            context.year, context.month = found.year, found.month
        whole = EventDate(found, match.start(), match.end())
        if before is not None and _RANGE.fullmatch(text, before.end, match.start()):
            before = replace(before, end=match.end())
            continue
        if before is not None:
            yield before
        before = whole
    if before is not None:
        yield before


def _last_day(published: PartialDate | None) -> date | None:
    return None if published is None else date.fromordinal(period(published).last)


def _resolved(match: re.Match[str], context: _Context) -> PartialDate | None:
    parts = match.groupdict()
    if parts["word"]:
        return _days_before(context, _WORDS[parts["word"]])
    if parts["week"]:
        return _day_of_week(context, _WEEKS[parts["week"]], _WEEKDAYS[parts["weekday"] or "一"])
    if parts["part"] or parts["moon_only"]:
        return _less_precise(parts, context.published)
    if parts["iso"]:
        return _checked(*(int(parts[name]) for name in ("iso", "iso_month", "iso_day")))
    if parts["year_only"]:
        return _checked(int(parts["year_only"]), int(parts["month_only"]), 0)
    day = number(parts["day"]) or 0
    if parts["month"]:
        month = number(parts["month"]) or 0
        return _checked(_year_of(parts, month, day, context), month, day)
    return _day_alone(parts, day, context)


def _year_of(parts: dict[str, str | None], month: int, day: int, context: _Context) -> int:
    """The year said, or the last in which that day had come when the text appeared; 0
    where nothing tells."""
    if parts["year"]:
        return int(parts["year"])
    if context.published is None:
        return 0 if parts["other"] else context.year
    if parts["other"]:
        return context.published.year + _YEARS[parts["other"]]
    passed = (month, day) <= (context.published.month, context.published.day)
    return context.published.year - (not passed)


def _day_alone(parts: dict[str, str | None], day: int, context: _Context) -> PartialDate | None:
    """14日, 本月14日, 上月29日."""
    if parts["year"] or parts["other"]:
        return None
    if not parts["moon"] and context.month:
        return _checked(context.year, context.month, day)
    published = context.published
    if published is None:
        return None
    earlier = bool(parts["moon"] and parts["moon"].startswith("上"))
    if not parts["moon"]:
        earlier = day > published.day
    first = published.replace(day=1)
    month = first - timedelta(days=1) if earlier else first
    return _checked(month.year, month.month, day)


def _days_before(context: _Context, days: int) -> PartialDate | None:
    if context.published is None or not context.exact:
        return None
    found = context.published - timedelta(days=days)
    return PartialDate(found.year, found.month, found.day)


def _day_of_week(context: _Context, weeks: int, weekday: int) -> PartialDate | None:
    """上周五: the Friday of the week before that of publication; weeks begin on Mondays."""
    if context.published is None:
        return None
    return _days_before(context, context.published.weekday() + 7 * weeks - weekday)


def _less_precise(parts: dict[str, str | None], published: date | None) -> PartialDate | None:
    """去年底 is a year, 去年12月 and 上月底 are months."""
    if published is None:
        return None
    if parts["part"]:
        year = published.year + _YEARS[parts["part"]]
        month_said = parts["part_month"]
        return _checked(year, int(month_said), 0) if month_said else PartialDate(year)
    first = published.replace(day=1)
    month = first - timedelta(days=1) if (parts["moon_only"] or "").startswith("上") else first
    return PartialDate(month.year, month.month)


def _checked(year: int, month: int, day: int) -> PartialDate | None:
    possible = 1900 <= year <= 2999 and 1 <= month <= 12
    if not possible or day > calendar.monthrange(year, month)[1]:
        return None
    return PartialDate(year, month, day)
