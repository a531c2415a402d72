"""The documents that a page's article links to, as addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from indexer.extract import ExtractError, extract_html
from indexer.extract.extracted import DocumentLink

MOST = 50
"""Attachments of one article; a page with more is a list of downloads."""

_MAY_LINK = re.compile(
    rb"\.(?:pdf|docx?|docm|xlsx|xlsm|pptx|pptm|rtf)\b|download|attach|getfile|showfile|readfile",
    re.I,
)
_SAYS_NOTHING = re.compile(
    r"[\W_]*(?:(?:请)?点击(?:此处|这里)?|相关|查看|打开|在线|本地)?(?:附件|文件|文档|全文|原文|详情|下载|查看|浏览)*"
    r"(?:\d{0,2}|[一二三四五六七八九十]?)[\W_]*|download|pdf|word|excel",
    re.I,
)


@dataclass(frozen=True, slots=True)
class AttachmentLink:
    """``name`` as the page words it; ``url`` joined with the page's own address."""

    name: str
    url: str


def attachment_links(
    page: bytes, *, url: str = "", declared: str | None = None
) -> tuple[AttachmentLink, ...]:
    """The documents that the article on an HTML page links to, in its order, at most 50.

    ``url`` is the page's address: links are joined with it. ``declared`` is the charset of
    an HTTP header. Empty for a page that is no article (a list, a home page): what it links
    to is an article's attachment nowhere, or a document of its own.
    """
    if not _MAY_LINK.search(page):
        return ()
    try:
        extracted = extract_html(page, url=url, declared=declared)
    except ExtractError:
        return ()
    return tuple(joined(extracted.documents, url))


def joined(documents: Iterable[DocumentLink], url: str) -> Iterator[AttachmentLink]:
    """The links with their addresses joined to ``url``, each address once, at most 50."""
    seen: set[str] = set()
    for document in documents:
        try:
            address = urljoin(url, document.href).partition("#")[0]
            scheme = urlsplit(address).scheme
        except ValueError:
            continue
        if scheme in ("", "http", "https") and address not in seen and len(seen) < MOST:
            seen.add(address)
            yield AttachmentLink(_named(document.name, address), address)


def _named(name: str, address: str) -> str:
    """The link's words, or the file's name where they say nothing of it (点击下载)."""
    if not _SAYS_NOTHING.fullmatch(name):
        return name
    raw = unquote_to_bytes(urlsplit(address).path.rpartition("/")[2])
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding) or name
        except UnicodeDecodeError:
            continue
    return name
