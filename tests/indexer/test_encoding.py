"""Bytes -> text: the order of readings, and what is refused."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract import ExtractError, decode
from indexer.extract.encoding import declared_in

# The 3,755 everyday hanzi, as GB2312 orders them.
EVERYDAY = "".join(
    bytes((lead, trail)).decode("gb2312", "ignore")
    for lead in range(0xB0, 0xD8)
    for trail in range(0xA1, 0xFF)
)
chinese = st.text(EVERYDAY, min_size=4, max_size=60)


@given(chinese, st.sampled_from(("utf-8", "gb18030")), st.sampled_from((None, "gb2312", "utf-8")))
def test_text_survives_whatever_is_declared(text: str, encoding: str, declared: str | None) -> None:
    assert decode((text + "。").encode(encoding), declared) == (text + "。", encoding)


@pytest.mark.parametrize("name", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_byte_order_mark_decides(name: str) -> None:
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE}
    marks |= {"utf-16-be": codecs.BOM_UTF16_BE, "utf-32-le": codecs.BOM_UTF32_LE}
    assert decode(marks[name] + "罐区检修".encode(name), "big5") == ("罐区检修", name)


@pytest.mark.parametrize("text", ["目录", "联通", "简介\nABC", "录音", "前5"])
def test_gb_that_is_valid_utf8_by_accident(text: str) -> None:
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@pytest.mark.parametrize("text", ["café naïve", "25 °C ± 3 μm", "Ø16", "Привет", "一", "テスト"])
def test_utf8_that_is_valid_gb_by_accident(text: str) -> None:
    assert decode(text.encode("utf-8")) == (text, "utf-8")


def test_rare_characters_of_gb18030_are_read_under_the_old_names() -> None:
    text = "朱镕基题词，㙍、𠮷、€"
    for declared in ("gb2312", "GBK", "x-gbk", None):
        assert decode(text.encode("gb18030"), declared)[0] == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@given(text=chinese, cut=st.integers(1, 2))
def test_a_cut_off_end_loses_only_the_last_character(encoding: str, text: str, cut: int) -> None:
    data = ("正文开始，" + text).encode(encoding)
    cut = min(cut, len(text[-1].encode(encoding)) - 1)
    assert decode(data[:-cut])[0] == "正文开始，" + text[:-1]


def test_big5_only_where_declared_and_the_better_reading() -> None:
    traditional = "協會召開會員大會，選舉新一屆理事會。"
    assert decode(traditional.encode("big5"), "big5") == (traditional, "big5")
    simplified = "协会召开会员大会，选举新一届理事会。"
    assert decode(simplified.encode("gb18030"), "big5") == (simplified, "gb18030")


def test_a_western_charset_declared_by_mistake_is_not_believed() -> None:
    assert decode("协会召开大会。".encode("gb18030"), "iso-8859-1")[0] == "协会召开大会。"


def test_a_few_broken_bytes_do_not_lose_a_long_page() -> None:
    data = "协会召开会员大会。".encode() * 50 + b"\xff" + "尾声。".encode()
    text, name = decode(data)
    assert (name, text[-3:], text.count("\ufffd")) == ("utf-8", "尾声。", 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空文件"),
        (b" \r\n\t", "空文件"),
        (codecs.BOM_UTF16_LE, "空文件"),
        (b"\0" * 100, "空字节"),
        ("协会大会".encode("utf-16-le") + b"\n\0" * 4, "UTF-16"),
        (bytes(range(128, 256)) * 9, "编码无法识别"),
        (b"%PDF-1.7 ...", "PDF"),
    ],
)
def test_what_is_not_text_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(ExtractError, match=reason):
        decode(data)


@given(st.binary(max_size=400), st.sampled_from((None, "gb2312", "big5", "shift_jis", "nonsense")))
def test_any_bytes_are_text_or_a_clear_error(data: bytes, declared: str | None) -> None:
    read = outcome(data, declared)
    assert read.strip()


def outcome(data: bytes, declared: str | None) -> str:
    try:
        return decode(data, declared)[0]
    except ExtractError as error:
        return str(error)


def test_the_charset_a_page_declares() -> None:
    assert declared_in(b"<meta http-equiv=x content='text/html; charset=gb2312'>") == "gb2312"
    assert declared_in(b'<meta charset="UTF-8">') == "UTF-8"
    assert declared_in(b"<p>charset") is None
