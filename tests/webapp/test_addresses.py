"""Every state has one address, and toggling twice leads back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from index.article import PartialDate
from index.results import Filters, Sort
from webapp.addresses import absolute, address, query_pairs, toggled
from webapp.parameters import SearchParameters, read_parameters
from webapp.query_string import read_query_string

TEXT = st.text(st.sampled_from("年会协A1 &=+%#/?-"), min_size=1, max_size=6).map(str.strip)
NAMES = st.lists(TEXT.filter(bool), max_size=3, unique=True).map(tuple)
STATES = st.builds(
    SearchParameters,
    q=TEXT,
    filters=st.builds(
        Filters,
        dates=st.sampled_from([(), ("2023",), ("2023-07", "none")]),
        date_from=st.sampled_from([None, PartialDate(2020), PartialDate(2020, 2, 29)]),
        organizations=NAMES,
        kinds=st.sampled_from([(), ("news", "meeting")]),
    ),
    sort=st.sampled_from([None, *Sort]),
    page=st.integers(1, 99),
)


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@given(STATES)
def test_an_address_reads_back_as_its_state(state: SearchParameters) -> None:
    from urllib.parse import urlencode

    raw = urlencode([*query_pairs(state)]).encode()
    assert read_parameters(read_query_string(raw)) == state


@given(STATES, st.sampled_from([("org", "学会"), ("kind", "policy"), ("category", "新闻")]))
def test_toggling_twice_leads_back(state: SearchParameters, choice: tuple[str, str]) -> None:
    once = toggled(state, *choice)
    assert once.filters != state.filters
    assert once.page == 1
    if choice[1] not in (*state.filters.organizations, *state.filters.kinds):
        assert toggled(once, *choice).filters == state.filters


def test_a_month_takes_the_place_of_its_year() -> None:
    year = toggled(SearchParameters(), "date", "2023")
    month = toggled(year, "date", "2023-07")
    assert month.filters.dates == ("2023-07",)
    assert toggled(month, "date", "2023").filters.dates == ("2023",)
    assert toggled(month, "date", "2022").filters.dates == ("2023-07", "2022")


@pytest.mark.usefixtures("request_context")
def test_an_empty_search_has_no_question_mark() -> None:
    assert address(SearchParameters()) == "/search"


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("search.example.org", "http://search.example.org"),
        ("[::1]:8000", "http://[::1]:8000"),
        ('"><script>', "http://127.0.0.1:8000"),
        ("a b", "http://127.0.0.1:8000"),
        ("example.org/evil?", "http://127.0.0.1:8000"),
    ],
)
def test_only_a_host_is_taken_from_the_host_header(app: Flask, host: str, base: str) -> None:
    with app.test_request_context(environ_overrides={"HTTP_HOST": host}):
        assert absolute("/search") == f"{base}/search"
