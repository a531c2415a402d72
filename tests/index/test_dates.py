"""What a value of the date facet means, against the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import PartialDate
from index.dates import DateRange, label, parse_bound, parse_date_filter, period, range_label

TODAY = PartialDate(2026, 11, 23)


def days(first: tuple[int, int, int], last: tuple[int, int, int]) -> DateRange:
    """The closed range between two calendar days."""
    return DateRange(date(*first).toordinal(), date(*last).toordinal())


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2023", days((2023, 1, 1), (2023, 12, 31))),
        ("2024-02", days((2024, 2, 1), (2024, 2, 29))),
        ("2023-07-19", days((2023, 7, 19), (2023, 7, 19))),
        ("past-week", days((2026, 11, 17), (2026, 11, 23))),
        ("past-month", days((2026, 10, 25), (2026, 11, 23))),
        ("past-year", days((2025, 11, 24), (2026, 11, 23))),
        ("this-year", days((2026, 1, 1), (2026, 12, 31))),
        ("last-year", days((2025, 1, 1), (2025, 12, 31))),
        ("none", None),
        ("2023-13", None),
        ("2023-02-30", None),
        ("２０２３年", None),
        ("", None),
    ],
)
def test_a_value_selects_its_days(value: str, wanted: DateRange | None) -> None:
    assert parse_date_filter(value, TODAY) == wanted


def test_presets_do_not_reach_before_the_calendar() -> None:
    assert parse_date_filter("last-year", PartialDate(1)) is None
    assert parse_date_filter("past-year", PartialDate(1)) == DateRange(-29, 335)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("2023", "2023"),
        ("2023年", "2023"),
        ("2023-7", "2023-07"),
        ("2023年7月", "2023-07"),
        ("２０２３／７／１９", "2023-07-19"),
        ("2023年7月19日", "2023-07-19"),
        (" 2023.07.19 ", "2023-07-19"),
        ("20230719", "2023-07-19"),
        ("202307", "2023-07"),
        ("2023719", None),
        ("20237", None),
        ("2023-13-45", None),
        ("2023-02-30", None),
        ("2023-00", None),
        ("0000", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_a_bound_is_read_as_people_write_it(typed: str, wanted: str | None) -> None:
    found = parse_bound(typed)
    assert (str(found) if found else None) == wanted


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2023", "2023年"),
        ("2023-07", "2023年7月"),
        ("2023-07-09", "2023年7月9日"),
        ("none", "未注明"),
        ("past-week", "近一周"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_value_has_a_label(value: str, shown: str) -> None:
    assert label(value) == shown


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_month_is_the_days_that_bear_it(day: date) -> None:
    found = period(PartialDate(day.year, day.month))
    first, last = date.fromordinal(found.first), date.fromordinal(found.last)
    assert (first.year, first.month, first.day) == (day.year, day.month, 1)
    assert (last + timedelta(days=1)).day == 1
    assert (last.year, last.month) == (day.year, day.month)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["past-week", "past-year"]))
def test_a_preset_ends_today_and_is_as_long_as_it_says(day: date, preset: str) -> None:
    found = parse_date_filter(preset, PartialDate(day.year, day.month, day.day))
    assert found is not None
    assert date.fromordinal(found.last) == day
    assert found.last - found.first + 1 == {"past-week": 7, "past-year": 365}[preset]


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_every_way_of_writing_a_day_is_that_day(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    for typed in (
        f"{day:%Y%m%d}",
        f"{year}-{month}-{number}",
        f"{year}/{month:02}/{number:02}",
        f"{year}年{month}月{number}日",
    ):
        assert parse_bound(typed) == PartialDate(year, month, number)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_year_is_the_days_that_bear_it(day: date) -> None:
    found = period(PartialDate(day.year))
    borne = [date.fromordinal(number).year for number in range(found.first - 1, found.last + 2)]
    assert borne.count(day.year) == len(borne) - 2
    assert {borne[0], borne[-1]} == {day.year - 1, day.year + 1}


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2025-01-01", "2025-12-31", "2025年"),
        ("2019-01-01", "2021-12-31", "2019年至2021年"),
        ("2023-07-01", "2023-07-31", "2023年7月"),
        ("2025-10-01", "2025-12-31", "2025年10月至12月"),
        ("2025-10-01", "2026-03-31", "2025年10月至2026年3月"),
        ("2024-01-01", "2024-02-29", "2024年1月至2月"),
        ("2023-01-01", "2023-02-28", "2023年1月至2月"),
        ("2024-02-01", "2024-02-28", "2024年2月1日至2月28日"),
        ("2026-08-27", "2026-11-26", "2026年8月27日至11月26日"),
        ("2025-12-30", "2026-01-05", "2025年12月30日至2026年1月5日"),
        ("2023-07-19", "2023-07-19", "2023年7月19日"),
        ("2019-01-01", None, "2019年以来"),
        ("2019-07-01", None, "2019年7月以来"),
        ("2019-07-02", None, "2019年7月2日以来"),
        (None, "2019-12-31", "2019年及以前"),
        (None, "2019-06-30", "2019年6月及以前"),
    ],
)
def test_a_range_is_said_in_the_coarsest_whole_units(
    first: str | None, last: str | None, shown: str
) -> None:
    ends = (None if end is None else PartialDate.parse(end) for end in (first, last))
    assert range_label(*ends) == shown
