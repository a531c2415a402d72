"""Excel (.xlsx, .xlsm) -> text: a line a row, cells apart by tabs, a sheet at a time."""

from __future__ import annotations

import contextlib
import datetime
import io
from collections.abc import Iterable
from typing import Any

import openpyxl

from indexer.extract.documents.document import (
    Document,
    DocumentForm,
    DocumentLimits,
    Pages,
    TextFull,
)
from indexer.extract.documents.package import check_package

_MOST_ROWS = 200_000


def read_xlsx(data: bytes, limits: DocumentLimits) -> Document:
    """The visible sheets; of a formula its stored result. Sheets that are hidden, and what
    lies in other files, are not read."""
    check_package(data, limits)
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False, keep_vba=False
    )
    try:
        pages = Pages(limits.characters)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        with contextlib.suppress(TextFull):
            for sheet in sheets[: limits.pages]:
                pages.begin(f"工作表“{sheet.title}”")
                _add_rows(pages, sheet)
        return pages.document(DocumentForm.XLSX, book.properties.title or "")
    finally:
        book.close()


def _add_rows(pages: Pages, sheet: Any) -> None:
    """Any, because the type stubs know nothing of worksheets that are read as a stream."""
    sheet.reset_dimensions()  # what a file says of its size need not be so
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if number >= _MOST_ROWS:
            pages.note = f"表格太长，每张工作表只读前 {_MOST_ROWS:,} 行"
            return
        line = _line(row)
        if line:
            for part in line.split("\n"):
                pages.add(part)


def _line(row: Iterable[object]) -> str:
    return "\t".join(shown for value in row if value is not None and (shown := _shown(value)))


def _shown(value: object) -> str:
    """A cell's value as a sheet shows it, about."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    return str(value).strip()
