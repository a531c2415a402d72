"""Times as people say them: 去年第四季度, 近三个月, 2019年以来, 国庆期间 -> days.

Past times alone: articles have none of next year, so 明年 is a word like any other.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from index.festivals import FESTIVALS, festival
from index.numerals import number

LONGEST = 24
"""Characters of the longest expression."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days from ``first`` to ``last``, both included; None where that end is open."""

    first: date | None
    last: date | None


_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
_FOUR = r"(?:(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})"
_RELATIVE_YEARS = {
    "今年": 0, "本年": 0, "去年": -1, "上年": -1, "上一年": -1, "前年": -2, "大前年": -3,
}  # fmt: skip
_NAMED_YEAR = "|".join(_RELATIVE_YEARS)
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_WITHIN = rf"""(?:
    (?P<half>[上下])半年
  | 第?(?P<quarter>[1-4一二三四])季度
  | 前(?P<quarters>[23二三])季度
  | {_MONTH}月(?:份|(?P<third>[上中下]旬|[初底末])|(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号])?
  | (?P<season>[春夏秋冬])[季天]
  | 年?(?P<edge>[初底末])
  | (?P<festival>{"|".join(FESTIVALS)})(?:期间|假期|长假|黄金周)
)"""
_WHOLE = re.compile(
    rf"(?:(?P<y>{_FOUR})年|(?P<n>{_NAMED_YEAR}))"
    rf"|(?:(?P<year>{_FOUR})年|(?P<named>{_NAMED_YEAR}))?的?{_WITHIN}",
    re.VERBOSE,
)
_NUMERIC = re.compile(
    r"((?:19|20)\d\d)(?:-(0?[1-9]|1[0-2])(?:-(\d{1,2}))?|([/.])(0?[1-9]|1[0-2])(?:\4(\d{1,2}))?)"
)
_LAST = re.compile(
    rf"(?:近|最近|过去|这|过去的)(?P<count>{_NUMBER}|半|几)?(?P<unit>个?月|个?季度|年|周|个?星期|个?礼拜|天|日)"
)
_PLAN = re.compile(r"(?P<plan>十[一二三四五六]?|[六七八九])五(?:规划)?(?:期间|时期)")
_DECADE = re.compile(
    r"(?P<century>上个?世纪|(?:20|二十)世纪|本世纪|(?:21|二十一)世纪)?(?P<ten>[1-9]0|[一二三四五六七八九]十)年代"
)
_OPEN = re.compile(r"(?P<when>.+?)(?P<side>以来|至今|之后|以后|起|以前|之前)")
_SPAN = re.compile(r"(?P<from>.+?)(?:至|到|-|~)(?P<to>.+)")
_SUFFIX = re.compile(r"(?:期间|以内|之内|内|里)$")
_HEAD = re.compile(rf"{_FOUR}|{_NAMED_YEAR}")
_LEAD = re.compile(rf"(?P<of_year>{_FOUR}年|{_NAMED_YEAR})?(?:{_MONTH}月)?")
_LOOSE = re.compile(r"(?<=[年月至到-]) | (?=[年月日号至到-])")
_HINT = re.compile(r"[年月周日天号度期假今昨]|\d[-/.]\d")


def days_of(text: str, today: date) -> Days | None:
    """The days that a normalised text says, if it says some and nothing else.

    What has no year is the last one that began by ``today``. None for a text that is no
    expression of time, for a day that no calendar has and for a time yet to come.
    """
    if not _HINT.search(text):
        return None
    text = _LOOSE.sub("", text)
    try:
        return _days(text, today) or _days(_SUFFIX.sub("", text), today)
    except (ValueError, OverflowError):  # 2月30日, or before the calendar's first year
        return None


def _days(text: str, today: date) -> Days | None:
    found = _point(text, today)
    if found is None and (span := _SPAN.fullmatch(text)):
        found = _span(span["from"], span["to"], today)
    if found is None and (opened := _OPEN.fullmatch(text)):
        inner = _point(opened["when"], today)
        found = inner and _opened(inner, opened["side"])
    return None if found is None or (found.first and found.first > today) else found


def _opened(inner: Days, side: str) -> Days | None:
    if side in ("以前", "之前"):
        return Days(None, inner.first - timedelta(1)) if inner.first else None
    if side in ("之后", "以后"):
        return Days(inner.last + timedelta(1), None) if inner.last else None
    return Days(inner.first, None)


def _span(first: str, last: str, today: date) -> Days | None:
    """2019年至2021年, 2019-2021年, 2023年3月到5月, 7月1日至5日, 3月至5月."""
    begin = _point(first, today) or _point(first + last[-1], today)
    led = _LEAD.match(first)
    heads = (led[0], led["of_year"] or "") if led and not _HEAD.match(last) else ()
    ends = (_point(head + last, today) for head in (*heads, ""))
    end = next(filter(None, ends), None)
    if begin is None or end is None or begin.first is None or end.last is None:
        return None
    if begin.first > end.last and not (led and led["of_year"]):  # 11月至2月
        begin = _point(f"{begin.first.year - 1}年{first}", today)
    if begin is None or begin.first is None or begin.first > end.last:
        return None
    return Days(begin.first, end.last)


def _point(text: str, today: date) -> Days | None:
    for pattern, read in _FORMS:
        found = pattern.fullmatch(text)
        if found and (days := read(found, today)):
            return days
    return _NAMED[text](today) if text in _NAMED else None


