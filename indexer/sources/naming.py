"""The names of items that come from a text which anybody may have written."""

from __future__ import annotations

from indexer.sources.items import content_hash

_LONGEST = 300


def plain_name(text: str) -> str:
    """The text as a key: itself where it is short and printable, else its hash."""
    is_plain = len(text) <= _LONGEST and text.isprintable()
    return text if is_plain else content_hash(text.encode("utf-8", "surrogatepass"))
