"""Files as a source: one folder or one file of pages, texts, JSON lines and tables."""

from __future__ import annotations

import dataclasses
import functools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from index.article import Visibility
from indexer.attachments import attachments_hash
from indexer.attachments.attached import reading_settings
from indexer.extract.documents import DocumentLimits
from indexer.extract.extracted import ExtractError
from indexer.sources.folders import FoundFile, walk
from indexer.sources.items import (
    Form,
    Found,
    Item,
    ItemFailure,
    ItemSkipped,
    SourceMissing,
    content_hash,
)
from indexer.sources.linked import DOCUMENT_ENDINGS, LinkedDocuments
from indexer.sources.reading import open_regular, read_bounded, readable_name, reason_of
from indexer.sources.rows import (
    STREAM_ERRORS,
    BrokenRow,
    Row,
    csv_rows,
    json_rows,
    text_of,
)

_PAGE_FORMS = {
    **dict.fromkeys((".html", ".htm", ".shtml", ".shtm", ".xhtml"), Form.HTML),
    **dict.fromkeys((".asp", ".aspx", ".php", ".jsp"), Form.HTML),
    ".txt": Form.TEXT,
    **dict.fromkeys((".md", ".markdown"), Form.MARKDOWN),
}

RowReader = Callable[[TextIO, int], Iterator[Row | BrokenRow]]

_ROW_READERS: Mapping[str, RowReader] = {
    ".jsonl": json_rows,
    ".ndjson": json_rows,
    ".csv": csv_rows,
    ".tsv": functools.partial(csv_rows, delimiter="\t"),
}

_ROW_NAMES = (
    *("id", "key", "编号"),
    *("url", "link", "address", "网址", "链接", "地址", "原文链接", "原文地址"),
)
"""The columns that may name a row, the best first."""

