"""Word, Excel and PowerPoint: what a reader sees, by page, sheet and slide."""

from __future__ import annotations

import datetime

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from indexer.extract.documents import Document, DocumentError, Documents
from tests.indexer.documents.document_files import (
    CONTENT_TYPES,
    part,
    repacked,
    saved,
    sheets,
    slides,
    word,
)


def pages(found: Document) -> dict[str, str]:
    """The text by label."""
    ends = (*found.page_starts[1:], len(found.text))
    spans = zip(found.page_starts, ends, strict=True)
    return {label: found.text[a:b] for label, (a, b) in zip(found.page_labels, spans, strict=True)}


def test_word_has_the_pages_it_was_laid_out_with(documents: Documents) -> None:
    found = documents.read(word("甲", "乙", "丙", title="章程", breaks=[1, 2]))
    assert (found.form, found.title) == ("docx", "章程")
    assert pages(found) == {"第1页": "甲\n", "第2页": "乙\n", "第3页": "丙\n"}
    assert documents.read(word("甲", "乙")).page_starts == ()


def test_word_reads_tables_notes_and_headers(documents: Documents) -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "姓名", "单位"
    document.sections[0].header.paragraphs[0].text = "某某协会文件"
    found = documents.read(saved(document))
    assert found.text == "正文\n姓名\n单位\n某某协会文件\n"
    assert found.page_labels[0] == "页眉"


@pytest.mark.parametrize(
    ("run", "seen"),
    [
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>", ""),
        ("<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", ""),
        ("<w:ins><w:r><w:t>增</w:t></w:r></w:ins>", "增"),
        ("<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>", "链"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>", ""),
        ("<w:r><w:t>前</w:t><w:br/><w:t>后</w:t></w:r>", "前\n后"),
        ("<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>", "控件"),
    ],
)
def test_word_shows_what_a_reader_sees(documents: Documents, run: str, seen: str) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{run}</w:p>"))
    assert documents.read(saved(document)).text == (seen and seen + "\n")


def test_a_document_with_macros_gives_its_text_alone(documents: Documents) -> None:
    plain = word("有宏的文档")
    types = part(plain, CONTENT_TYPES).replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    with_macros = repacked(plain, **{CONTENT_TYPES: types, "word/vbaProject.bin": b"\xcc" * 99})
    assert documents.read(with_macros).text == "有宏的文档\n"


def test_a_sheet_is_a_page_and_a_row_a_line(documents: Documents) -> None:
    day = datetime.datetime(2023, 7, 19)
    found = documents.read(sheets({"名单": [["姓名", "日期"], ["张三", day]], "会费": [[1200.0]]}))
    assert pages(found) == {
        "工作表“名单”": "姓名\t日期\n张三\t2023-07-19\n",
        "工作表“会费”": "1200\n",
    }


def test_a_hidden_sheet_is_not_read(documents: Documents) -> None:
    found = documents.read(sheets({"公开": [["甲"]], "内部": [["暗号"]]}, hidden=["内部"]))
    assert found.text == "甲\n"


def test_a_hundred_thousand_rows_are_bounded(documents: Documents) -> None:
    rows = [[f"会员单位第{number}号", number] for number in range(100_000)]
    found = documents.read(sheets({"会员": rows}))
    assert "会员单位第50000号" in found.text
    assert len(found.text) <= documents.limits.characters


def test_a_sheet_that_claims_to_be_endless_is_not_believed(documents: Documents) -> None:
    whole = sheets({"Sheet": [["甲"]]})
    sheet = part(whole, "xl/worksheets/sheet1.xml")
    far = sheet.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    assert documents.read(repacked(whole, **{"xl/worksheets/sheet1.xml": far})).text == "甲\n"


def test_a_slide_is_a_page(documents: Documents) -> None:
    found = documents.read(slides("开幕", "工作报告", notes="讲三分钟"))
    assert pages(found) == {"第1张幻灯片": "开幕\n讲三分钟\n", "第2张幻灯片": "工作报告\n"}


def test_parts_that_are_missing_are_damage(documents: Documents) -> None:
    for whole, name in (
        (word("甲"), "word/document.xml"),
        (sheets({"甲": [["乙"]]}), "xl/workbook.xml"),
        (slides("甲"), "ppt/presentation.xml"),
    ):
        for changes in ({name: None}, {name: b"<not xml"}):
            with pytest.raises(DocumentError, match="损坏"):
                documents.read(repacked(whole, **changes))


def test_an_empty_document_says_so(documents: Documents) -> None:
    assert documents.read(saved(docx.Document())).note == "文档里没有文字"
