"""Links into a page by its text."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from webapp.fragments import LONGEST, passage_address

URL = "https://www.example.org/a.html"
BODY = "协会于7月召开年会。年会由秘书长-张三主持，到会 50 人"


@pytest.mark.parametrize(
    ("start", "clause"),
    [(0, "协会于7月召开年会"), (6, "协会于7月召开年会"), (10, "年会由秘书长-张三主持"), (24, "50")],
)
def test_a_link_names_the_clause_of_the_first_mark(start: int, clause: str) -> None:
    address = passage_address(URL, BODY, [(start, start + 2), (0, 1)])
    assert unquote(address) == f"{URL}#:~:text={clause}"
    assert "-" not in address.partition(":~:text=")[2]


def test_a_fragment_of_the_address_stays() -> None:
    assert passage_address(URL + "#top", "年会", [(0, 2)]).startswith(URL + "#top:~:text=")


@pytest.mark.parametrize("at", [0, 100, 2 * LONGEST - 2])
def test_a_clause_too_long_to_be_sure_of_is_left_out(at: int) -> None:
    assert passage_address(URL, "长" * 2 * LONGEST, [(at, at + 1)]) == URL


def test_without_marks_or_address_nothing_is_added() -> None:
    assert passage_address(URL, BODY, []) == URL
    assert passage_address("", BODY, [(0, 2)]) == ""
    assert passage_address(URL, "，。", [(0, 1)]) == URL
