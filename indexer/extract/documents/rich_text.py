"""RTF -> text, as Word writes it: code pages by font, and Unicode escapes."""

from __future__ import annotations

import re

from striprtf import striprtf

from indexer.extract.documents.document import Document, DocumentForm, DocumentLimits, Pages

_TITLE = re.compile(r"\{\\info.{0,2000}?(\{\\title .{0,2000}?\})", re.S)


def read_rtf(data: bytes, limits: DocumentLimits) -> Document:
    """One paragraph a line; the format keeps no pages.

    RTF is ASCII with escapes; bytes beyond it, which it should not have, are those of GBK.
    """
    source = data.decode("ascii", "surrogateescape")
    if not source.isascii():
        source = data.decode("gb18030", "replace")
    text = _plain(source)
    pages = Pages(limits.characters)
    pages.take(text.splitlines())
    return pages.document(DocumentForm.RTF, _title(source))


def _title(source: str) -> str:
    found = _TITLE.search(source)
    return _plain(r"{\rtf1\ansi\ansicpg936 " + found[1][8:]) if found else ""


def _plain(source: str) -> str:
    """The library's types are not declared."""
    text: str = striprtf.rtf_to_text(source, encoding="gb18030", errors="replace")  # type: ignore[no-untyped-call]
    return text
