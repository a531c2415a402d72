"""Chinese that a database gives as Latin-1."""

from __future__ import annotations

import pytest

from indexer.sources.misreading import reread

WRITTEN = (
    "年会",
    "关于2023年度“防腐蚀技术”研讨会（第三次）的通知",
    "<p>钅容 朱镕基</p>同志出席会议",
)
WESTERN = (
    "Société Générale à Genève",
    "Größe, Straße, Äußerung",
    "¿Qué? ¡Sí! “naïve” façade — £5 ½",
    "Ångström ÆØÅ",
    "créée",
    "plain",
    "",
    "防腐蚀 café",
    "é",
)


def misread(raw: bytes) -> str:
    """As MySQL gives what is in a column of its latin1."""
    return "".join(
        raw[n : n + 1].decode("cp1252", "replace").replace("\ufffd", chr(raw[n]))
        for n in range(len(raw))
    )


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_what_was_written(text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    assert reread(misread(raw)) == text
    assert reread(raw.decode("latin-1")) == text


def test_what_a_columns_width_cut_is_left_out() -> None:
    assert reread(misread("第三次理事会".encode()[:-1])) == "第三次理事"
    assert reread(misread("第三次理事会".encode("gbk")[:-1])) == "第三次理事"


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_is_what_it_is(text: str) -> None:
    assert reread(text) == text
