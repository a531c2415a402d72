"""A row of named fields (a JSONL object, a CSV row, front matter) -> article."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from index.article import PartialDate
from indexer.extract.dates import read_date, today_in_china
from indexer.extract.extracted import Extracted, ExtractError
from indexer.extract.head import usable_address
from indexer.extract.html import visible_text
from indexer.extract.labels import read_count
from indexer.extract.trail import split_path
from indexer.extract.visible import clean, collapse, paragraphs

_KEYS = {
    "title": "title headline 标题 题名 名称 文章标题",
    "body": "body content text 正文 内容 文章内容 全文",
    "date": "date published publish_date published_at pubdate 日期 发布日期 发布时间 发表日期 发表时间 时间",
    "category": "category categories column section 栏目 分类 类别 所属栏目",
    "attribution": "source attribution 来源 文章来源 出处 信息来源",
    "author": "author 作者 撰稿 撰稿人",
    "url": "url link address 网址 链接 地址 原文链接 原文地址",
    "views": "views hits 浏览次数 阅览次数 浏览量 阅读量 点击量 点击次数 阅读次数",
    "identifiers": "identifiers doc_no 文号 发文字号 标准号 标准编号",
    "id": "id key 编号 序号",
}
_FIELD_OF = {key: field for field, keys in _KEYS.items() for key in keys.split()}
_TAG = re.compile(
    r"<(/?)(p|br|div|span|table|tbody|tr|td|th|ul|ol|li|h[1-6]|strong|b|em|i|u|a|font|img|section"
    r"|article|blockquote|center|hr|pre)\b[^<>]*>",
    re.I,
)


def extract_fields(
    fields: Mapping[str, object], *, url: str = "", today: date | None = None
) -> Extracted:
    """The article of one row. Keys may be English or Chinese; others are left alone.

    Raises ExtractError that names the key for a missing title or body, a value of the
    wrong type, a text that is no date, number or address. An empty value counts as absent.
    """
    row = _Row(fields)
    return _article(row, body_text(row.text("body")), today or today_in_china())


def fields_with_body(
    fields: Mapping[str, object], body: str, *, today: date | None = None
) -> Extracted:
    """As :func:`extract_fields`, with a ``body`` that is visible text already."""
    return _article(_Row(fields), body, today or today_in_china())


def _article(row: _Row, body: str, today: date) -> Extracted:
    title = collapse(clean(row.text("title")))
    if not title:
        raise ExtractError(f"缺少标题（{row.name('title')}）")
    if not body:
        raise ExtractError(f"没有正文（{row.name('body')}）")
    published = row.date("date", today)
    return Extracted(
        title=title,
        body=body,
        published=published,
        category=row.path("category"),
        attribution=collapse(clean(row.text("attribution"))),
        author="、".join(row.texts("author")),
        views=row.count("views"),
        url=row.address("url"),
        identifiers=row.texts("identifiers"),
        date_reason="field" if published else "",
    )


def has_title(fields: Mapping[str, object]) -> bool:
    """Whether a row has a title under any of its names."""
    return bool(_Row(fields).values.get("title"))


def body_text(text: str) -> str:
    """A body field as a reader sees it: markup is read as HTML only if it clearly is that.

    That is: it begins with a tag, or has two tags of which one closes or breaks a line.
    ``<5%`` and ``a<b`` stay as they are.
    """
    tags = [(match[1], match[2].lower()) for match in _TAG.finditer(text)]
    ends = any(slash or name in ("br", "p") for slash, name in tags)
    if ends and (len(tags) >= 2 or _TAG.match(text.lstrip())):
        return visible_text(text)
    return paragraphs(text)


class _Row:
    """Fields by what they mean, each with the key it was written under."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.values: dict[str, object] = {}
        self.names: dict[str, str] = {}
        for key, value in fields.items():
            if not isinstance(key, str):
                raise ExtractError("这一行的列比表头多")
            field = _FIELD_OF.get(key.strip().strip("\ufeff").lower())
            if field and value not in (None, "", [], ()) and field not in self.values:
                self.values[field], self.names[field] = value, key.strip().strip("\ufeff")
        identity = self.values.get("id")
        if identity is not None and (
            isinstance(identity, bool) or not isinstance(identity, str | int)
        ):
            raise self.wrong("id", "文字或整数")

    def name(self, field: str) -> str:
        """The key a field was written under, or its usual one."""
        return self.names.get(field, field)

    def wrong(self, field: str, wanted: str) -> ExtractError:
        """The error for a value of another type."""
        shown = reprlib.repr(self.values[field])  # bounded: YAML aliases may nest without end
        return ExtractError(f"{self.name(field)} 应当是{wanted}，现在是 {shown}")

    def text(self, field: str) -> str:
        """A string, or empty where the field is absent."""
        value = self.values.get(field, "")
        if not isinstance(value, str):
            raise self.wrong(field, "文字")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """One string or a list of them."""
        value = self.values.get(field, ())
        items: Sequence[object] = [value] if isinstance(value, str) else self.listed(field, value)
        if not all(isinstance(item, str) for item in items):
            raise self.wrong(field, "文字或文字的列表")
        return tuple(filter(None, (collapse(clean(str(item))) for item in items)))

    def listed(self, field: str, value: object) -> Sequence[object]:
        """A list or tuple as it is."""
        if not isinstance(value, list | tuple):
            raise self.wrong(field, "文字或文字的列表")
        return value

    def path(self, field: str) -> tuple[str, ...]:
        """A category: a list of names, or one string with the names apart by / or >."""
        if isinstance(self.values.get(field), str):
            return split_path(self.text(field))
        return self.texts(field)

    def count(self, field: str) -> int | None:
        """A number of times, written as a number or as text like ``1,198次``."""
        value = self.values.get(field)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        count = read_count(value) if isinstance(value, str) else None
        if value is not None and count is None:
            raise self.wrong(field, "次数")
        return count

    def address(self, field: str) -> str:
        """An absolute http address."""
        value = self.text(field).strip()
        if value and not usable_address(value):
            raise self.wrong(field, "http:// 或 https:// 开头的文章地址")
        return value

    def date(self, field: str, today: date) -> PartialDate | None:
        """A date to the day, month or year; one after ``today`` counts as absent."""
        value = self.values.get(field)
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date) or (isinstance(value, int) and not isinstance(value, bool)):
            value = str(value)
        if value is None:
            return None
        if not isinstance(value, str) or read_date(value, date.max) is None:
            raise self.wrong(field, "日期（如 2023-07-19、2023年7月）")
        return read_date(value, today)
