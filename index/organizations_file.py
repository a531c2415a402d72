"""The organisations file, as TOML or as the CSV of a spreadsheet.

One table a name, or one row::

    [[organization]]                            名称,简称,类别,上级
    name = "重庆市科学技术协会"                   重庆市科学技术协会,市科协、重庆市科协,协会,
    aliases = ["市科协", "重庆市科协"]
    kind = "协会"
    parent = "重庆市人民政府"

What is wrong is told with its line and left out; the rest is in force.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.analysis import normalized
from index.errors import ConfigError

ORGANIZATION_KINDS = ("政府", "协会", "企业", "院校", "媒体", "其他")
TABLE = "organization"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("名称", "机构名称", "机构", "全称", "name"),
    "aliases": ("简称", "别名", "aliases"),
    "kind": ("类别", "类型", "kind"),
    "parent": ("上级", "上级机构", "parent"),
}
"""What each column of a CSV file may be called."""

_HEADER = re.compile(rf"\s*\[\[\s*{TABLE}\s*\]\]\s*(?:#.*)?")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_BETWEEN = re.compile(r"[、;；|/,，\s]+")
_SHORTEST = 2


def model_beside(file: Path) -> Path:
    """Where the tagger's model lies that a site made of its own articles."""
    return file.with_suffix(".model.npz")


