"""The names of items that come from a text which anybody may have written."""

from __future__ import annotations

import re

from index.article import stable_id
from indexer.sources.items import content_hash

_LONGEST = 300


def plain_name(text: str) -> str:
    """The text as a key: itself where it is short and printable, else its hash."""
    is_plain = len(text) <= _LONGEST and text.isprintable()
    return text if is_plain else content_hash(text.encode("utf-8", "surrogatepass"))


def file_name(source: str) -> str:
    """A file's name for what is kept of the source: readable, and its own."""
    return f"{re.sub(r'[^0-9A-Za-z_一-鿿]', '_', source)[:40]}-{stable_id(source)}"
