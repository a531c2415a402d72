"""What staff put right, and how an article is corrected by it.

The file is TOML with one table an article, so that staff can write it by hand::

    [[correction]]
    article = "https://www.example.org/2023/1222/1533.html"
    venue = "澜江高新区创新大厦一号会议室"
    attendees = ["梁雨桐|市科协学会部部长", "石镇远"]

``article`` is an id or an address. Later tables win over earlier ones, field by field; an
empty value says that there is nothing. A table that is wrong is reported with its line and
left out, the others hold.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.article import (
    Article,
    Evidence,
    Kind,
    Meeting,
    Organization,
    PartialDate,
    Person,
    stable_id,
)
from index.errors import ConfigError, HuisouError, reason
from index.numerals import number
from indexer.identity import canonical_url

TABLE = "correction"
_TABLE_LINE = re.compile(rf"^\s*\[\[\s*{TABLE}\s*\]\]")
_ID = re.compile(r"[0-9a-f]{16}")

LABELS: Mapping[str, str] = {
    "published": "发布日期",
    "category": "栏目",
    "kind": "类型",
    "organizations": "机构",
    "name": "会议名称",
    "series": "会议系列",
    "term": "届",
    "session": "次",
    "date": "会议日期",
    "venue": "会议地点",
    "chair": "主持人",
    "attendees": "出席人员",
    "hosts": "主办单位",
    "co_hosts": "承办单位",
    "present": "出席机构",
    "speakers": "发言",
    "decisions": "决定",
}
"""The fields that can be put right, with what users call them; both names may be written."""

_NAMES = {label: name for name, label in LABELS.items()} | {name: name for name in LABELS}
_SEVERAL = frozenset("organizations attendees hosts co_hosts present speakers decisions".split())
_OF_MEETING = tuple(LABELS)[tuple(LABELS).index("name") :]

Values = Mapping[str, tuple[str, ...]]
"""The corrected fields; each with its values, none where there is nothing."""


class CorrectionRefused(HuisouError):
    """A correction that cannot be made; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections by article id; ``problems`` are the tables that were left out."""

    of: Mapping[str, Values] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def digests(self) -> dict[str, str]:
        """For each corrected article what changes with its corrections."""
        return {
            article: hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:16]
            for article, values in self.of.items()
        }


NO_CORRECTIONS = Corrections()


def article_named(name: str) -> str:
    """The id that ``name`` is, or that of the article at that address; raises
    CorrectionRefused for what is neither."""
    url = canonical_url(name)
    if url:
        return stable_id(url)
    if _ID.fullmatch(name.strip()):
        return name.strip()
    raise CorrectionRefused(f"“{name}”不是文章编号（16 位），也不是完整的网址")


def read_corrections(file: Path | None) -> Corrections:
    """The corrections of the file; none where there is no file.

    Raises ConfigError where it cannot be read at all.
    """
    if file is None or not file.exists():
        return Corrections()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"读不了更正文件 {file}：{reason(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"更正文件 {file} 不是 UTF-8 编码（第 {error.start} 字节）") from error
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    problems: list[str] = []
    for line, block in _blocks(text):
        try:
            article, values = _table(block, line)
        except CorrectionRefused as error:
            problems.append(f"更正文件 {file} {error}，这一条没有用上")
        else:
            found.setdefault(article, {}).update(values)
    return Corrections(found, tuple(problems))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Each table with the number of its first line; what stands before the first is one."""
    lines = text.splitlines()
    starts = [n for n, line in enumerate(lines) if _TABLE_LINE.match(line)]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        block = "\n".join(lines[start:end])
        if block.strip():
            yield start + 1, block


def _table(block: str, line: int) -> tuple[str, dict[str, tuple[str, ...]]]:
    try:
        plain = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        at = line + int(place[1]) - 1 if place else line
        raise CorrectionRefused(f"第 {at} 行不合 TOML 的写法（{error}）") from error
    tables = plain.get(TABLE)
    if not plain:
        return "", {}
    if set(plain) != {TABLE} or not isinstance(tables, list) or len(tables) != 1:
        raise CorrectionRefused(f"第 {line} 行：更正要写在 [[{TABLE}]] 下面")
    row = dict(tables[0])
    try:
        article = article_named(str(row.pop("article", "")))
    except CorrectionRefused as error:
        raise CorrectionRefused(
            f"第 {line + _line_of(block, 'article')} 行：article：{error}"
        ) from error
    values: dict[str, tuple[str, ...]] = {}
    for key, value in row.items():
        at = line + _line_of(block, key)
        try:
            name, read = checked(key, value)
        except CorrectionRefused as error:
            raise CorrectionRefused(f"第 {at} 行：{error}") from error
        values[name] = read
    return article, values


