"""What extraction gives, and how it says that there is nothing to give."""

from __future__ import annotations

from dataclasses import dataclass

from index.article import Attachment, PartialDate
from index.errors import HuisouError


class ExtractError(HuisouError):
    """The content cannot become an article; the message says why, in Chinese."""


class NotAnArticle(ExtractError):
    """The page is whole, but a list or a home page: to be skipped, not counted as failed."""


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A link of a page to a document: ``name`` as the page words it, ``href`` as written."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The fields of one article as a reader sees them.

    ``body`` has one paragraph a line, without indents. ``category`` runs from the root
    downward. ``url`` is the address that the content itself names, or empty.
    ``date_reason`` says where ``published`` was read: ``label``, ``meta``, ``site line``,
    ``address``, ``htmldate`` or ``field``. ``documents`` are the links to documents in the
    article itself, not in the page around it, each address once; ``attachments`` those
    that have been read.
    """

    title: str
    body: str
    published: PartialDate | None = None
    category: tuple[str, ...] = ()
    attribution: str = ""
    author: str = ""
    views: int | None = None
    url: str = ""
    identifiers: tuple[str, ...] = ()
    date_reason: str = ""
    documents: tuple[DocumentLink, ...] = ()
    attachments: tuple[Attachment, ...] = ()
