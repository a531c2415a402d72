"""Pages taken apart: strictly parsed, so that a tag out of place fails the test."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib


def parsed(html: str) -> Element:
    """The document element; raises html5lib's ParseError for anything out of place."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    return root


def text(element: Element | None) -> str:
    """All text inside, white space as single spaces."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def of_class(root: Element, name: str) -> list[Element]:
    """The elements that carry the class."""
    return [element for element in root.iter() if name in element.get("class", "").split()]


def links(root: Element) -> dict[str, str]:
    """Address by text of every link."""
    return {text(link): link.get("href", "") for link in root.iter("a")}
