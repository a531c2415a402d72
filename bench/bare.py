"""A page with nothing left that names what is in it: what the templates of no known site give.

What an extractor finds on such a page it finds by the text, the headings and the order of the
page; whatever it knows of names (``TRS_Editor``, ``og:title``, ``<nav>``) helps it no more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import lxml.html
from lxml import etree

_REGIONS = ("nav", "header", "footer", "aside", "article", "main", "section")
_NAMING = frozenset(
    "class id name role property rel title itemprop itemtype itemscope itemid typeof vocab about"
    " datetime pubdate".split()
)
_NAMING_PREFIXES = ("data-", "aria-", "on")
_TITLE = re.compile(r"<title>([^<]*)", re.I)


def bare(page: str, title: str | None = None) -> bytes:
    """``page`` in UTF-8 without metas, JSON-LD, comments, class names and their like, and with
    a ``div`` for every element whose name says what it holds.

    ``title`` is put in place of its ``<title>``, and an empty one drops it; None leaves the page's
    own.
    """
    root = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=_parser())
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or _says_what(element):
            _drop(element)
        else:
            _strip(element)
    _retitle(root, title)
    charset = lxml.html.Element("meta", charset="utf-8")
    heads = list(root.iter("head"))
    (heads[0] if heads else root).insert(0, charset)
    written: bytes = lxml.html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")
    return written


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", no_network=True)


def _says_what(element: etree._Element) -> bool:
    ld = "json" in (element.get("type") or "").lower()
    return element.tag in ("meta", "link") or (element.tag == "script" and ld)


def _drop(element: etree._Element) -> None:
    """Take an element out and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)


def _strip(element: etree._Element) -> None:
    if element.tag in _REGIONS:
        element.tag = "div"
    for name in list(element.attrib):
        if name in _NAMING or name.startswith(_NAMING_PREFIXES) or ":" in name:
            del element.attrib[name]


def _retitle(root: etree._Element, title: str | None) -> None:
    for element in list(root.iter("title")):
        if title:
            element.text = title
        elif title is not None:
            _drop(element)


def site_name(pages: Iterable[str]) -> str:
    """What most of the pages have behind the last separator of their ``<title>``."""
    ends: Counter[str] = Counter()
    for page in pages:
        found = _TITLE.search(page)
        before, separator, end = (found[1] if found else "").rpartition("_")
        ends[end.strip()] += bool(before and separator)
    return ends.most_common(1)[0][0] if ends else ""
