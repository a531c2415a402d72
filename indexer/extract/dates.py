"""Calendar dates as Chinese pages write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from index.article import PartialDate

EARLIEST = 1900
_CHINA = timezone(timedelta(hours=8))

_TO_ASCII = str.maketrans("０１２３４５６７８９．／－：—–−‐", "0123456789./-:----")
_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"○": "0", "Ｏ": "0", "零": "0", "0": "0", "O": "0", "元": "1"}
_YEAR_HAN = "[〇○Ｏ零O0一二三四五六七八九]{4}"
_NUMBER_HAN = "[〇○零一二三四五六七八九十]{1,3}"

_DAY = re.compile(
    r"(?<![\d.])(\d{4})(?:\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d|\.\d)"
    r"|\s{0,2}年\s{0,2}(\d{1,2})\s{0,2}月\s{0,2}(\d{1,2})\s{0,2}[日号]?(?!\d))"
)
_DAY_HAN = re.compile(rf"({_YEAR_HAN})\s?年\s?({_NUMBER_HAN})\s?月\s?({_NUMBER_HAN})\s?[日号]")
_MONTH = re.compile(r"(?<!\d)(\d{4})(?:\s?年\s?(\d{1,2})\s?月(?:份)?|[-/.](\d{1,2})(?![\d./-]))")
_MONTH_HAN = re.compile(rf"({_YEAR_HAN})\s?年\s?({_NUMBER_HAN})\s?月")
_YEAR = re.compile(r"(?<!\d)(\d{4})\s?年?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?(?!\d)")
_TIME = re.compile(
    r"[ T]*\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2}秒?)?(?:\.\d+)?分?"
    r"(?:\s?(?:Z|[+-]\d{2}:?\d{2}|[AP]M)(?!\w))?",
    re.I,
)
_ADDRESS = (
    re.compile(r"/((?:19|20)\d{2})[-/_](\d{1,2})[-/_](\d{1,2})(?=[/_.-]|$)"),
    re.compile(r"/((?:19|20)\d{2})[-_]?(\d{2})/(\d{1,2})(?=[/_.-]|$)"),
    re.compile(r"/((?:19|20)\d{2})/(\d{2})(\d{2})(?=[/_.-]|$)"),
    re.compile(r"[/_t]((?:19|20)\d{2})(\d{2})(\d{2})(?=[/_.-]|$)"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date written at ``[start, end)`` of the text searched, a time after it included."""

    date: PartialDate
    start: int
    end: int


def today_in_china() -> date:
    """The calendar day of the sites' own time zone, whatever the machine's is."""
    return datetime.now(_CHINA).date()


def days_in(text: str, today: date) -> Iterator[Found]:
    """Every date known to the day, in order; impossible and future ones are left out."""
    plain = text.translate(_TO_ASCII)
    found = [_found(match, _arabic(match), today) for match in _DAY.finditer(plain)]
    found += [_found(match, _from_han(match), today) for match in _DAY_HAN.finditer(plain)]
    kept = [item for item in found if item is not None]
    yield from sorted(_with_times(kept, plain), key=lambda item: item.start)


def read_date(text: str, today: date) -> PartialDate | None:
    """The date that ``text`` as a whole is about: its first day, else month, else year.

    Also reads ``20230719`` and ``202307191030``. None where there is none, where no
    calendar has it, or where it lies after ``today``.
    """
    for found in days_in(text, today):
        return found.date
    plain = text.translate(_TO_ASCII)
    if _DAY.search(plain) or _DAY_HAN.search(plain):
        return None  # an impossible day is not half believed
    compact = _COMPACT.search(plain)
    if compact:
        return checked(*map(int, compact.groups()), today=today)
    return _less_precise(plain, today)


def date_in_address(url: str, today: date) -> PartialDate | None:
    """The date that a path like ``/2021/0305/`` or ``/2019-02/15/`` or ``t20230719_1`` holds."""
    path = url.split("?")[0].split("#")[0]
    for pattern in _ADDRESS:
        for match in pattern.finditer(path):
            found = checked(*map(int, match.groups()), today=today)
            if found is not None and found.day and found.year >= 1990:
                return found
    return None


def checked(year: int, month: int = 0, day: int = 0, *, today: date) -> PartialDate | None:
    """That date, or None if no calendar has it, it is before 1900 or after ``today``."""
    try:
        found = PartialDate(year, month, day)
        first_day = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return found if year >= EARLIEST and first_day <= today else None


def _less_precise(plain: str, today: date) -> PartialDate | None:
    for pattern, read in ((_MONTH, _arabic), (_MONTH_HAN, _from_han), (_YEAR, _arabic)):
        match = pattern.search(plain)
        if match:
            return checked(*read(match), today=today)
    return None


def _found(match: re.Match[str], parts: tuple[int, ...], today: date) -> Found | None:
    value = checked(*parts, today=today)
    return None if value is None else Found(value, match.start(), match.end())


def _with_times(found: list[Found], plain: str) -> Iterator[Found]:
    for item in found:
        time = _TIME.match(plain, item.end)
        yield Found(item.date, item.start, time.end() if time else item.end)


def _arabic(match: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in match.groups() if part and part.isdigit())


def _from_han(match: re.Match[str]) -> tuple[int, ...]:
    year = int("".join(_DIGITS[char] for char in match[1]))
    return (year, *(_small_number(part) for part in match.groups()[1:]))


def _small_number(text: str) -> int:
    """十九 -> 19, 二十 -> 20, 七 -> 7; 0 (no day) for what is not a number below 100."""
    tens, ten, units = text.rpartition("十")
    digits = [_DIGITS.get(part, "") for part in (tens, units)]
    if not ten:
        return int("".join(_DIGITS.get(char, "") for char in text) or 0)
    return int(digits[0] or 1) * 10 + int(digits[1] or 0)