def _whole(found: re.Match[str], today: date) -> Days | None:
    year = _year_of(found["year"] or found["y"], found["named"] or found["n"], today)
    if found["y"] or found["n"]:
        return None if year is None else Days(date(year, 1, 1), date(year, 12, 31))
    if year is not None:
        return _within(found, year)
    if found["season"] or (found["edge"] and "年" not in found.group()):
        return None
    this = _within(found, today.year)
    return this if this and this.first and this.first <= today else _within(found, today.year - 1)


def _year_of(written: str | None, named: str | None, today: date) -> int | None:
    if written:
        return number(written)
    return today.year + _RELATIVE_YEARS[named] if named else None


def _within(found: re.Match[str], year: int) -> Days | None:
    if found["half"]:
        return _months(year, *((1, 6) if found["half"] == "上" else (7, 12)))
    if found["quarter"] or found["quarters"]:
        last = 3 * (number(found["quarter"] or found["quarters"]) or 0)
        return _months(year, last - 2 if found["quarter"] else 1, last)
    if found["month"]:
        return _in_month(year, number(found["month"]) or 0, found["third"], found["day"])
    if found["season"]:
        first = {"春": 3, "夏": 6, "秋": 9, "冬": 12}[found["season"]]
        if first == 12:
            return Days(date(year, 12, 1), date(year + 1, 3, 1) - timedelta(1))
        return _months(year, first, first + 2)
    if found["edge"]:
        return _months(year, *((1, 3) if found["edge"] == "初" else (11, 12)))
    days = festival(found["festival"], year)
    return None if days is None else Days(*days)


def _in_month(year: int, month: int, third: str | None, day: str | None) -> Days:
    if day:
        only = date(year, month, number(day) or 0)
        return Days(only, only)
    if third:
        first = {"上": 1, "初": 1, "中": 11}.get(third[0], 21)
        last = first + 9 if first < 21 else calendar.monthrange(year, month)[1]
        return Days(date(year, month, first), date(year, month, last))
    return _months(year, month, month)


def _months(year: int, first: int, last: int) -> Days:
    return Days(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _numeric(found: re.Match[str], today: date) -> Days:
    year, month, day, _, other_month, other_day = found.groups()
    return _in_month(int(year), int(month or other_month), None, day or other_day)


def _last(found: re.Match[str], today: date) -> Days | None:
    """近三个月: the days from three months ago to today."""
    unit = found["unit"].removeprefix("个")
    if found["count"] in (None, "几", "半") and not (
        found["count"] == "半" and unit in ("年", "月")
    ):
        return None
    if found["count"] == "半":
        first = _ago(today, 6) if unit == "年" else today - timedelta(15)
    else:
        count = number(found["count"] or "") or 0
        months = {"月": 1, "季度": 3, "年": 12}.get(unit)
        days = 7 if unit in ("周", "星期", "礼拜") else 1
        first = _ago(today, count * months) if months else today - timedelta(count * days)
        if not count:
            return None
    return Days(first + timedelta(1), today)


def _ago(day: date, months: int) -> date:
    """The same day of the month so many months before, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _plan(found: re.Match[str], today: date) -> Days:
    """The five years of a plan: the sixth began in 1981, and so on."""
    year = 1981 + 5 * ((number(found["plan"]) or 0) - 6)
    return Days(date(year, 1, 1), date(year + 4, 12, 31))


def _decade(found: re.Match[str], today: date) -> Days | None:
    """The ten years; of which century 二十年代 is, only the century's name says."""
    ten = number(found["ten"]) or 0
    century = found["century"] or ""
    if not century and ten < 50:
        return None
    this = century.startswith(("本", "21", "二十一"))
    year = (2000 if this else 1900) + ten
    return Days(date(year, 1, 1), date(year + 9, 12, 31))


def _weeks_ago(count: int) -> Callable[[date], Days]:
    def days(today: date) -> Days:
        monday = today - timedelta(today.weekday() + 7 * count)
        return Days(monday, monday + timedelta(6))

    return days


def _days_ago(count: int) -> Callable[[date], Days]:
    return lambda today: Days(today - timedelta(count), today - timedelta(count))


def _months_ago(count: int, months: int = 1) -> Callable[[date], Days]:
    """The calendar month, or the quarter of three, so many before this one."""

    def days(today: date) -> Days:
        begun = (today.month - 1) // months * months + 1
        first = _ago(today.replace(month=begun, day=1), count * months)
        return _months(first.year, first.month, first.month + months - 1)

    return days


def _names() -> dict[str, Callable[[date], Days]]:
    """Every name of a time by itself."""
    named = {
        _days_ago(0): "今天 今日 当天",
        _days_ago(1): "昨天 昨日",
        _days_ago(2): "前天 前日",
        _days_ago(3): "大前天",
        _weeks_ago(0): "本周 这周 这个星期 本星期 这星期 这个礼拜",
        _weeks_ago(1): "上周 上星期 上个星期 上一周 上礼拜 上个礼拜",
        _weeks_ago(2): "上上周 上上星期 上上个星期",
        _months_ago(0): "本月 这个月 当月 这月",
        _months_ago(1): "上月 上个月 上一个月",
        _months_ago(2): "上上个月 上上月",
        _months_ago(0, 3): "本季度 这个季度",
        _months_ago(1, 3): "上季度 上个季度 上一季度",
    }
    return {name: read for read, names in named.items() for name in names.split()}


_NAMED = _names()
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]], ...] = (
    (_WHOLE, _whole),
    (_NUMERIC, _numeric),
    (_LAST, _last),
    (_PLAN, _plan),
    (_DECADE, _decade),
)
