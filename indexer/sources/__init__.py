"""Where content comes from: a source gives items, in an order that is always the same.

A source knows nothing of articles: it names items, hashes their bytes, and hands the
bytes (or the fields of a row) over when asked. One file a kind of source.
"""

from __future__ import annotations

from indexer.attachments import Attached
from indexer.sources.files import FileSource
from indexer.sources.items import (
    Concluding,
    Content,
    Form,
    Found,
    Item,
    ItemFailure,
    ItemMoved,
    ItemSkipped,
    PartialListing,
    Source,
    SourceMissing,
    Working,
)

__all__ = (
    "Attached",
    "Concluding",
    "Content",
    "FileSource",
    "Form",
    "Found",
    "Item",
    "ItemFailure",
    "ItemMoved",
    "ItemSkipped",
    "PartialListing",
    "Source",
    "SourceMissing",
    "Working",
)
