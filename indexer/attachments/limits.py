"""The limits of the configuration as those of one document."""

from __future__ import annotations

from index.config import LimitSettings
from indexer.extract.documents import DocumentLimits


def document_limits(limits: LimitSettings) -> DocumentLimits:
    """What one document may cost; the limits of archives follow that of its bytes."""
    plain = DocumentLimits()
    return DocumentLimits(
        bytes=limits.attachment_bytes,
        pages=limits.attachment_pages,
        seconds=limits.attachment_seconds,
        memory=limits.attachment_memory,
        characters=limits.attachment_characters,
        expanded=max(plain.expanded, 2 * limits.attachment_bytes),
    )
