"""Word (.docx, and .docm without its macros) -> text, paragraph by paragraph."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import PartFactory
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml import etree

from indexer.extract.documents.document import (
    Document,
    DocumentError,
    DocumentForm,
    DocumentLimits,
    Pages,
    TextFull,
)
from indexer.extract.documents.package import check_package
from indexer.extract.foreign_xml import xml_parser

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BESIDE = (
    (RELATIONSHIP_TYPE.FOOTNOTES, "脚注"),
    (RELATIONSHIP_TYPE.ENDNOTES, "尾注"),
    (RELATIONSHIP_TYPE.HEADER, "页眉"),
    (RELATIONSHIP_TYPE.FOOTER, "页脚"),
)
_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"

# A document with macros is the same part; the part that holds the macros is never opened.
PartFactory.part_type_for[_WITH_MACROS] = DocumentPart
PartFactory.part_type_for[CONTENT_TYPE.WML_DOCUMENT_MAIN] = DocumentPart


def read_docx(data: bytes, limits: DocumentLimits) -> Document:
    """Every paragraph a reader sees, in tables and text boxes too, then notes, headers and
    footers. Pages are those that Word last laid out, where it left them in the file.

    Raises DocumentError for what is no Word document or is refused by
    :func:`indexer.extract.documents.package.check_package`.
    """
    check_package(data, limits)
    package = Package.open(io.BytesIO(data))
    part = package.main_document_part
    if not isinstance(part, DocumentPart):
        raise DocumentError("不是 Word 文档（没有正文部分）")
    pages = _LaidOut(limits)
    root = etree.fromstring(part.blob, xml_parser())
    with contextlib.suppress(TextFull):
        pages.walk(root, numbered=next(root.iter(f"{_W}lastRenderedPageBreak"), None) is not None)
        for kind, label in _BESIDE:
            for beside in _parts(part, kind):
                pages.begin(label)
                pages.walk(etree.fromstring(beside, xml_parser()), numbered=False)
    return pages.document(DocumentForm.DOCX, package.core_properties.title or "")


def _parts(part: DocumentPart, kind: str) -> Iterator[bytes]:
    """The parts of that kind, each content once: a header stands in every section."""
    found = (r.target_part.blob for r in part.rels.values() if r.reltype == kind)
    return iter(dict.fromkeys(found))


class _LaidOut(Pages):
    """Pages that are gathered from the elements of a part."""

    def __init__(self, limits: DocumentLimits) -> None:
        super().__init__(limits.characters)
        self._most = limits.pages
        self._page = 0
        self._lines: list[list[str]] = []
        self._hidden = 0

    def walk(self, root: etree._Element, *, numbered: bool) -> None:
        """Take up the paragraphs below ``root``; ``numbered`` counts pages meanwhile."""
        if numbered:
            self._turn()
        context = etree.iterwalk(root, events=("start", "end"))
        for event, element in context:
            if not isinstance(element.tag, str):
                continue
            tag = element.tag.replace(_STRICT_W, _W)
            if event == "end":
                self._close(tag)
            elif tag in _UNSEEN or (tag == f"{_W}r" and _is_hidden(element)):
                context.skip_subtree()
            else:
                self._open(tag, element, numbered)

    def _open(self, tag: str, element: etree._Element, numbered: bool) -> None:
        if tag == f"{_W}p":
            self._lines.append([])
        elif tag == f"{_W}lastRenderedPageBreak" and numbered:
            self._flush()
            self._turn()
        elif self._lines:
            self._lines[-1].append(_TEXT.get(tag) or (tag == f"{_W}t" and element.text) or "")

    def _close(self, tag: str) -> None:
        if tag == f"{_W}p" and self._lines:
            self._flush()
            self._lines.pop()

    def _flush(self) -> None:
        """Give up the lines of the innermost paragraph as far as they go."""
        if self._lines:
            for line in "".join(self._lines[-1]).split("\n"):
                self.add(line)
            self._lines[-1].clear()

    def _turn(self) -> None:
        self._page += 1
        if self._page > self._most:
            self.note = f"只读了前 {self._most:,} 页"
            raise TextFull
        self.begin(f"第{self._page}页")


_UNSEEN = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK})
_TEXT = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def _is_hidden(run: etree._Element) -> bool:
    """Whether the run is marked as hidden text."""
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")
