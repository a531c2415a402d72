"""The documents that articles link to: found in a page, fetched, read into the article.

A source calls :func:`attachment_links` on a page, gets each document's bytes in whatever
way it has, and gives them to the item as :class:`indexer.sources.items.Attached`, with
:func:`attachments_hash` in the item's hash. :func:`indexer.conversion.article_of` reads
them, in a process of its own (:mod:`indexer.extract.documents`). No socket is opened here.
"""

from __future__ import annotations

from indexer.attachments.links import AttachmentLink, attachment_links
from indexer.attachments.loading import Unavailable, attachments_hash, fetched

__all__ = (
    "AttachmentLink",
    "Unavailable",
    "attachment_links",
    "attachments_hash",
    "fetched",
)
