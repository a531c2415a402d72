"""What staff decide of organisations, written into their own file.

Only the part that a decision concerns is written anew; the rest of the file, comments too,
stays as it is. The file is replaced whole, so that a crash leaves the old or the new one.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from index.analysis import normalized
from index.disk import REAL_DISK
from index.errors import ConfigError, reason
from index.organizations_file import (
    COLUMNS,
    TABLE,
    OrganizationEntry,
    blocks,
    is_csv,
    read_organizations,
    read_text,
)
from indexer.toml_strings import quoted


def confirm(file: Path, name: str, forms: Iterable[str]) -> OrganizationEntry:
    """Write ``name`` down as an organisation, with the forms found as its aliases.

    Forms that another entry has are left to it. Raises ConfigError where the file has the
    name already, cannot be read or written.
    """
    entries = read_organizations(file).entries if file.exists() else ()
    taken = {normalized(form) for entry in entries for form in (entry.name, *entry.aliases)}
    if normalized(name) in taken:
        raise ConfigError(f"机构文件 {file} 里已经有“{name}”")
    own = {normalized(name): name}
    for form in forms:
        if normalized(form) not in taken and len(normalized(form)) > 1:
            own.setdefault(normalized(form), form)
    entry = OrganizationEntry(name, tuple(list(own.values())[1:]))
    text = read_text(file) if file.exists() else ""
    _write(file, _appended(text, entry, is_csv(file)))
    return entry


def merge(file: Path, name: str, into: str, forms: Iterable[str]) -> OrganizationEntry:
    """Make ``name``, with its forms, an alias of the organisation ``into`` of the file, which
    is written down first where it is not in it.

    Raises ConfigError where ``name`` is an organisation of the file itself: staff decided
    that, and a program does not undo it.
    """
    entries = read_organizations(file).entries if file.exists() else ()
    if any(entry.name == name for entry in entries):
        raise ConfigError(f"机构文件 {file} 里“{name}”自成一条，请先在文件里删掉这一条")
    if name == into:
        raise ConfigError(f"“{name}”不能并入它自己")
    entry = next((entry for entry in entries if entry.name == into), None)
    if entry is None:
        return confirm(file, into, (name, *forms))
    taken = {normalized(form) for each in entries for form in (each.name, *each.aliases)}
    added = {normalized(form): form for form in (*forms, name) if normalized(form) not in taken}
    merged = replace(entry, aliases=(*entry.aliases, *added.values()))
    text = read_text(file)
    _write(file, _csv_replaced(text, merged) if is_csv(file) else _toml_replaced(text, merged))
    return merged


def _appended(text: str, entry: OrganizationEntry, as_csv: bool) -> str:
    if not as_csv:
        return (text.rstrip("\n") + "\n\n" if text.strip() else "") + _as_toml(entry)
    rows = list(csv.reader(io.StringIO(text))) or [["名称", "简称", "类别", "上级"]]
    return _as_csv([*rows, _as_row(entry, rows[0])])


def _as_toml(entry: OrganizationEntry) -> str:
    lines = [f"[[{TABLE}]]", f"name = {quoted(entry.name)}"]
    if entry.aliases:
        lines.append(f"aliases = [{', '.join(map(quoted, entry.aliases))}]")
    lines.append(f"kind = {quoted(entry.kind)}")
    if entry.parent:
        lines.append(f"parent = {quoted(entry.parent)}")
    return "\n".join(lines) + "\n"


def _toml_replaced(text: str, entry: OrganizationEntry) -> str:
    parts = []
    for _, part in blocks(text):
        is_it = any(found.name == entry.name for found in _entries_of(part))
        after = part[len(part.rstrip("\n")) :]
        parts.append(_with_comments(part, _as_toml(entry)) + after if is_it else part)
    return "\n".join(parts)


def _with_comments(part: str, written: str) -> str:
    """What is written, with the whole lines of comment that the part had."""
    comments = [line for line in part.split("\n") if line.lstrip().startswith("#")]
    return "\n".join([written.rstrip("\n"), *comments])


def _entries_of(part: str) -> list[OrganizationEntry]:
    """The entries of a part of the file that can be read; the name alone matters here."""
    try:
        rows = tomllib.loads(part).get(TABLE, [])
    except tomllib.TOMLDecodeError:
        return []
    return [OrganizationEntry(str(row.get("name", "")).strip()) for row in rows]


def _csv_replaced(text: str, entry: OrganizationEntry) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    at = _column(rows[0], "name")
    return _as_csv(
        _as_row(entry, rows[0], row) if row[at : at + 1] == [entry.name] else row for row in rows
    )


def _column(header: list[str], key: str) -> int:
    """Where the column is, or behind the last one."""
    cells = [cell.strip().lower() for cell in header]
    return next((cells.index(called) for called in COLUMNS[key] if called in cells), len(cells))


def _as_row(entry: OrganizationEntry, header: list[str], row: Iterable[str] = ()) -> list[str]:
    cells = [*row, *[""] * len(header)][: len(header)]
    values = {
        "name": entry.name,
        "aliases": "、".join(entry.aliases),
        "kind": entry.kind,
        "parent": entry.parent,
    }
    for key, value in values.items():
        at = _column(header, key)
        if at < len(cells):
            cells[at] = value
    return cells


def _as_csv(rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


def _write(file: Path, text: str) -> None:
    """Replace the file; a CSV begins with a byte order mark, or spreadsheets misread it."""
    encoding = "utf-8-sig" if is_csv(file) else "utf-8"
    try:
        REAL_DISK.write_whole(file, text.encode(encoding))
    except OSError as error:
        raise ConfigError(f"写不了机构文件 {file}：{reason(error)}") from error
