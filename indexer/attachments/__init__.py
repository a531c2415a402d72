"""The documents that articles link to: found in a page, fetched, read into the article.

A source calls :func:`attachment_links` on a page, gets each document's bytes in whatever
way it has (:func:`fetched` does so at once), and gives them to its item as
:class:`Attached`, with :func:`attachments_hash` in the item's hash.
:func:`indexer.conversion.article_of` reads them by :func:`read_attachments`, in a process
of its own (:mod:`indexer.extract.documents`). Knows no source, opens no file or socket.
"""

from __future__ import annotations

from indexer.attachments.attached import Attached, Unavailable, attachments_hash, fetched
from indexer.attachments.limits import document_limits
from indexer.attachments.links import AttachmentLink, attachment_links
from indexer.attachments.reading import as_attachment, read_attachments

__all__ = (
    "Attached",
    "AttachmentLink",
    "Unavailable",
    "as_attachment",
    "attachment_links",
    "attachments_hash",
    "document_limits",
    "fetched",
    "read_attachments",
)
