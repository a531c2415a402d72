"""Bytes of any encoding come out as the text that was typed."""

from __future__ import annotations

from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.query_string import read_query_string

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


@given(HAN)
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert read_query_string(urlencode({"q": text}).encode()).values == {"q": [text]}


@pytest.mark.parametrize("text", ["防腐蚀", "联通", "会议 纪要", "鎮江", "年会通知2023"])
def test_a_form_on_a_gbk_page_is_understood(text: str) -> None:
    raw = b"q=" + quote_from_bytes(text.encode("gb18030")).encode()
    assert read_query_string(raw).values == {"q": [text]}


def test_gbk_that_is_utf8_by_accident_follows_its_neighbour() -> None:
    """“ 模” alone is a valid Greek letter in UTF-8; beside real GBK it is Chinese."""
    accident = next(
        character
        for character in map(chr, range(0x4E00, 0x9FA5))
        if character.encode("gb18030").decode("utf-8", "replace").isalpha()
    )
    raw = urlencode({"q": accident, "org": "防腐协会"}, encoding="gb18030").encode()
    assert read_query_string(raw).values == {"q": [accident], "org": ["防腐协会"]}


def test_utf8_filters_survive_beside_a_gbk_query() -> None:
    raw = b"q=" + quote_from_bytes("年会".encode("gbk")).encode() + b"&"
    raw += urlencode({"category": "新闻动态/行业动态"}).encode()
    assert read_query_string(raw).values == {"q": ["年会"], "category": ["新闻动态/行业动态"]}


def test_raw_bytes_need_no_percent() -> None:
    assert read_query_string("q=年会".encode()).values == {"q": ["年会"]}


def test_broken_percent_signs_stay_text() -> None:
    assert read_query_string(b"q=100%&org=%zz%4").values == {"q": ["100%"], "org": ["%zz%4"]}


def test_what_no_encoding_fits_is_named() -> None:
    read = read_query_string(b"q=%ff%ff%ff&page=2")
    assert read.garbled == ("q",)
    assert read.values["page"] == ["2"]


def test_control_characters_are_spaces() -> None:
    assert read_query_string(b"q=%00a%0d%0ab%e2%80%a8c").values == {"q": ["a b c"]}


@given(st.binary(max_size=300))
def test_any_bytes_are_read(raw: bytes) -> None:
    for values in read_query_string(raw).values.values():
        for value in values:
            assert "\x00" not in value
            value.encode("utf-8")
