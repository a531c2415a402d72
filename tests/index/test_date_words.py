"""Times in words, by the table in tests/data/date_words.toml; times taken out of queries."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Analyzer, normalized
from index.date_words import Days, days_of
from index.festivals import festival
from index.lifting import lifted

TABLES = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "date_words.toml").read_text(encoding="utf-8")
)
EXPRESSIONS = [
    (date.fromisoformat(table["today"]), *row)
    for table in TABLES["table"]
    for row in table["expressions"]
]
LIFTED = TABLES["lifted"][0]
TODAY = date.fromisoformat(LIFTED["today"])
ANALYZER = Analyzer()


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def test_the_table_is_as_large_as_it_is_said_to_be() -> None:
    assert len({(today, text) for today, text, *_ in EXPRESSIONS}) == len(EXPRESSIONS) >= 150


@pytest.mark.parametrize("case", EXPRESSIONS, ids=lambda case: f"{case[0]} {case[1]}")
def test_an_expression_says_its_days(case: tuple[Any, ...]) -> None:
    today, text, first, last = case[:4]
    wanted = None if case[4:] else Days(day(first), day(last))
    assert days_of(normalized(text), today) == wanted


@pytest.mark.parametrize("case", LIFTED["queries"], ids=lambda case: case[0])
def test_a_time_at_the_edge_is_lifted(case: tuple[str, str, str]) -> None:
    found = lifted(case[0], TODAY, ANALYZER.words)
    assert found is not None
    assert (found.words, found.rest) == tuple(case[1:])
    assert f'"{found.words}"' in found.as_text
    again = lifted(found.as_text, TODAY, ANALYZER.words)
    assert again is None or again.words != found.words


@pytest.mark.parametrize("query", LIFTED["kept"])
def test_what_only_looks_like_a_time_is_kept(query: str) -> None:
    assert lifted(query, TODAY, ANALYZER.words) is None


@given(st.text('去今年上下半月日周近三2019-/第季度以来至 "的的OR(-:十一国庆期间', max_size=40))
def test_lifting_never_fails_and_takes_only_words(query: str) -> None:
    found = lifted(query, TODAY, ANALYZER.words)
    if found is not None:
        assert found.words in query
        assert found.first or found.last
        assert not found.first or found.first <= (found.last or found.first)


@given(st.dates(date(1990, 1, 1), date(2050, 12, 31)))
def test_relative_times_hold_on_every_day(today: date) -> None:
    week, month = days_of("本周", today), days_of("近一个月", today)
    assert week is not None
    assert month is not None
    assert week.first is not None
    assert month.first is not None
    assert week.first <= today <= week.first + timedelta(6) == week.last
    assert 28 <= (today - month.first).days + 1 <= 31
    assert days_of("去年", today) == Days(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def test_lunar_festivals_are_whole_lunar_years_apart() -> None:
    """The table is typed numbers; a slip would make a year of another length."""
    for name, behind in (("春节", 1), ("端午", 1), ("中秋", 1)):
        spans = [festival(name, year) for year in range(1990, 2051)]
        days = [span[0] + timedelta(behind) for span in spans if span]
        assert len(days) == 61
        for one, next_one in pairwise(days):
            assert (next_one - one).days in (353, 354, 355, 383, 384, 385), (name, one)
    assert festival("春节", 2051) is None
