"""A title for what has none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.titles import derived_title


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("年会在京召开。到会百人。", "年会在京召开"),
        ("\n　　一行\n二行", "一行"),
        ("。。。", "。。。"),
        (
            "第一段话有二十个字左右的样子再多一点点，" + "后" * 40,
            "第一段话有二十个字左右的样子再多一点点…",
        ),
        ("长" * 60, "长" * 40 + "…"),
    ],
)
def test_a_title_is_the_first_sentence(body: str, title: str) -> None:
    assert derived_title(body) == title


@given(st.text(max_size=200))
def test_a_title_is_short_and_there_where_there_is_text(body: str) -> None:
    title = derived_title(body)
    assert len(title) <= 41
    assert bool(title) == bool(body.strip())
