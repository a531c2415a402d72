"""HTML bytes -> article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from htmldate import find_date
from lxml.html import HtmlElement

from index.article import PartialDate
from indexer.extract import page
from indexer.extract.claims import Claims, agrees, title_parts
from indexer.extract.container import article_span
from indexer.extract.dates import date_in_address, read_date, today_in_china
from indexer.extract.encoding import declared_in, decode
from indexer.extract.extracted import Extracted, ExtractError, NotAnArticle
from indexer.extract.furniture import HEAD_KINDS, is_footer
from indexer.extract.head import Head, read_head
from indexer.extract.headline import Headline, find_headline
from indexer.extract.labels import Label, labels_in, tidy_source, views_in
from indexer.extract.lines import Layout, Line
from indexer.extract.listing import is_listing
from indexer.extract.trail import split_path, steps_of
from indexer.extract.tree import layout_of, parse
from indexer.extract.visible import skeleton

FILE_LIMIT = 20_000_000
_OLDEST = date(1995, 1, 1)
_GUESS_LIMIT = 1_000_000
_THIN = 40
_TOP = 60
_TABLE_ROWS = 4
_DOCUMENT_KINDS = frozenset(("number", "index"))
_LONGEST_NAME = 40


def extract_html(
    data: bytes,
    *,
    url: str = "",
    declared: str | None = None,
    limit: int = FILE_LIMIT,
    today: date | None = None,
) -> Extracted:
    """The article of an HTML page.

    ``declared`` is the charset of an HTTP header (the page's own is read anyway);
    ``url`` is where the page lies, for its date and links; ``today`` bounds dates.
    Raises ExtractError for bytes over ``limit``, unreadable ones and pages without text,
    and NotAnArticle for lists and home pages.
    """
    if len(data) > limit:
        raise ExtractError(f"文件太大（{len(data):,} 字节，上限 {limit:,}）")
    text, _ = decode(data, declared or declared_in(data))
    root = parse(text)
    return _Page(root, len(text), url, today or today_in_china()).extracted()


def visible_text(html: str) -> str:
    """The text a reader sees of a piece of HTML, one paragraph a line, nothing left out."""
    return "\n".join(line.text for line in layout_of(parse(html)).lines)


def _layout(root: HtmlElement) -> Layout:
    """Lines of the page; hidden or misnamed parts are read where they are all there is."""
    layout = layout_of(root)
    total = sum(max(0, len(line.text) - line.linked) for line in layout.lines)
    if sum(line.prose for line in layout.lines) < 0.25 * total:
        layout = layout_of(root, by_name=False)
    if sum(line.prose for line in layout.lines) < _THIN:
        revealed = layout_of(root, hidden=True)
        if sum(line.prose for line in revealed.lines) > 4 * _THIN:
            return revealed
    return layout


class _Page:
    """One page on its way to an article."""

    def __init__(self, root: HtmlElement, size: int, url: str, today: date) -> None:
        self.root = root
        self.size = size
        self.today = today
        self.head: Head = read_head(root)
        self.layout = _layout(root)
        self.lines: list[Line] = self.layout.lines
        self.url = self.head.canonical
        self.address = url or self.head.canonical
        self.site = _site_names(self.head)

    def extracted(self) -> Extracted:
        """Every field; raises ExtractError or NotAnArticle where there is no article."""
        if not self.lines:
            raise ExtractError("没有正文（页面上没有可见的文字）")
        parts = self.parts()
        found = page.readings(self.lines, parts)
        body = page.body_of(self.lines, parts)
        published, reason = self.published(parts, found, body)
        if is_listing(self.lines, parts, dated=published is not None, claimed=self.head.is_article):
            raise NotAnArticle("不是文章（列表页或首页）")
        if not body:
            self.refuse_empty(published is not None)
        return Extracted(
            title=parts.headline.title or body.split("\n", 1)[0][:60],
            body=body,
            published=published,
            category=self.category(parts, found),
            attribution=page.attribution_of(found, self.today) or self.source(),
            author=page.author_of(found, self.today) or self.author(),
            views=views_in(line.raw for line in page.outside(self.lines, parts)),
            url=self.url or page.address_of(found),
            identifiers=tuple(filter(None, [found.value("number")])),
            date_reason=reason,
            documents=page.documents_of(self.lines, parts),
        )

    def refuse_empty(self, dated: bool) -> NoReturn:
        """Say why there is no body: a page of links is a list, another has no text."""
        links = sum(line.is_links for line in self.lines)
        if not dated and links >= 3 and 2 * links >= len(self.lines):
            raise NotAnArticle("不是文章（列表页或首页）")
        raise ExtractError("没有正文")

    def parts(self) -> page.Parts:
        """Headline and body."""
        span = article_span(self.layout, self.head.title, self.today)
        limit = page.body_limit(self.lines, *span)
        claims = Claims(self.head.titles, self.head.title)
        site = self.site | _named_in_footer(self.head, self.lines)
        headline = find_headline(self.lines, limit, claims, self.today, site, span[0])
        headline = self.labelled_title(limit, site) or headline
        return page.trim(self.lines, span, headline, self.today)

    def labelled_title(self, limit: int, site: frozenset[str]) -> Headline | None:
        """The value of a 标题： label above the body that ``<title>`` confirms, or the page
        itself where its head says nothing of the article."""
        for position, line in enumerate(self.lines[:limit]):
            for label in labels_in(line.raw):
                bare = skeleton(label.value)
                if label.kind != "title" or len(bare) < 4:
                    continue
                if bare in skeleton(self.head.title) or self.confirms(position, label, site, limit):
                    return Headline(label.value, position, position + 1, labelled=True)
        return None

    def confirms(self, position: int, label: Label, site: frozenset[str], limit: int) -> bool:
        """Whether a 标题： stands among the labels of a document (文号, 索引号, 发布日期), or the
        lines below repeat it, and no line is the one that the head claims."""
        claims = Claims(self.head.titles, self.head.title)
        if agrees((line.text for line in self.lines[:limit]), claims, site):
            return False
        near = self.lines[max(0, position - _TABLE_ROWS) : position + _TABLE_ROWS + 1]
        kinds = {found.kind for line in near for found in labels_in(line.raw)}
        if kinds & _DOCUMENT_KINDS and len(kinds & HEAD_KINDS) > 1:
            return True
        below = (skeleton(line.text) for line in self.lines[position + 1 : limit + 3])
        return skeleton(label.value) in "".join(below)

    def published(
        self, parts: page.Parts, found: page.Readings, body: str
    ) -> tuple[PartialDate | None, str]:
        """The date and where it was read, the most trustworthy place first."""
        today = self.today
        value = read_date(self.head.standard_date, today)
        if value is not None:
            return value, "meta"
        for kind in ("published", "dated"):
            value = page.published_by_label(found, kind, today)
            if value is not None:
                return value, "label"
        value = read_date(self.head.date, today)
        if value is not None:
            return value, "meta"
        value = page.published_on_site_line(self.lines, parts, today)
        if value is not None:
            return value, "site line"
        value = page.published_by_label(found, "updated", today)
        if value is not None:
            return value, "label"
        value = date_in_address(self.address, today)
        if value is not None:
            return value, "address"
        value = self.guessed_date(body)
        return value, "htmldate" if value else ""

    def guessed_date(self, body: str) -> PartialDate | None:
        """What htmldate finds in the markup, unless the only place it stands is the body."""
        if self.size > _GUESS_LIMIT:
            return None
        guess = find_date(
            self.root,  # never the text: htmldate fetches a text that looks like an address
            extensive_search=False,
            original_date=True,
            min_date=_OLDEST.isoformat(),
            max_date=self.today.isoformat(),
        )
        value = read_date(guess or "", self.today)
        if value is None or re.search(
            rf"{value.year}\D{{0,3}}0?{value.month}\D{{0,3}}0?{value.day}", body
        ):
            return None
        return value

    def category(self, parts: page.Parts, found: page.Readings) -> tuple[str, ...]:
        """The trail on the page or in JSON-LD, else a 栏目 label, else the head's column."""
        steps = page.category_of(self.lines, parts, self.site)
        if not steps and self.head.trail:
            steps = steps_of(" > ".join(self.head.trail), parts.headline.title, self.site)
        return steps or split_path(found.value("category")) or split_path(self.head.column)

    def source(self) -> str:
        """The attribution that the head names."""
        return tidy_source(self.head.source, self.today)

    def author(self) -> str:
        """The author that the JSON-LD names."""
        author = self.head.article.get("author")
        if isinstance(author, list):
            author = author[0] if author else None
        name = author.get("name") if isinstance(author, dict) else author
        return tidy_source(name, self.today) if isinstance(name, str) else ""


def _site_names(head: Head) -> frozenset[str]:
    """The site's own names, as skeletons: from its metas and the end of ``<title>``."""
    names = {skeleton(head.site)} if head.site else set()
    parts = title_parts(head.title)
    if len(parts) > 1:
        names.add(skeleton(parts[-1]))
    return frozenset(names - {""})


def _named_in_footer(head: Head, lines: Sequence[Line]) -> frozenset[str]:
    """What a line at the top of the page or a part of ``<title>`` shares with the page's
    foot (版权所有 某某协会, 网站地图): names of the site and of its columns, as skeletons."""
    feet = [skeleton(line.text) for line in lines if is_footer(line.text)]
    texts = [head.title, *title_parts(head.title), *(line.text for line in lines[:_TOP])]
    names = {skeleton(text) for text in texts if len(text) < _LONGEST_NAME}
    return frozenset(name for name in names if len(name) > 3 and any(name in foot for foot in feet))