_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class FileSource:
    """``root`` is a folder or a file; ``base_url`` and a file's path from the root give the
    address of what carries none; ``file_bytes`` bounds a file, and a row of a table;
    ``without`` are paths to leave out: the index and the site's own word lists may lie
    among the content. ``documents`` bounds those of a document, be it an article of its own
    or an attachment of the pages that link to it."""

    name: str
    root: Path
    base_url: str = ""
    visibility: Visibility = Visibility.PUBLIC
    file_bytes: int = 20_000_000
    without: tuple[Path, ...] = ()
    documents: DocumentLimits = DocumentLimits()

    def size(self) -> int:
        """The bytes of all files that would be read; raises SourceMissing."""
        return sum(
            found.size
            for found in self._files()
            if isinstance(found, FoundFile) and _is_content(found.key)
        )

    def items(self) -> Iterator[Found]:
        """See :meth:`indexer.sources.items.Source.items`.

        Documents come last: by then it is known which of them an article links to.
        """
        own = [found for found in self._files() if isinstance(found, FoundFile)]
        own = [found for found in own if _is_document(found.key)]
        linked = LinkedDocuments(own, self.base_url, self.documents.bytes)
        for found in self._files():
            if isinstance(found, ItemFailure | ItemSkipped):
                yield found
            elif _is_document(found.key):
                continue
            elif _row_reader(found.key) is not None:
                yield from self._rows(found)
            else:
                yield self._page(found, linked)
        for found in own:
            if not linked.is_taken(found.key):
                yield self._document(found)

    def _files(self) -> Iterator[FoundFile | ItemFailure | ItemSkipped]:
        try:
            if not self.root.is_dir():
                key = readable_name(self.root.name) or "?"
                return iter([FoundFile(key, self.root, self.root.stat().st_size)])
            os.scandir(self.root).close()
        except OSError as error:
            is_absent = isinstance(error, FileNotFoundError | NotADirectoryError)
            reason = "没有这个文件或文件夹" if is_absent else reason_of(error)
            place = "" if self.name == str(self.root) else f"{self.root} "
            raise SourceMissing(f"{place}{reason}") from error
        return walk(self.root, self.without)

    def _page(self, found: FoundFile, linked: LinkedDocuments) -> Found:
        form = _PAGE_FORMS.get(_suffix(found.key))
        if form is None:
            return ItemSkipped(found.key, f"不支持的格式：{_suffix(found.key) or '没有扩展名'}")
        data = self._bytes(found, self.file_bytes)
        if isinstance(data, ItemFailure):
            return data
        attached = linked.of_page(data, _quoted(found.key)) if form is Form.HTML else ()
        settings = [attachments_hash(attached, self.documents)] if attached else []
        item = self._item(found.key, data, form, *settings)
        return dataclasses.replace(item, attachments=attached)

    def _document(self, found: FoundFile) -> Found:
        data = self._bytes(found, self.documents.bytes)
        if isinstance(data, ItemFailure):
            return data
        return self._item(found.key, data, Form.DOCUMENT, reading_settings(self.documents))

    def _bytes(self, found: FoundFile, limit: int) -> bytes | ItemFailure:
        try:
            data = read_bounded(found.path, limit)
        except OSError as error:
            return ItemFailure(found.key, reason_of(error), found.key)
        if data is None:
            return ItemFailure(found.key, f"文件超过 {limit:,} 字节", found.key)
        return data

    def _item(self, key: str, data: bytes, form: Form, *settings: str) -> Item:
        return Item(
            key=key,
            path=key,
            url=self._address(key),
            hash=self._hash(data, *settings),
            form=form,
            load=lambda: data,
            visibility=self.visibility,
            size=len(data),
        )

    def _rows(self, found: FoundFile) -> Iterator[Found]:
        read_rows = _row_reader(found.key)
        assert read_rows is not None
        try:
            with open_regular(found.path) as file:
                before = 0
                with text_of(file, gzipped=_is_gzipped(found.key)) as text:
                    names: Counter[str] = Counter()
                    for row in read_rows(text, self.file_bytes):
                        position = min(file.tell(), found.size)
                        yield self._row(found.key, row, names, position - before)
                        before = position
        except ExtractError as error:
            yield ItemFailure(found.key, str(error), found.key)
        except STREAM_ERRORS as error:
            reason = reason_of(error) if isinstance(error, OSError) and error.errno else None
            yield ItemFailure(found.key, reason or "压缩文件不完整或已损坏", found.key)

    def _row(
        self, file: str, row: Row | BrokenRow, names: Counter[str], size: int
    ) -> Item | ItemFailure:
        path = f"{file}:{row.line}"
        if isinstance(row, BrokenRow):
            # Which row it was is not to be known: none that is missing may be deleted.
            return ItemFailure(path, row.reason, file)
        name = _row_name(row)
        names[name] += 1
        key = f"{file}#{name}" + (f"#{names[name]}" if names[name] > 1 else "")
        return Item(
            key=key,
            path=path,
            url="",
            hash=self._hash(row.raw),
            form=Form.ROW,
            load=lambda: row.fields,
            visibility=self.visibility,
            size=size,
        )

    def _hash(self, raw: bytes, *settings: str) -> str:
        return content_hash(raw, self.base_url, self.visibility.value, *settings)

    def _address(self, key: str) -> str:
        return f"{self.base_url}/{_quoted(key)}" if self.base_url else ""


def _quoted(key: str) -> str:
    """A path from the root, as an address writes it; ``show.asp?id=12`` keeps its query."""
    return quote(key, safe="/?=&;,:@!$+~()")


def _suffix(key: str) -> str:
    """The extension, lower case; also of ``show.asp?id=12`` as mirrors save it."""
    return Path(key.rpartition("/")[2].partition("?")[0]).suffix.lower()


def _is_gzipped(key: str) -> bool:
    return key.lower().endswith(".gz")


def _row_reader(key: str) -> RowReader | None:
    return _ROW_READERS.get(_suffix(key[:-3] if _is_gzipped(key) else key))


def _is_document(key: str) -> bool:
    return _suffix(key) in DOCUMENT_ENDINGS


def _is_content(key: str) -> bool:
    return _suffix(key) in _PAGE_FORMS or _is_document(key) or _row_reader(key) is not None


def _row_name(row: Row) -> str:
    """What names the row in its file: its id, its address, or its content.

    Never its number, which changes with every row put in before it.
    """
    lowered = {str(column).strip().lower(): value for column, value in row.fields.items()}
    for column in _ROW_NAMES:
        value = lowered.get(column)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            name = str(value).strip()
            is_plain = len(name) <= _LONGEST_NAME and name.isprintable()
            return name if is_plain else content_hash(name.encode("utf-8", "surrogatepass"))
    return content_hash(row.raw)
