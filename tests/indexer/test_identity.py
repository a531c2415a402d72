"""Which address names an article, and which does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.identity import article_id, canonical_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://A.Example:80/X?b=1#top", "http://a.example/X?b=1"),
        ("https://a.example:8443", "https://a.example:8443/"),
        ("http://a.example/#/news/3", "http://a.example/#/news/3"),
        ("javascript:alert(1)", ""),
        ("/news/3.html", ""),
        ("http://[::1", ""),
        ("http://a:b/", ""),
    ],
)
def test_an_address_has_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@given(st.text(max_size=50).map("http://a.example/".__add__) | st.text(max_size=50))
def test_the_canonical_form_is_its_own(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


def test_a_home_page_names_no_article() -> None:
    home = "http://a.example/"
    assert article_id("源", "a", home) != article_id("源", "b", home)
    page = home + "?id=3"
    assert article_id("源", "a", page) == article_id("别处", "b", page)
