"""Files of many articles: JSON lines and CSV, read as a stream, a broken row at a time."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, TextIO, cast

from indexer.extract.encoding import decode
from indexer.extract.extracted import ExtractError

SAMPLE = 1 << 16
STREAM_ERRORS = (OSError, EOFError, zlib.error)
"""What reading on may raise where the file is cut off, damaged or gone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record: ``line`` counts from 1; ``raw`` is what its hash is taken of."""

    line: int
    fields: Mapping[str, object]
    raw: bytes


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A record that cannot be read, with the reason in Chinese."""

    line: int
    reason: str


@contextmanager
def text_of(file: BinaryIO, *, gzipped: bool) -> Iterator[TextIO]:
    """The text of an open file as a stream.

    Bytes that the encoding does not have come through as lone surrogates, so that one
    bad line does not cost the lines after it. Raises ExtractError for an empty or a
    binary file, STREAM_ERRORS where it cannot be read.
    """
    inner = gzip.GzipFile(fileobj=file) if gzipped else file
    buffered = io.BufferedReader(cast(io.RawIOBase, inner), SAMPLE)
    _, encoding = decode(buffered.peek(SAMPLE))
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    with io.TextIOWrapper(buffered, encoding, errors, newline="") as text:
        yield text


def json_rows(text: TextIO, limit: int) -> Iterator[Row | BrokenRow]:
    """One object a line; ``limit`` bounds the characters of a line. Empty lines are passed."""
    for number, line in _lines(text, limit):
        if line is None:
            yield BrokenRow(number, f"这一行超过 {limit:,} 个字符")
        elif line.strip("\ufeff \t\r\n"):
            yield _json_row(number, line.strip("\ufeff \t\r\n"), text.encoding)


def _json_row(number: int, line: str, encoding: str) -> Row | BrokenRow:
    try:
        line = _mended(line, encoding)
        fields = json.loads(line, strict=False)
    except ExtractError as error:
        return BrokenRow(number, str(error))
    except json.JSONDecodeError as error:
        return BrokenRow(number, f"不是有效的 JSON（第 {error.colno} 个字符处）")
    except (ValueError, RecursionError):
        return BrokenRow(number, "不是有效的 JSON（数字太长或套得太深）")
    if not isinstance(fields, dict):
        return BrokenRow(number, "这一行不是一个 JSON 对象（要写成 {…}）")
    return Row(number, fields, line.encode("utf-8", "surrogatepass"))


def csv_rows(text: TextIO, limit: int, delimiter: str = "") -> Iterator[Row | BrokenRow]:
    """Rows under a line of column names; ``limit`` bounds the characters of a field.

    Without a ``delimiter`` it is a comma, unless the first line has only tabs or only
    semicolons.
    """
    csv.field_size_limit(limit)
    lines = _Counted(text, limit)
    head = next(lines, "").lstrip("\ufeff")
    mark = delimiter or _delimiter(head)
    columns = [name.strip() for name in next(csv.reader([head], delimiter=mark), [])]
    reader = csv.reader(lines, delimiter=mark, strict=True)
    while True:
        start = lines.number + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BrokenRow(start, _csv_reason(str(error), start, lines.number))
            continue
        if any(value.strip() for value in values):
            yield _csv_row(start, columns, values, text.encoding)


def _csv_row(number: int, columns: list[str], values: list[str], encoding: str) -> Row | BrokenRow:
    if any(value.strip() for value in values[len(columns) :]):
        return BrokenRow(number, f"有 {len(values)} 列，比第一行的 {len(columns)} 个列名多")
    try:
        values = [_mended(value, encoding) for value in values]
    except ExtractError as error:
        return BrokenRow(number, str(error))
    fields = dict(zip(columns, values, strict=False))
    return Row(number, fields, json.dumps(fields, ensure_ascii=False).encode())


def _csv_reason(error: str, start: int, end: int) -> str:
    if "field larger" in error:
        return f"一格里的字太多，可能是引号没有配对（读到第 {end} 行）"
    if "unexpected end of data" in error:
        return f"引号没有配对，从第 {start} 行到第 {end} 行都读不出来"
    if "too long" in error:
        return "这一行太长"
    return "引号用错了（一格里的引号要写成两个，并整格用引号括起来）"


def _delimiter(head: str) -> str:
    present = [mark for mark in ",\t;" if mark in head]
    return present[0] if present else ","


class _Counted:
    """Lines of a CSV for ``csv.reader``, with the number of the last one given."""

    def __init__(self, text: TextIO, limit: int) -> None:
        self._lines = _lines(text, limit)
        self.number = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        if line is None:
            raise csv.Error("line too long")
        return line.replace("\0", "")


def _lines(text: TextIO, limit: int) -> Iterator[tuple[int, str | None]]:
    """Numbered lines with their ends; None for one longer than ``limit`` characters."""
    number = 0
    while line := text.readline(limit + 1):
        number += 1
        is_long = len(line) > limit
        while line and len(line) > limit and not line.endswith(("\n", "\r")):
            line = text.readline(limit + 1)
        yield number, None if is_long else line


def _mended(text: str, encoding: str) -> str:
    """The text, read by itself where the encoding of the whole file does not fit it.

    Raises ExtractError where no encoding does.
    """
    if text.isascii() or not any("\udc80" <= char <= "\udcff" for char in text):
        return text
    return decode(text.encode(encoding, "surrogateescape"))[0]
