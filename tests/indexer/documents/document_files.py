"""Documents made for the tests, by the libraries themselves or by a few bytes of our own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

import docx
import openpyxl
import pptx
import pypdf
from docx.oxml.ns import nsmap
from lxml import etree
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

CONTENT_TYPES = "[Content_Types].xml"


def pdf(*pages: Sequence[str], title: str = "") -> bytes:
    """A PDF of those pages, each a list of lines; a page without lines is a picture."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setTitle(title)
    for lines in pages:
        canvas.setFont(FONT, 12)
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 18 * number, line)
        if not lines:
            canvas.drawInlineImage(_picture(), 60, 400, 200, 200)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _picture() -> object:
    from PIL import Image

    return Image.new("RGB", (20, 20), "gray")


def encrypted(plain: bytes) -> bytes:
    """The PDF behind a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
    writer.encrypt("geheim", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def word(*paragraphs: str, title: str = "", breaks: Iterable[int] = ()) -> bytes:
    """A Word document; before the paragraphs numbered ``breaks`` Word turned the page."""
    document = docx.Document()
    for number, text in enumerate(paragraphs):
        run = document.add_paragraph().add_run()
        if number in breaks:
            etree.SubElement(run._r, f"{{{nsmap['w']}}}lastRenderedPageBreak")
        run.add_text(text)
    document.core_properties.title = title
    return saved(document)


def sheets(book: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """An Excel book by the names of its sheets."""
    made = openpyxl.Workbook(write_only=True)
    for name, rows in book.items():
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(row)
    return saved(made)


def slides(*texts: str, notes: str = "") -> bytes:
    """A PowerPoint show of title slides."""
    show = pptx.Presentation()
    for text in texts:
        slide = show.slides.add_slide(show.slide_layouts[0])
        assert slide.shapes.title is not None
        slide.shapes.title.text = text
    if notes:
        frame = show.slides[0].notes_slide.notes_text_frame
        assert frame is not None
        frame.text = notes
    return saved(show)


def saved(document: object) -> bytes:
    """What the library writes."""
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def repacked(package: bytes, **changes: bytes | None) -> bytes:
    """The Office file with parts put in, replaced or (None) left out; ``__`` in a name is
    ``/`` and ``_xml`` at its end ``.xml``."""
    parts = {name.replace("__", "/").replace("_xml", ".xml"): to for name, to in changes.items()}
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        kept = {name: old.read(name) for name in old.namelist()}
        for name, content in {**kept, **parts}.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def part(package: bytes, name: str) -> bytes:
    """One part of an Office file."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)
