"""What a file is, its bytes say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.documents import Document, DocumentError, DocumentForm, DocumentLimits
from indexer.extract.documents.reading import read_document
from indexer.extract.documents.signature import form_of
from tests.indexer.documents.document_files import pdf, sheets, slides, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WHOLE = (pdf(["甲"]), word("甲"), sheets({"甲": [["乙"]]}), slides("甲"), b"{\\rtf1 abc}")


def compound(*streams: str) -> bytes:
    """The beginnings of a compound file with streams of those names."""
    return OLE + b"".join(name.encode("utf-16-le") + bytes(64) for name in streams)


def test_forms_by_their_bytes() -> None:
    forms = [form_of(data) for data in WHOLE]
    assert forms == ["pdf", "docx", "xlsx", "pptx", "rtf"]
    assert form_of(b"\n\n" + WHOLE[0]) is DocumentForm.PDF
    assert form_of(compound("WordDocument", "1Table")) is DocumentForm.DOC


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bytes(100), "空的"),
        (b"<!DOCTYPE html><title>404</title>", "网页"),
        (b"\xef\xbb\xbf <html>", "网页"),
        (b"MIME-Version: 1.0\n", "MHT"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"\x89PNG\r\n", "图片"),
        (b"MZ\x90\x00", "程序"),
        (b"PK\x03\x04broken", "损坏"),
        ("纯文字".encode(), "内容不是"),
        (compound("Workbook"), "xls"),
        (compound("PowerPoint Document"), "ppt"),
        (compound("EncryptedPackage"), "密码"),
        (compound("Contents"), "不是 Word"),
    ],
)
def test_what_it_is_instead_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        form_of(data)


@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=5),
    st.floats(0, 1),
)
def test_damage_is_text_or_a_reason(
    whole: bytes, changes: list[tuple[float, bytes]], share: float
) -> None:
    """Whatever is overwritten or cut off."""
    data = bytearray(whole[: max(1, int(len(whole) * share))] if share < 0.5 else whole)
    for where, put in changes:
        at = int(where * (len(data) - 1))
        data[at : at + len(put)] = put
    try:
        found: object = read_document(bytes(data), DocumentLimits())
    except DocumentError as error:
        found = str(error)
        assert any("\u4e00" <= character <= "\u9fff" for character in found)
    assert isinstance(found, Document | str)
