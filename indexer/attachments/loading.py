"""Getting the bytes of attachments, by whatever way the source has."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from indexer.attachments.links import AttachmentLink
from indexer.extract.documents import READER_VERSION, can_read_doc
from indexer.extract.extracted import ExtractError
from indexer.sources.items import Attached, content_hash


class Unavailable(ExtractError):
    """The bytes of an attachment are not to be had; the message says why, in Chinese."""


Fetch = Callable[[AttachmentLink], bytes]
"""Gives the bytes behind a link. Raises Unavailable."""


def fetched(links: Iterable[AttachmentLink], fetch: Fetch) -> tuple[tuple[Attached, ...], str]:
    """The attachments behind the links, and the hash to mix into that of their item.

    Each is fetched once, now; one that is Unavailable is still named in the article, with
    the reason, and tried again by the next run.
    """
    attached: list[Attached] = []
    contents: list[bytes | Unavailable] = []
    for link in links:
        try:
            data: bytes | Unavailable = fetch(link)
        except Unavailable as error:
            data = error
        contents.append(data)
        attached.append(Attached(link.name, link.url, _loader(data)))
    return tuple(attached), attachments_hash(attached, contents)


def attachments_hash(attached: Iterable[Attached], contents: Iterable[bytes | Unavailable]) -> str:
    """Changes with every name, address and byte, and with what can be read here; empty for
    no attachments at all."""
    parts: list[str] = []
    for one, data in zip(attached, contents, strict=True):
        raw = str(data).encode() if isinstance(data, Unavailable) else data
        parts.append(content_hash(raw, one.name, one.url, type(data).__name__))
    if not parts:
        return ""
    return content_hash("".join(parts).encode(), READER_VERSION, str(can_read_doc()))


def _loader(data: bytes | Unavailable) -> Callable[[], bytes]:
    def load() -> bytes:
        if isinstance(data, Unavailable):
            raise data
        return data

    return load
