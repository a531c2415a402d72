"""Values as databases hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from indexer.extract import ExtractError
from indexer.sources.columns import field_value, fields_of, key_text

CHINA = ZoneInfo("Asia/Shanghai")

DAYS: list[tuple[object, object]] = [
    (None, None),
    (0, None),
    (2023, "2023"),
    (20230719, "2023-07-19"),
    (1689782400, date(2023, 7, 20)),
    (Decimal(1689782400), date(2023, 7, 20)),
    (1689782400000, date(2023, 7, 20)),
    ("1689782400", date(2023, 7, 20)),
    ("2023/7/19 0:00:00", "2023/7/19 0:00:00"),
    (datetime(2023, 7, 19, 20, tzinfo=UTC), date(2023, 7, 20)),
    (datetime(2023, 7, 19, 20), date(2023, 7, 19)),
    (date(2023, 7, 19), date(2023, 7, 19)),
    (b"2023-07-19", "2023-07-19"),
    ("0000-00-00 00:00:00", ""),
    ("2023-00-00", "2023"),
    ("2023-07-00 00:00:00", "2023-07"),
    (datetime(1900, 1, 1), None),
    (date(1899, 12, 30), None),
    ("1900-01-02", "1900-01-02"),
]


@pytest.mark.parametrize(("value", "day"), DAYS)
def test_dates_are_read_from_whatever_holds_them(value: object, day: object) -> None:
    assert field_value("date", value, CHINA) == day


@pytest.mark.parametrize("value", [True, 7, -5, 10**18, float("nan"), float("inf"), object()])
def test_what_is_no_date_is_named(value: object) -> None:
    with pytest.raises(ExtractError, match="PostTime 列："):
        fields_of({"date": ("PostTime", value)}, CHINA)


@pytest.mark.parametrize(
    ("field", "value", "wanted"),
    [
        ("views", Decimal("12.0"), 12),
        ("views", 12.0, 12),
        ("views", " 1,198次 ", "1,198次"),
        ("title", 2023, "2023"),
        ("title", memoryview("年会".encode()), "年会"),
        ("title", "年\0会", "年会"),
        ("title", b"", ""),
        ("body", "&lt;p&gt;正文&lt;/p&gt;", "<p>正文</p>"),
        ("body", "<p>写作 &lt;p&gt;</p>", "<p>写作 &lt;p&gt;</p>"),
        ("body", "<p>µÚÈý´ÎÀíÊÂ»á</p>", "<p>第三次理事会</p>"),
    ],
)
def test_values_become_fields(field: str, value: object, wanted: object) -> None:
    assert field_value(field, value, CHINA) == wanted


@pytest.mark.parametrize(
    ("value", "name"), [(7, "7"), (Decimal("7.0"), "7"), ("7 ", "7"), (None, ""), (b"a7", "a7")]
)
def test_keys_have_one_name_in_all_databases(value: object, name: str) -> None:
    assert key_text(value) == name
