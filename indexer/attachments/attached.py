"""A document that belongs to an item, by whatever way its source gets it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.attachments.links import AttachmentLink
from indexer.extract.documents import READER_VERSION, DocumentLimits, can_read_doc
from indexer.extract.extracted import ExtractError


class Unavailable(ExtractError):
    """The bytes of an attachment are not to be had; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Attached:
    """``name`` is what a reader calls the document, ``url`` where it opens (or empty).

    ``digest`` changes with its bytes, or is that of the reason why there are none; ``load``
    gives the bytes, when the article is made, and raises Unavailable.
    """

    name: str
    url: str
    digest: str
    load: Callable[[], bytes]


Fetch = Callable[[AttachmentLink], bytes]
"""Gives the bytes behind a link. Raises Unavailable."""


def fetched(links: Iterable[AttachmentLink], fetch: Fetch) -> tuple[Attached, ...]:
    """The attachments behind the links, each fetched once, now.

    One that is Unavailable is still named in the article, with the reason.
    """
    return tuple(_fetched(link, fetch) for link in links)


def _fetched(link: AttachmentLink, fetch: Fetch) -> Attached:
    try:
        data = fetch(link)
    except Unavailable as error:
        return unavailable(link.name, link.url, error)
    return Attached(link.name, link.url, digest_of_bytes(data), lambda: data)


def unavailable(name: str, url: str, error: Unavailable) -> Attached:
    """The attachment whose bytes are not to be had."""

    def load() -> bytes:
        raise error

    return Attached(name, url, f"unavailable: {error}", load)


def digest_of_bytes(data: bytes) -> str:
    """BLAKE2b of the bytes, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def attachments_hash(
    attached: Iterable[Attached], limits: DocumentLimits = DocumentLimits()
) -> str:
    """What to mix into the hash of an item: changes with every name, address and byte of
    its attachments, and with what this machine can read of them. Empty for none at all."""
    every = [*attached]
    if not every:
        return ""
    digest = hashlib.blake2b(digest_size=16)
    for one in every:
        for part in (one.name, one.url, one.digest):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    digest.update(reading_settings(limits).encode())
    return digest.hexdigest()


def reading_settings(limits: DocumentLimits) -> str:
    """What decides, beside its bytes, how a document is read here."""
    return f"{READER_VERSION} {can_read_doc()} {limits}"
