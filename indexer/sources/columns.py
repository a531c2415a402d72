"""Values as databases hold them -> fields as an article's row has them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from uuid import UUID

from indexer.extract import ExtractError, decode
from indexer.sources.misreading import reread

VERSION = 2
"""Raised when the same values give other fields: every row is then read again."""

_DAY_NUMBER = range(1000_01_01, 9999_12_32)
_YEAR = range(1000, 10_000)
_SECONDS = range(100_000_000, 10_000_000_000)
_MILLISECONDS = range(100_000_000_000, 10_000_000_000_000)
_NO_DAYS = frozenset({date(1, 1, 1), date(1899, 12, 30), date(1900, 1, 1)})
"""What .NET, Access and SQL Server put where there is none."""
_ZERO_PARTS = re.compile(r"^0000-00-00.*|(?<=^\d{4})-00-00.*|(?<=^\d{4}-\d\d)-00.*")
"""What MySQL writes for the parts of a date that are not known."""
_ESCAPED = re.compile(r"&lt;(?:p|br|div|span|table|font)\b", re.I)
_TAG = re.compile(r"<[a-z/!]", re.I)


def plain_bytes(value: object) -> object:
    """Buffers of any driver as bytes; everything else as it is."""
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def key_text(value: object) -> str:
    """What a key is called; empty where it names nothing. Raises ExtractError."""
    if isinstance(value, Decimal | float) and value == int(value):
        value = int(value)
    return _text(value).strip()


def field_value(field: str, value: object, zone: tzinfo) -> object:
    """The value of a column under the rules of :func:`indexer.extract.extract_fields`.

    None where there is none; ``zone`` is where a moment becomes a day. Raises
    ExtractError with the reason, which does not name the column.
    """
    if value is None:
        return None
    match field:
        case "date":
            return _day(value, zone)
        case "views":
            return _count(value)
        case "body":
            return _unescaped(_text(value))
        case _:
            return _text(value).strip()


def fields_of(values: Mapping[str, tuple[str, object]], zone: tzinfo) -> dict[str, object]:
    """The fields of a row; ``values`` has the column's name and its value for each field.

    Raises ExtractError that names the column.
    """
    fields: dict[str, object] = {}
    for field, (column, value) in values.items():
        try:
            fields[field] = field_value(field, value, zone)
        except (ExtractError, ArithmeticError, ValueError) as error:
            reason = str(error) if isinstance(error, ExtractError) else "值超出范围"
            raise ExtractError(f"{column} 列：{reason}") from error
    return fields


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return reread(value).replace("\0", "")
        case bytes() | bytearray() | memoryview():
            raw = bytes(value)
            return decode(raw)[0].replace("\0", "") if raw else ""
        case bool() | int() | float() | Decimal() | UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            raise ExtractError(f"这种值不能当文字用（{type(value).__name__}）")


def _unescaped(text: str) -> str:
    """Some editors of old sites stored their HTML escaped once more."""
    is_escaped = _ESCAPED.search(text) is not None and _TAG.search(text) is None
    return html.unescape(text) if is_escaped else text


def _day(value: object, zone: tzinfo) -> object:
    match value:
        case datetime():
            value = value.astimezone(zone).date() if value.tzinfo else value.date()
            return None if value in _NO_DAYS else value
        case date():
            return None if value in _NO_DAYS else value
        case bool():
            raise ExtractError("不是日期")
        case int() | float() | Decimal():
            return _numbered_day(int(value), zone)
    text = _ZERO_PARTS.sub("", _text(value).strip())
    is_moment = text.isascii() and text.isdigit() and len(text) in (10, 13)
    return _numbered_day(int(text), zone) if is_moment else text


def _numbered_day(number: int, zone: tzinfo) -> object:
    if number == 0:
        return None
    if number in _YEAR:
        return str(number)
    if number in _DAY_NUMBER:
        text = str(number)
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if number in _MILLISECONDS:
        number //= 1000
    if number in _SECONDS:
        return (datetime.fromtimestamp(0, zone) + timedelta(seconds=number)).date()
    raise ExtractError(f"{number} 不是日期，也不是 Unix 时间")


def _count(value: object) -> object:
    if isinstance(value, Decimal | float) and value == int(value):
        return int(value)
    if isinstance(value, int):
        return int(value)
    return _text(value).strip()
