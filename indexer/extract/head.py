"""What a page's ``head`` and its structured data say of the article."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from indexer.extract.visible import clean, collapse

_MAX_JSON = 200_000
_DATES = (
    "pubdate publishdate publish_date publishtime article:published_time og:release_date og:pubdate"
    " weibo:article:create_at datepublished dc.date.issued dcterms.issued dc.date createdate"
    " article:create_at bytedance:published_time sailthru.date parsely-pub-date firstpublishedtime"
    " date"
).split()
_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title")
_SOURCES = ("contentsource", "mediaid", "article:source", "source")
_SITES = ("sitename", "og:site_name", "application-name")
_COLUMNS = ("columnname", "article:section", "column")
_ARTICLES = ("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "Report")


@dataclass(slots=True)
class Head:
    """Claims of the page's head: lower-case meta names with their contents, ``<title>``,
    the canonical address, and the JSON-LD article, if any."""

    metas: dict[str, str] = field(default_factory=dict)
    title: str = ""
    canonical: str = ""
    article: Mapping[str, Any] = field(default_factory=dict)
    trail: tuple[str, ...] = ()

    def first(self, names: tuple[str, ...] | list[str]) -> str:
        """The first of these metas that says anything."""
        return next((self.metas[name] for name in names if self.metas.get(name)), "")

    @property
    def titles(self) -> tuple[str, ...]:
        """What the metas and JSON-LD call the article."""
        found = [self.metas.get(name, "") for name in _TITLES] + [
            _text(self.article.get("headline"))
        ]
        return tuple(dict.fromkeys(title for title in found if title))

    @property
    def date(self) -> str:
        """The publication date as written."""
        return self.first(_DATES) or _text(self.article.get("datePublished"))

    @property
    def standard_date(self) -> str:
        """PubDate of a page with the tags that government sites are told to carry
        (ArticleTitle, PubDate, ContentSource, ColumnName); empty elsewhere."""
        return self.metas.get("pubdate", "") if self.metas.get("articletitle") else ""

    @property
    def source(self) -> str:
        """The attribution."""
        return self.first(_SOURCES)

    @property
    def site(self) -> str:
        """The site's name."""
        return self.first(_SITES)

    @property
    def column(self) -> str:
        """The column's name."""
        return self.first(_COLUMNS)

    @property
    def is_article(self) -> bool:
        """Whether the page calls itself an article."""
        kind = self.metas.get("og:type", "")
        return bool(self.article) or "articletitle" in self.metas or kind in ("article", "news")


def read_head(root: etree._Element) -> Head:
    """Read the metas, the title, the canonical address and the JSON-LD of a tree."""
    head = Head()
    for element in root.iter("meta", "title", "link", "script", "time"):
        tag = element.tag
        if tag == "meta":
            _read_meta(element, head)
        elif tag == "title" and not head.title and not _in_svg(element):
            head.title = collapse(clean(element.text or ""))
        elif tag == "link" and (element.get("rel") or "").lower() == "canonical":
            head.canonical = head.canonical or usable_address(element.get("href") or "")
        elif tag == "script" and (element.get("type") or "").lower() == "application/ld+json":
            _read_json(element.text or "", head)
        elif tag == "time" and element.get("itemprop") == "datePublished":
            head.metas.setdefault("datepublished", element.get("datetime") or "")
    if not head.canonical:
        head.canonical = usable_address(head.metas.get("og:url", ""))
    return head


def usable_address(url: str) -> str:
    """``url`` if it can name one article (absolute, more than a home page), else empty."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > 2000:
        return ""
    home = parts.path.rstrip("/").rsplit("/", 1)[-1].lower().split(".")[0] in (
        "",
        "index",
        "default",
    )
    return "" if home and not parts.query and parts.path.count("/") <= 1 else url.strip()


def _in_svg(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("svg", "symbol", "g")


def _read_meta(element: etree._Element, head: Head) -> None:
    name = element.get("name") or element.get("property") or element.get("itemprop") or ""
    content = collapse(clean(element.get("content") or ""))
    if name and content:
        head.metas.setdefault(name.strip().lower(), content)


def _read_json(text: str, head: Head) -> None:
    """Take the article and the breadcrumb list of a JSON-LD block; broken JSON says nothing."""
    if len(text) > _MAX_JSON:
        return
    try:
        items = list(_objects(json.loads(text, strict=False)))
    except (ValueError, RecursionError):
        return
    for item in items:
        kinds = item.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if not head.article and any(kind in _ARTICLES for kind in kinds):
            head.article = item
        if "BreadcrumbList" in kinds and not head.trail:
            head.trail = tuple(_trail(item.get("itemListElement")))


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth + 1)
    elif isinstance(value, list):
        for item in value[:100]:
            yield from _objects(item, depth + 1)


def _trail(elements: Any) -> Iterator[str]:
    for element in elements if isinstance(elements, list) else []:
        if isinstance(element, dict):
            item = element.get("item")
            name = element.get("name") or (item.get("name") if isinstance(item, dict) else "")
            if _text(name):
                yield _text(name)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else ""
    return collapse(clean(value)) if isinstance(value, str) else ""