@dataclass(frozen=True, slots=True)
class OrganizationEntry:
    """One organisation of the file; ``aliases`` are further ways to write its name."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "其他"
    parent: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationsFile:
    """What is in force, in the order of the file, and what is wrong with the rest in Chinese:
    one text a fault, with the file and the line."""

    entries: tuple[OrganizationEntry, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    values: Mapping[str, Any]


def read_organizations(file: Path) -> OrganizationsFile:
    """Read the file (UTF-8, or GB18030 as old editors save it).

    Raises ConfigError where there is none, or it cannot be read as text at all.
    """
    text = read_text(file)
    problems: list[tuple[int, str]] = []
    rows = list(_csv_rows(text, problems) if is_csv(file) else _toml_rows(text, problems))
    entries: list[tuple[int, OrganizationEntry]] = []
    for row in rows:
        faults = list(_row_faults(row.values))
        problems += [(row.line, fault) for fault in faults]
        if not faults:
            entries.append((row.line, _entry(row.values)))
    entries = _without_clashes(entries, problems)
    entries = _with_parents(entries, problems)
    told = [f"机构文件 {file} 第 {line} 行：{fault}" for line, fault in sorted(problems)]
    return OrganizationsFile(tuple(entry for _, entry in entries), tuple(told))


def is_csv(file: Path) -> bool:
    """Whether the file is one of rows."""
    return file.suffix.lower() == ".csv"


def read_text(file: Path) -> str:
    """The text of the file, its lines ended by a line feed alone."""
    try:
        stored = file.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"找不到机构文件 {file}") from None
    except OSError as error:
        raise ConfigError(f"读不了机构文件 {file}：{error.strerror}") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return stored.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise ConfigError(f"机构文件 {file} 既不是 UTF-8 编码，也不是 GB18030 编码")


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """The TOML text in parts, each from its ``[[organization]]`` to the next, with the line it
    begins on; what stands before the first of them is a part too."""
    lines = text.split("\n")
    begins = [number for number, line in enumerate(lines) if _HEADER.fullmatch(line)]
    edges = [0, *begins, len(lines)]
    for begin, end in itertools.pairwise(edges):
        if end > begin:
            yield begin + 1, "\n".join(lines[begin:end])


def _toml_rows(text: str, problems: list[tuple[int, str]]) -> Iterator[_Row]:
    """Each part is read by itself, so that a wrong one takes no other with it."""
    for line, part in blocks(text):
        try:
            plain = tomllib.loads(part)
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            below = int(at[1]) - 1 if at is not None and at[1] else 0
            problems.append(
                (line + below, f"写错了，不是 TOML：{_AT_LINE.sub('', str(error)).strip()}")
            )
            continue
        problems += [
            (line, f"{key}：没有这一项，机构要写在 [[{TABLE}]] 下面")
            for key in plain
            if key != TABLE
        ]
        rows = plain.get(TABLE, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append((line, f"{TABLE}：要写成一条一条的 [[{TABLE}]]"))
            continue
        yield from (_Row(line, row) for row in rows)


def _csv_rows(text: str, problems: list[tuple[int, str]]) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text))
    named = {called: key for key, all_called in COLUMNS.items() for called in all_called}
    keys: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if keys is None:
                keys = [named.get(cell.strip().lower(), "") for cell in cells]
                if "name" not in keys:
                    problems.append((begins, "第一行要写各列的名称，其中要有“名称”一列"))
                    return
                continue
            yield _Row(begins, _cells(keys, cells))
    except csv.Error as error:
        problems.append((line, f"写错了，不是 CSV：{error}"))


def _cells(keys: list[str], cells: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key and cell.strip()
    }
    if "aliases" in values:
        values["aliases"] = [alias for alias in _BETWEEN.split(values["aliases"]) if alias]
    return values


def _row_faults(row: Mapping[str, object]) -> Iterator[str]:
    for key in row:
        if key not in COLUMNS:
            yield f"{key}：没有这一项，可以写的是 {'、'.join(COLUMNS)}"
    for key in ("name", "kind", "parent"):
        if not isinstance(row.get(key, ""), str):
            yield f"{key}：要写成一段文字"
    name, aliases = row.get("name", ""), row.get("aliases", [])
    if isinstance(name, str) and len(normalized(name)) < _SHORTEST:
        yield "name：缺少机构全称，或不足两个字"
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        yield 'aliases：要写成 ["简称一", "简称二"] 的样子'
    else:
        for alias in aliases:
            if len(normalized(alias)) < _SHORTEST:
                yield f"aliases：简称“{alias}”不足两个字，会到处误认"
    kind = row.get("kind", "其他")
    if isinstance(kind, str) and kind not in ORGANIZATION_KINDS:
        yield f"kind：没有“{kind}”这一类，可以写的是 {'、'.join(ORGANIZATION_KINDS)}"


def _entry(row: Mapping[str, Any]) -> OrganizationEntry:
    return OrganizationEntry(
        name=row["name"].strip(),
        aliases=tuple(alias.strip() for alias in row.get("aliases", [])),
        kind=row.get("kind", "其他"),
        parent=row.get("parent", "").strip(),
    )


def _without_clashes(
    entries: list[tuple[int, OrganizationEntry]], problems: list[tuple[int, str]]
) -> list[tuple[int, OrganizationEntry]]:
    """The first entry of each name, and each form with the first that lays claim to it."""
    owners: dict[str, tuple[int, OrganizationEntry]] = {}
    first = []
    for line, entry in entries:
        form = normalized(entry.name)
        if form in owners:
            problems.append((line, f"“{entry.name}”与第 {owners[form][0]} 行重复"))
        else:
            owners[form] = (line, entry)
            first.append((line, entry))
    kept = []
    for line, entry in first:
        aliases = []
        for alias in entry.aliases:
            where, owner = owners.setdefault(normalized(alias), (line, entry))
            if owner is entry:
                aliases.append(alias)
            else:
                problems.append((line, f"简称“{alias}”已经归了第 {where} 行的“{owner.name}”"))
        kept.append((line, replace(entry, aliases=tuple(aliases))))
    return kept


def _with_parents(
    entries: list[tuple[int, OrganizationEntry]], problems: list[tuple[int, str]]
) -> list[tuple[int, OrganizationEntry]]:
    """The entries, without parents that are not there or come round to the entry itself."""
    parents = {entry.name: entry.parent for _, entry in entries}
    kept = []
    for line, entry in entries:
        fault = ""
        if entry.parent and entry.parent not in parents:
            fault = f"parent：文件里没有“{entry.parent}”这个机构"
        elif entry.name in _ancestors(entry.name, parents):
            fault = f"parent：“{entry.name}”绕了一圈成了自己的上级"
        if fault:
            problems.append((line, fault))
        kept.append((line, replace(entry, parent="") if fault else entry))
    return kept


def _ancestors(name: str, parents: Mapping[str, str]) -> set[str]:
    seen: set[str] = set()
    above = parents.get(name, "")
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return seen
