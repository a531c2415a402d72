"""PowerPoint (.pptx, .pptm) -> text, a slide at a time."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import pptx
from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.slide import Slide

from indexer.extract.documents.document import (
    Document,
    DocumentForm,
    DocumentLimits,
    Pages,
    TextFull,
)
from indexer.extract.documents.package import check_package
from indexer.extract.foreign_xml import xml_parser

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_pptx(data: bytes, limits: DocumentLimits) -> Document:
    """Every paragraph of each slide: text boxes, groups, tables, diagrams, speaker's notes."""
    check_package(data, limits)
    show = pptx.Presentation(io.BytesIO(data))
    pages = Pages(limits.characters)
    with contextlib.suppress(TextFull):
        for number, slide in enumerate(show.slides, 1):
            if number > limits.pages:
                pages.note = f"只读了前 {limits.pages:,} 张"
                break
            pages.begin(f"第{number}张幻灯片")
            for line in _lines(slide):
                pages.add(line)
    return pages.document(DocumentForm.PPTX, show.core_properties.title or "")


def _lines(slide: Slide) -> Iterator[str]:
    yield from _paragraphs(slide._element)
    for relation in slide.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.DIAGRAM_DATA:
            yield from _paragraphs(etree.fromstring(relation.target_part.blob, xml_parser()))
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from slide.notes_slide.notes_text_frame.text.splitlines()


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The lines of all paragraphs below ``root``, in the order of the file."""
    for paragraph in root.iter(f"{_A}p"):
        parts = paragraph.iter(f"{_A}t", f"{_A}br")
        yield from "".join(p.text or "" if p.tag == f"{_A}t" else "\n" for p in parts).split("\n")
