"""What a database gives, for the tests of each kind of it."""

from __future__ import annotations

from indexer.sources import Item
from indexer.sources.database import DatabaseSource


def items(source: DatabaseSource) -> dict[str, Item]:
    """The items by key; none may fail."""
    found = list(source.items())
    assert [one for one in found if not isinstance(one, Item)] == []
    return {one.key: one for one in found if isinstance(one, Item)}
