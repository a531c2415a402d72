"""Parameters become one typed value, and what is wrong in them is said."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from index.article import PartialDate
from index.results import Filters, Sort
from webapp.parameters import LARGEST_PAGE, MOST_VALUES, SearchParameters, read_parameters
from webapp.query_string import read_query_string


def read(*pairs: tuple[str, str], sized: bool = True) -> SearchParameters:
    return read_parameters(read_query_string(urlencode(pairs).encode()), sized=sized)


def test_every_parameter_has_its_place() -> None:
    found = read(
        ("q", "年会"), ("date", "2023"), ("date", "none"), ("from", "2020"), ("to", "2024-2"),
        ("category", "新闻/ 会员 /"), ("org", "学会"), ("kind", "meeting"), ("sort", "oldest"),
        ("page", "3"), ("size", "50"),
    )  # fmt: skip
    filters = Filters(
        dates=("2023", "none"),
        date_from=PartialDate(2020),
        date_to=PartialDate(2024, 2),
        categories=("新闻/会员",),
        organizations=("学会",),
        kinds=("meeting",),
    )
    assert found == SearchParameters("年会", filters, Sort.OLDEST, 3, 50)


def test_nothing_is_the_whole_collection_newest_first() -> None:
    assert read() == SearchParameters()
    assert read().order is Sort.NEWEST
    assert read(("q", "年会")).order is Sort.RELEVANCE


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "abc"), ("page", str(LARGEST_PAGE + 1)),
        ("page", "9" * 5000), ("page", "１"), ("size", "abc"), ("size", "101"),
        ("sort", "random"), ("kind", "video"), ("date", "2023-13"), ("date", "soon"),
        ("from", "2023-13-45"), ("to", "2023-02-30"), ("org", "长" * 201), ("category", "/"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_and_left_out(name: str, value: str) -> None:
    found = read((name, value), ("q", "年会"))
    assert [problem.parameter for problem in found.problems] == [name]
    assert found.q == "年会"
    assert not found.filters
    assert f"（{name}）" in found.problems[0].notice().text


def test_pages_have_no_size() -> None:
    assert read(("size", "0"), sized=False) == SearchParameters()


def test_a_range_that_ends_before_it_begins_is_named() -> None:
    found = read(("from", "2024"), ("to", "2023-06"))
    assert [problem.parameter for problem in found.problems] == ["to"]
    assert found.filters == Filters(date_from=PartialDate(2024))


def test_the_same_year_is_a_range() -> None:
    assert not read(("from", "2024-12"), ("to", "2024")).problems


def test_a_thousand_filters_are_cut() -> None:
    found = read(*(("org", f"机构{number}") for number in range(1000)))
    assert len(found.filters.organizations) == MOST_VALUES
    assert "1000" in found.notices[0].text


def test_kinds_may_be_written_in_chinese() -> None:
    assert read(("kind", "会议报道")).filters.kinds == ("meeting",)


def test_empty_values_and_unknown_parameters_are_nothing() -> None:
    assert read(("from", ""), ("kind", ""), ("utm_source", "x"), ("page", "")) == SearchParameters()
