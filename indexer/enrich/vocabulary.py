"""The organisations file: read, checked whole, frozen.

One table a name, in TOML as staff keep it::

    [[organization]]
    name = "重庆市科学技术协会"
    aliases = ["市科协", "重庆市科协"]
    kind = "协会"
    parent = "重庆市人民政府"
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from index.analysis import Analyzer, Segmenter, normalized
from index.config import Config
from index.errors import ConfigError
from indexer.enrich.matching import NameTable
from indexer.enrich.words import REGION_UNITS, Words, region_stem

RULES = 2
"""Raised whenever the same article would be enriched differently by the rules in code."""

ORGANIZATION_KINDS = ("政府", "协会", "企业", "院校", "媒体", "其他")
TABLE = "organization"

_ENTRY_LINE = re.compile(rf"\s*\[\[\s*{TABLE}\s*\]\]")
_KEYS = ("name", "aliases", "kind", "parent")


@dataclass(frozen=True, slots=True)
class OrganizationEntry:
    """One organisation of the file; ``aliases`` are further ways to write its name."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "其他"
    parent: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """The site's organisations, its home region, and what changes when either does."""

    organizations: tuple[OrganizationEntry, ...] = ()
    home_region: str = ""
    fingerprint: str = ""
    segmenter: Segmenter = field(default_factory=Segmenter, compare=False, repr=False)

    @cached_property
    def words(self) -> Words:
        """The cutter of text that knows the site's dictionary and its home region."""
        return Words(self.segmenter, self.home_region)

    @cached_property
    def names(self) -> NameTable:
        """Every normalised form of the file with the canonical name it stands for, and
        what a name of the home region is called at home: 市民政局 for 澜江市民政局."""
        forms = {
            normalized(form): entry.name
            for entry in self.organizations
            for form in (entry.name, *entry.aliases)
        }
        for form, name in list(forms.items()):
            short = form.removeprefix(region_stem(self.home_region))
            if short != form and short[0] in REGION_UNITS and len(short) > 3:
                forms.setdefault(short, name)
        return NameTable(forms)


def load_vocabulary(config: Config) -> Vocabulary:
    """The vocabulary of a site; empty where it names no organisations file.

    Raises ConfigError with every fault of the file: which entry, on which line.
    """
    file = config.vocabulary.organizations
    organizations = () if file is None else read_organizations(file)
    region = normalized(config.site.home_region)
    analyzer = Analyzer.from_config(config)
    parts = repr((RULES, organizations, region, analyzer.fingerprint()))
    mark = hashlib.sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    return Vocabulary(organizations, region, mark, analyzer.segmenter)


def read_organizations(file: Path) -> tuple[OrganizationEntry, ...]:
    """Read and check the file (UTF-8, or GB18030 as old editors save it)."""
    text = _read_text(file)
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"机构文件 {file} 写错了：{error}") from error
    problems = [f"{key}：没有这一项，机构要写在 [[{TABLE}]] 下面" for key in plain if key != TABLE]
    rows = plain.get(TABLE, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems.append(f"{TABLE}：要写成一条一条的 [[{TABLE}]]")
        rows = []
    places = _places(text, rows)
    entries = []
    for place, row in zip(places, rows, strict=True):
        faults = list(_row_faults(row))
        problems += [f"{place}：{fault}" for fault in faults]
        if not faults:
            entries.append((place, _entry(row)))
    problems += _clashes(entries)
    problems += _parent_faults(entries)
    if problems:
        raise ConfigError(f"机构文件 {file} 有错：\n  " + "\n  ".join(problems))
    return tuple(entry for _, entry in entries)


def _read_text(file: Path) -> str:
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


def _places(text: str, rows: list[dict[str, Any]]) -> list[str]:
    """Where each entry stands, as a user finds it: its number, and its line where it has one."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if _ENTRY_LINE.match(line)]
    if len(lines) != len(rows):
        return [f"第 {number} 条" for number in range(1, len(rows) + 1)]
    return [f"第 {number} 条（第 {line} 行）" for number, line in enumerate(lines, 1)]


def _row_faults(row: Mapping[str, object]) -> Iterator[str]:
    for key in row:
        if key not in _KEYS:
            yield f"{key}：没有这一项，可以写的是 {'、'.join(_KEYS)}"
    for key in ("name", "kind", "parent"):
        if not isinstance(row.get(key, ""), str):
            yield f"{key}：要写成一段文字"
    name, aliases = row.get("name", ""), row.get("aliases", [])
    if isinstance(name, str) and len(normalized(name)) < 2:
        yield "name：缺少机构全称，或不足两个字"
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        yield 'aliases：要写成 ["简称一", "简称二"] 的样子'
    else:
        for alias in aliases:
            if len(normalized(alias)) < 2:
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


def _clashes(entries: list[tuple[str, OrganizationEntry]]) -> Iterator[str]:
    """Forms that two organisations lay claim to; the same form twice in one is harmless."""
    canonical: dict[str, tuple[int, str]] = {}
    for number, (place, entry) in enumerate(entries):
        form = normalized(entry.name)
        if form in canonical:
            yield f"{place}：“{entry.name}”与{canonical[form][1]}重复"
        canonical.setdefault(form, (number, place))
    claimed = dict(canonical)
    for number, (place, entry) in enumerate(entries):
        for alias in entry.aliases:
            owner, where = claimed.setdefault(normalized(alias), (number, place))
            if owner != number:
                yield f"{place}：简称“{alias}”已经归了{where}的“{entries[owner][1].name}”"


def _parent_faults(entries: list[tuple[str, OrganizationEntry]]) -> Iterator[str]:
    parents = {entry.name: entry.parent for _, entry in entries}
    for place, entry in entries:
        if entry.parent and entry.parent not in parents:
            yield f"{place}：parent：文件里没有“{entry.parent}”这个机构"
        elif entry.name in _ancestors(entry.name, parents):
            yield f"{place}：parent：“{entry.name}”绕了一圈成了自己的上级"


def _ancestors(name: str, parents: Mapping[str, str]) -> set[str]:
    seen: set[str] = set()
    above = parents.get(name, "")
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return seen
