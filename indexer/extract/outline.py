"""HTML bytes -> what leads on from a page: its links, its own name for itself, its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

from indexer.extract.encoding import declared_in, decode
from indexer.extract.tree import parse

MOST_LINKS = 5_000
_UNSEEN = ("script", "style", "noscript", "template", "head")
_REFRESH = re.compile(r"^\s*(\d+)[\d.]*\s*[;,]\s*url\s*=\s*['\"]?\s*([^'\"]+)", re.I)
_SCRIPTED = re.compile(
    r"""^\s*(?:javascript:)?\s*(?:window\.open|(?:window|self|top|document)?\.?location"""
    r"""(?:\.href)?\s*=|(?:location\.)?replace)\s*\(?\s*['"]([^'"\s]+)['"]""",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Link:
    """``url`` is absolute; ``text`` what a reader clicks, its spaces folded."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """``encoding`` is what the page is written in, ``text`` all that it shows, on one line;
    ``robots`` the words of its robots meta tag, ``refresh`` where it sends its reader,
    ``claims`` its title and what its meta tags say."""

    encoding: str
    links: tuple[Link, ...]
    canonical: str
    refresh: str
    robots: frozenset[str]
    claims: str
    text: str


def outline_of(data: bytes, url: str, declared: str | None = None) -> Outline:
    """Read a page found at ``url``; raises ExtractError where the bytes are no text."""
    text, encoding = decode(data, declared or declared_in(data))
    root = parse(text)
    base = _base(root, url)
    return Outline(
        encoding=encoding,
        links=tuple(_links(root, base)),
        canonical=_canonical(root, base),
        refresh=_refresh(root, base),
        robots=_robots(root),
        claims=_claims(root),
        text=_visible(root),
    )


def _base(root: HtmlElement, url: str) -> str:
    for element in root.iter("base"):
        href = (element.get("href") or "").strip()
        if href:
            return _joined(url, href) or url
    return url


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""


def _links(root: HtmlElement, base: str) -> Iterator[Link]:
    count = 0
    for element in root.iter("a", "area", "frame", "iframe", "option"):
        for address in _addresses(element):
            absolute = _joined(base, address)
            if absolute.startswith(("http://", "https://")) and count < MOST_LINKS:
                count += 1
                yield Link(absolute, _folded(_label(element)))


def _addresses(element: HtmlElement) -> Iterator[str]:
    if element.tag == "option":
        value = (element.get("value") or "").strip()
        if value.startswith(("http://", "https://", "/")) or ".asp" in value.lower():
            yield value
        return
    name = "src" if element.tag in ("frame", "iframe") else "href"
    href = (element.get(name) or "").strip()
    scripted = _SCRIPTED.match(href) or _SCRIPTED.match(element.get("onclick") or "")
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        yield href
    elif scripted is not None:
        yield scripted[1]


def _label(element: HtmlElement) -> str:
    text = "".join(element.itertext())[:300]
    return text if text.strip() else element.get("title") or ""


def _canonical(root: HtmlElement, base: str) -> str:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split() and element.get("href"):
            return _joined(base, element.get("href") or "")
    return ""


def _refresh(root: HtmlElement, base: str) -> str:
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            found = _REFRESH.match(element.get("content") or "")
            if found is not None and int(found[1][:6]) <= 10:
                return _joined(base, found[2])
    return ""


def _robots(root: HtmlElement) -> frozenset[str]:
    words: set[str] = set()
    for element in root.iter("meta"):
        if (element.get("name") or "").strip().lower() == "robots":
            words.update(re.split(r"[\s,;]+", (element.get("content") or "").lower()))
    return frozenset(words)


def _claims(root: HtmlElement) -> str:
    found = [element.text or "" for element in root.iter("title")]
    found += [element.get("content") or "" for element in root.iter("meta")]
    return _folded("\n".join(found))


def _visible(root: HtmlElement) -> str:
    parts: list[str] = []
    _collect(root, parts)
    return _folded(" ".join(parts))


def _collect(root: HtmlElement, parts: list[str]) -> None:
    skipped: HtmlElement | None = None
    for element in root.iter():
        if skipped is not None and skipped in element.iterancestors():
            continue
        skipped = None
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            skipped = element if isinstance(element.tag, str) else None
        elif element.text:
            parts.append(element.text)
        if element.tail:
            parts.append(element.tail)


def _folded(text: str) -> str:
    return " ".join(text.split())
