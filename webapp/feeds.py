"""A search as an Atom feed (RFC 4287), and the site as a browser's search engine."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, url_for

from index.article import Article, PartialDate
from index.facet_values import category_path
from index.results import Sort
from webapp.addresses import absolute, address
from webapp.caching import cached
from webapp.presentation import web_address
from webapp.searching import asked, run
from webapp.service import service

blueprint = Blueprint("feeds", __name__)

ENTRIES = 30
SUMMARY = 200
_ATOM = "http://www.w3.org/2005/Atom"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNDATED = PartialDate(1970)


@blueprint.get("/feed.atom")
def atom() -> Response:
    """The newest articles of a search."""
    return cached(_atom, seconds=300)


def _atom() -> Response:
    search = asked()
    parameters = replace(search.parameters, sort=Sort.NEWEST, page=1, size=ENTRIES)
    page = run(replace(search, parameters=parameters), facets=(), relax=False)
    plain = replace(parameters, sort=None)
    own = absolute(address(plain, "feeds.atom"))
    name = service().config.site.name
    feed = ElementTree.Element("feed", xmlns=_ATOM)
    feed.set("xml:lang", "zh-CN")
    _text(feed, "id", _permanent(address(plain, "feeds.atom")))
    _text(feed, "title", f"{plain.q} - {name}" if plain.q else f"{name}：最新文章")
    _text(
        feed,
        "updated",
        max(map(_updated, (h.article for h in page.hits)), default=_stamp(_UNDATED)),
    )
    _text(ElementTree.SubElement(feed, "author"), "name", name)
    ElementTree.SubElement(feed, "link", rel="self", type="application/atom+xml", href=own)
    ElementTree.SubElement(feed, "link", rel="alternate", href=absolute(address(plain)))
    for hit in page.hits:
        _entry(feed, hit.article)
    return _xml(feed, "application/atom+xml")


def _entry(feed: ElementTree.Element, article: Article) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    own = absolute(url_for("article.page", article_id=article.id))
    _text(entry, "id", _permanent(article.id))
    _text(entry, "title", article.title)
    _text(entry, "updated", _updated(article))
    if article.published is not None:
        _text(entry, "published", _updated(article))
    ElementTree.SubElement(entry, "link", rel="alternate", href=own)
    if original := web_address(_clean(article.url)):
        ElementTree.SubElement(entry, "link", rel="via", href=original)
    if article.category:
        ElementTree.SubElement(entry, "category", term=_clean(category_path(article.category)))
    _text(entry, "summary", " ".join(article.body[: 2 * SUMMARY].split())[:SUMMARY])


def _permanent(key: str) -> str:
    """An id that stays when the service moves to another address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"huisou:{key}").urn


def _updated(article: Article) -> str:
    return _stamp(article.published or _UNDATED)


def _stamp(day: PartialDate) -> str:
    zone = ZoneInfo(service().config.site.time_zone)
    return datetime(day.year, day.month or 1, day.day or 1, tzinfo=zone).isoformat()


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """OpenSearch 1.1: the browser's address bar can search this site."""
    name = service().config.site.name
    root = ElementTree.Element("OpenSearchDescription", xmlns=_OPENSEARCH)
    _text(root, "ShortName", name[:16])
    _text(root, "Description", f"在{name}中搜索"[:1024])
    _text(root, "InputEncoding", "UTF-8")
    _text(root, "Language", "zh-CN")
    results = absolute(url_for("search.results")) + "?q={searchTerms}"
    ElementTree.SubElement(root, "Url", type="text/html", template=results)
    itself = absolute(url_for("feeds.opensearch"))
    ElementTree.SubElement(
        root, "Url", type="application/opensearchdescription+xml", rel="self", template=itself
    )
    response = _xml(root, "application/opensearchdescription+xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """``text`` without the characters that XML 1.0 cannot hold."""
    return _FORBIDDEN.sub("", text)


def _xml(root: ElementTree.Element, media_type: str) -> Response:
    content = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(content, content_type=f"{media_type}; charset=utf-8")