def _line_of(block: str, key: str) -> int:
    lines = block.splitlines()
    written = re.compile(rf'\s*["\']?{re.escape(key)}["\']?\s*=')
    return next((number for number, line in enumerate(lines) if written.match(line)), 0)


def checked(key: str, value: object) -> tuple[str, tuple[str, ...]]:
    """The field's name and its values; raises CorrectionRefused, which says what is wrong."""
    name = _NAMES.get(key)
    if name is None:
        known = "、".join(f"{name}（{label}）" for name, label in LABELS.items())
        raise CorrectionRefused(f"没有“{key}”这一项，可以更正的是 {known}")
    written = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in written):
        raise CorrectionRefused(f'{key}：要写成一段文字，或 ["一", "二"] 的样子')
    texts = tuple(" ".join(str(one).split()) for one in written if str(one).strip())
    if name not in _SEVERAL and len(texts) > 1:
        raise CorrectionRefused(f"{key}：只能写一个值")
    return name, tuple(_normal(name, key, text) for text in texts)


def _normal(name: str, key: str, text: str) -> str:
    if name in ("published", "date"):
        try:
            return str(PartialDate.parse(text))
        except ValueError:
            raise CorrectionRefused(
                f"{key}：没有“{text}”这个日期，要写成 2023-07-19、2023-07 或 2023"
            ) from None
    if name == "kind":
        kinds = {kind.label: kind.value for kind in Kind} | {
            kind.value: kind.value for kind in Kind
        }
        if text not in kinds:
            known = "、".join(kind.label for kind in Kind)
            raise CorrectionRefused(f"{key}：没有“{text}”这个类型，可以写的是 {known}")
        return kinds[text]
    if name in ("term", "session"):
        value = number(text)
        if not value:
            raise CorrectionRefused(f"{key}：要写成数字，写的是“{text}”")
        return str(value)
    return text


def before_enrichment(article: Article, values: Values) -> Article:
    """With the date and the category put right: what is read from the text leans on them."""
    changed: dict[str, object] = {}
    if "published" in values:
        day = next(iter(values["published"]), None)
        changed["published"] = None if day is None else PartialDate.parse(day)
        changed["published_reason"] = "correction"
    if "category" in values:
        path = "".join(values["category"])
        changed["category"] = tuple(filter(None, (step.strip() for step in path.split("/"))))
    return dataclasses.replace(article, **changed) if changed else article  # type: ignore[arg-type]


def after_enrichment(
    article: Article, values: Values, read_meeting: Callable[[Article], Meeting | None]
) -> Article:
    """With everything else put right; ``read_meeting`` reads the meeting of an article that
    staff call a meeting report."""
    if values.get("kind"):
        kind = Kind(values["kind"][0])
        meeting = None
        if kind is Kind.MEETING:
            meeting = article.meeting or read_meeting(article)
        article = dataclasses.replace(article, kind=kind, kind_reason="人工更正", meeting=meeting)
    if "organizations" in values:
        known = {one.name: one for one in article.organizations}
        chosen = tuple(
            dataclasses.replace(known.get(name, Organization(name)), confirmed=True)
            for name in values["organizations"]
        )
        article = dataclasses.replace(article, organizations=chosen)
    own = {name: values[name] for name in _OF_MEETING if name in values}
    if own and article.kind is not Kind.MEETING and "kind" not in values:
        # Whoever says where it met says that it is a report of a meeting.
        article = dataclasses.replace(
            article, kind=Kind.MEETING, kind_reason="人工更正", meeting=read_meeting(article)
        )
    if own and article.kind is Kind.MEETING:
        article = dataclasses.replace(article, meeting=_meeting(article.meeting or Meeting(), own))
    return article


def _meeting(meeting: Meeting, values: Values) -> Meeting:
    changed: dict[str, object] = {}
    for name, texts in values.items():
        into = "organizations" if name == "present" else name
        made: Sequence[Evidence] = [
            _person(text) if name in ("chair", "attendees") else Evidence(text) for text in texts
        ]
        changed[into] = tuple(made) if name in _SEVERAL else next(iter(made), None)
    return dataclasses.replace(meeting, **changed)  # type: ignore[arg-type]


def _person(text: str) -> Person:
    """``梁雨桐|市科协学会部部长``; the office may be left out."""
    name, _, office = text.replace("｜", "|").partition("|")
    return Person(name.strip(), office=office.strip())
