"""PDF -> text, a page at a time: PDFium, and pypdf for what it refuses."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

import pypdf
import pypdfium2 as pdfium
from pypdf.errors import PyPdfError
from pypdfium2 import raw

from indexer.extract.documents.document import (
    SCANNED,
    Document,
    DocumentError,
    DocumentForm,
    DocumentLimits,
    Pages,
    TextFull,
)
from indexer.extract.documents.reflow import paragraphs

ENCRYPTED = "文档加了密码，读不了"
UNMAPPED = "文字用了没有对照表的字体，还原不出来"
_SHOWN_PAGES = 10
_FOREIGN_SHARE = 0.3


def read_pdf(data: bytes, limits: DocumentLimits) -> Document:
    """The text of each page, its lines joined to paragraphs.

    The note says which pages are pictures without text. Raises DocumentError for an
    encrypted or a damaged file.
    """
    try:
        return _by_pdfium(data, limits)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise DocumentError(ENCRYPTED) from error
        return _by_pypdf(data, limits)


def _by_pdfium(data: bytes, limits: DocumentLimits) -> Document:
    document = pdfium.PdfDocument(data)
    try:

        def page(number: int) -> tuple[str, bool]:
            return _pdfium_page(document, number)

        title = str(document.get_metadata_value("Title") or "")
        return _gathered(len(document), page, title, limits)
    finally:
        document.close()


def _pdfium_page(document: pdfium.PdfDocument, number: int) -> tuple[str, bool]:
    """The text of a page, and whether it has a picture where it has no text."""
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            text = str(textpage.get_text_range())
        finally:
            textpage.close()
        if text.strip():
            return text, False
        images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
        return text, next(iter(images), None) is not None
    finally:
        page.close()


def _by_pypdf(data: bytes, limits: DocumentLimits) -> Document:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(ENCRYPTED)

        def page(number: int) -> tuple[str, bool]:
            found = reader.pages[number]
            text = found.extract_text()
            return text, not text.strip() and bool(found.images.keys())

        title = str((reader.metadata.title if reader.metadata else None) or "")
        return _gathered(len(reader.pages), page, title, limits)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DocumentError("PDF 已损坏，读不出来") from error


def _gathered(
    count: int, page: Callable[[int], tuple[str, bool]], title: str, limits: DocumentLimits
) -> Document:
    if not count:
        raise DocumentError("PDF 已损坏，一页也没有")
    pages = Pages(limits.characters)
    pictures: list[int] = []
    foreign: list[int] = []
    with contextlib.suppress(TextFull):
        for number in range(min(count, limits.pages)):
            text, is_picture = page(number)
            pages.begin(f"第{number + 1}页")
            if is_picture:
                pictures.append(number + 1)
            elif _is_foreign(text):
                foreign.append(number + 1)
            else:
                for line in paragraphs(text.replace("\ufffe\r\n", "").splitlines()):
                    pages.add(line)
    if not pages.note:
        pages.note = _note(count, pictures, foreign, limits)
    return pages.document(DocumentForm.PDF, title)


def _note(count: int, pictures: list[int], foreign: list[int], limits: DocumentLimits) -> str:
    read = min(count, limits.pages)
    if len(pictures) == read:
        return SCANNED
    notes = []
    if pictures:
        notes.append(f"{_numbered(pictures)}是{SCANNED}")
    if foreign:
        notes.append(UNMAPPED if len(foreign) == read else f"{_numbered(foreign)}{UNMAPPED}")
    if count > read:
        notes.append(f"共 {count:,} 页，只读了前 {read:,} 页")
    return "；".join(notes)


def _numbered(pages: list[int]) -> str:
    shown = "、".join(map(str, pages[:_SHOWN_PAGES]))
    return f"第{shown}页" if len(pages) <= _SHOWN_PAGES else f"第{shown}等 {len(pages)} 页"


def _is_foreign(text: str) -> bool:
    """Whether so much is of no character set that nobody can read it."""
    visible = [character for character in text if not character.isspace()]
    bad = sum(not character.isprintable() or character == "\ufffd" for character in visible)
    return bad > _FOREIGN_SHARE * len(visible)
