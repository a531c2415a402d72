"""PDF: text by page, scans, passwords, damage."""

from __future__ import annotations

import dataclasses

import pytest

from indexer.extract.documents import SCANNED, DocumentError, DocumentLimits, Documents
from indexer.extract.documents.pdf import read_pdf
from tests.indexer.documents.document_files import encrypted, pdf

PAGES = (["第一章 总则", "本办法适用于会员单位。"], ["第二章 涂装"], ["第三章 附则"])


def test_every_page_is_text_with_its_start_and_label(documents: Documents) -> None:
    found = documents.read(pdf(*PAGES, title="管理办法"))
    assert (found.form, found.title, found.note) == ("pdf", "管理办法", "")
    assert found.page_labels == ("第1页", "第2页", "第3页")
    ends = (*found.page_starts[1:], len(found.text))
    texts = [found.text[a:b] for a, b in zip(found.page_starts, ends, strict=True)]
    assert texts == ["第一章 总则\n本办法适用于会员单位。\n", "第二章 涂装\n", "第三章 附则\n"]


def test_a_sentence_that_the_page_broke_is_whole_again(documents: Documents) -> None:
    broken = [
        "钢结构工程的防腐蚀施工应当由具备相应资质的单位承担，并且接受监理单位的监",
        "督检查。",
    ]
    assert documents.read(pdf(broken)).text == "".join(broken) + "\n"


def test_a_scan_says_so(documents: Documents) -> None:
    found = documents.read(pdf([], []))
    assert (found.text, found.note) == ("", SCANNED)
    assert documents.read(pdf(["封面"], [], ["附录"])).note == f"第2页是{SCANNED}"


def test_an_empty_page_is_a_page_without_text(documents: Documents) -> None:
    found = documents.read(pdf(["封面"], [" "], ["附录"]))
    assert (found.text, found.note) == ("封面\n附录\n", "")
    assert found.page_starts == (0, 3, 3)


def test_pages_beyond_the_limit_are_left_out() -> None:
    found = read_pdf(pdf(*PAGES), DocumentLimits(pages=2))
    assert found.page_labels == ("第1页", "第2页")
    assert found.note == "共 3 页，只读了前 2 页"


def test_text_beyond_the_limit_is_left_out() -> None:
    found = read_pdf(pdf(*PAGES), dataclasses.replace(DocumentLimits(), characters=10))
    assert found.text == "第一章 总则\n"
    assert found.note == "文字太长，只读了前 7 字"


def test_a_password_is_named(documents: Documents) -> None:
    with pytest.raises(DocumentError, match="密码"):
        documents.read(encrypted(pdf(*PAGES)))


def test_damage_is_named(documents: Documents) -> None:
    whole = pdf(*PAGES)
    for broken in (whole[: len(whole) // 3], b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + bytes(5000)):
        with pytest.raises(DocumentError, match="损坏"):
            documents.read(broken)


def test_what_pdfium_refuses_pypdf_may_read(documents: Documents) -> None:
    """A cross-reference table that lies; both libraries rebuild it."""
    found = documents.read(pdf(*PAGES).replace(b"startxref", b"startxxxx"))
    assert "第二章 涂装" in found.text
