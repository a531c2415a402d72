"""Sitemaps and feeds -> the addresses in them."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from indexer.extract.extracted import ExtractError
from indexer.extract.foreign_xml import xml_parser

MOST_ADDRESSES = 50_000
"""In one sitemap, by its protocol."""

_PLAIN_LINE = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Addresses:
    """``pages`` to read, and further ``sitemaps`` that hold more."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]


def addresses_in(data: bytes, limit: int) -> Addresses:
    """The addresses of a sitemap, a sitemap index, an RSS or an Atom feed, or a plain list.

    ``limit`` bounds the bytes, also of what is gzipped. Raises ExtractError. Entities are
    not expanded, nothing is fetched.
    """
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data, limit)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        lines = data.decode("utf-8", "replace").split()
        pages = [line for line in lines if _PLAIN_LINE.fullmatch(line)]
        if not pages:
            raise ExtractError("不是站点地图，也不是 RSS 或 Atom")
        return Addresses(tuple(pages[:MOST_ADDRESSES]), ())
    root = _parsed(data)
    found = list(_found(root))[:MOST_ADDRESSES]
    return Addresses(
        tuple(dict.fromkeys(url for url, is_page in found if is_page)),
        tuple(dict.fromkeys(url for url, is_page in found if not is_page)),
    )


def _unpacked(data: bytes, limit: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ExtractError("压缩的站点地图已损坏") from error
    if len(unpacked) > limit:
        raise ExtractError(f"站点地图超过 {limit:,} 字节")
    return unpacked


def _parsed(data: bytes) -> etree._Element:
    try:
        root = etree.fromstring(data, xml_parser(recover=True))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ExtractError("站点地图或订阅写错了，读不懂") from error
    if root is None or _name(root) not in ("urlset", "sitemapindex", "rss", "feed", "RDF"):
        raise ExtractError("不是站点地图，也不是 RSS 或 Atom")
    return root


def _found(root: etree._Element) -> Iterator[tuple[str, bool]]:
    """Each address, and whether it is a page's."""
    for element in root.iter():
        parent = element.getparent()
        if not isinstance(element.tag, str) or parent is None:
            continue
        within, name = _name(parent), _name(element)
        text = (element.text or "").strip()
        if name == "loc" and within in ("url", "sitemap") and text:
            yield text, within == "url"
        elif name == "link" and within == "item" and text:
            yield text, True
        elif name == "link" and within == "entry" and element.get("rel") in (None, "alternate"):
            yield (element.get("href") or "").strip(), True


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
