"""Which ways of writing an address mean the same page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.website.addresses import Folding, is_print_version
from indexer.sources.website.continuation import continues

CASES = Path(__file__).resolve().parents[2] / "data" / "website" / "addresses.txt"
BASE = "http://www.example.org/News/List.aspx"
FOLDING = Folding()


def key(link: str) -> str:
    """The key of a link on the page of the cases."""
    address = FOLDING.fold(link, BASE)
    assert address is not None, link
    return address.key


def test_each_block_is_one_page_and_no_two_are_the_same() -> None:
    blocks = CASES.read_text(encoding="utf-8").split("\n\n")[1:]
    keys = [{key(line) for line in block.split("\n") if line} for block in blocks]
    assert [len(one) for one in keys] == [1] * len(blocks)
    assert len(set.union(*keys)) == len(blocks)


@given(st.text(alphabet="abcAB/?&=#%;()1中.~ :", max_size=40))
def test_folding_twice_changes_nothing(link: str) -> None:
    once = FOLDING.fold(link, BASE)
    if once is not None:
        assert FOLDING.fold(once.key) is not None
        assert key(once.key) == once.key
        assert key(once.url) == once.key


@pytest.mark.parametrize(
    "link", ["javascript:void(0)", "mailto:a@b.c", "http://[::1", "ftp://a/b", "http://a:99999/"]
)
def test_what_is_no_address_of_the_web_is_none(link: str) -> None:
    assert FOLDING.fold(link, BASE) is None


def test_a_query_is_written_in_the_encoding_of_its_page() -> None:
    address = FOLDING.fold("list.asp?type=中", BASE, "gb18030")
    assert address is not None
    assert address.url.endswith("?type=%D6%D0")


def test_parameters_of_the_configuration_are_left_out() -> None:
    address = Folding.ignoring(["Theme"]).fold("a.php?theme=red&id=1", BASE)
    assert address is not None
    assert address.key.endswith("a.php?id=1")


def test_print_versions_are_known_by_their_names() -> None:
    assert is_print_version(key("/PrintNews.asp?id=3"))
    assert not is_print_version(key("/printing/1.html"))
    assert not is_print_version(key("/news/blueprint.asp"))


@pytest.mark.parametrize(
    ("first", "linked", "text", "goes_on"),
    [
        ("/n/5.html", "/n/5_2.html", "下一页", True),
        ("/n/5_2.html", "/n/5_3.html", "3", True),
        ("/show.asp?id=5", "/show.asp?id=5&page=2", "第2页", True),
        ("/n/5.html", "/n/6.html", "下一页", False),
        ("/n/5.html", "/n/5_2.html", "另一篇相关的新闻", False),
        ("/news_5.html", "/news_6.html", "下一篇", False),
        ("/show.asp?id=5", "/show.asp?id=6&page=2", "2", False),
    ],
)
def test_which_link_goes_on(first: str, linked: str, text: str, goes_on: bool) -> None:
    assert continues(key(first), key(linked), text) is goes_on
