"""What a document gives, what it may cost, and how it says that there is nothing to give."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.extract.extracted import ExtractError

SCANNED = "扫描件，没有文字"
EMPTY = "文档里没有文字"


class DocumentError(ExtractError):
    """The document cannot be read; the message says why, in Chinese."""


class DocumentUnsupported(DocumentError):
    """Nothing is wrong with the document: this machine or this program has no reader for it."""


class DocumentTooCostly(DocumentError):
    """Reading it took all the memory that it may: the process that tried is used up."""


class DocumentForm(enum.StrEnum):
    """The formats that are read; the value is their code."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    RTF = "rtf"
    DOC = "doc"


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """What one document may cost.

    ``seconds`` bound the clock and the processor, ``memory`` the worker's address space in
    bytes, ``characters`` the text that is kept. Of a format that is a ZIP archive: its
    ``entries``, what they unpack to in bytes, and that as a multiple of what they are.
    """

    bytes: int = 50_000_000
    pages: int = 2000
    seconds: float = 30.0
    memory: int = 1_000_000_000
    characters: int = 2_000_000
    entries: int = 10_000
    expanded: int = 300_000_000
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Document:
    """A document as text.

    ``page_starts`` are offsets of ``text``, one a page, sheet or slide, rising;
    ``page_labels`` name them. Both are empty where the format has no pages. ``title`` is
    that of the document's properties, or empty. ``note`` says what a reader should know:
    that it is a scan, that only its beginning was read.
    """

    form: DocumentForm
    text: str
    title: str = ""
    page_starts: tuple[int, ...] = ()
    page_labels: tuple[str, ...] = ()
    note: str = ""


class TextFull(Exception):
    """As much text was gathered as is kept."""


@dataclass(slots=True)
class Pages:
    """The text of a document as it is gathered, page by page, up to ``limit`` characters."""

    limit: int
    starts: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    note: str = ""
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    def begin(self, label: str) -> None:
        """The text to come stands on the page of that name."""
        self.starts.append(self._length)
        self.labels.append(label)

    def add(self, line: str) -> None:
        """Take up a line; one without anything to see is dropped. Raises TextFull."""
        line = _shown(line)
        if not line:
            return
        if self._length + len(line) + 1 > self.limit:
            self.note = f"文字太长，只读了前 {self._length:,} 字"
            raise TextFull
        self._parts.append(line + "\n")
        self._length += len(line) + 1

    def take(self, lines: Iterable[str]) -> None:
        """Take up lines as far as there is room."""
        with contextlib.suppress(TextFull):
            for line in lines:
                self.add(line)

    def document(self, form: DocumentForm, title: str = "") -> Document:
        """What was gathered; pages at the end that hold nothing start at the text's end."""
        text = "".join(self._parts)
        note = self.note or ("" if text else EMPTY)
        return Document(form, text, _shown(title), (*self.starts,), (*self.labels,), note)


def _shown(text: str) -> str:
    """The text without what no reader sees: control characters, lone surrogates, NULs."""
    kept = (c if c.isprintable() or c == "\t" else _replacement(c) for c in text)
    return "".join(kept).strip()


def _replacement(character: str) -> str:
    """Spaces of every width stay; what joins characters has no width and stays too."""
    if character.isspace():
        return " "
    return character if character in "\u200c\u200d" else ""
