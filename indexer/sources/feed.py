"""An RSS or Atom feed as a source: each entry is an item."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from index.article import Visibility
from indexer.extract import ExtractError
from indexer.extract.feed import FeedEntry, read_feed
from indexer.sources.feed_fetching import Fetched
from indexer.sources.items import (
    Form,
    Found,
    Item,
    ItemFailure,
    PartialListing,
    SourceMissing,
    content_hash,
)
from indexer.sources.naming import plain_name
from indexer.sources.reading import read_bounded, reason_of

Fetch = Callable[[str], Fetched]
"""Gives what is at an http address; raises SourceMissing, with the reason in Chinese."""


@dataclass(frozen=True, slots=True)
class FeedSource:
    """``url`` is an http address or a file; with ``keep``, what is no longer in the feed
    stays in the index; ``category`` is that of all entries, where it is not empty."""

    name: str
    url: str
    fetch: Fetch
    zone: tzinfo
    keep: bool = True
    category: tuple[str, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    file_bytes: int = 20_000_000

    def size(self) -> int:
        """Not known without reading."""
        return 0

    def items(self) -> Iterator[Found]:
        """See :meth:`indexer.sources.items.Source.items`."""
        if self.keep:
            yield PartialListing()
        is_web = self.url.lower().startswith(("http://", "https://"))
        fetched = self.fetch(self.url) if is_web else Fetched(self._file())
        try:
            read = read_feed(fetched.body, self.zone, self.url if is_web else "")
        except ExtractError as error:
            raise SourceMissing(f"{self.url} {error}") from error
        if read.trouble:
            yield ItemFailure(self.url, read.trouble, "")
        else:
            fetched.keep()
        seen: set[str] = set()
        for entry in read.entries:
            item = self._item(entry)
            if item.key not in seen:
                yield item
            seen.add(item.key)

    def _file(self) -> bytes:
        try:
            data = read_bounded(Path(self.url), self.file_bytes)
        except OSError as error:
            raise SourceMissing(f"{self.url} {reason_of(error)}") from error
        if data is None:
            raise SourceMissing(f"{self.url} 超过 {self.file_bytes:,} 字节")
        return data

    def _item(self, entry: FeedEntry) -> Item:
        fields = {**entry.fields, "category": list(self.category) or entry.fields["category"]}
        raw = json.dumps(fields, ensure_ascii=False, default=str)
        hash_ = content_hash(raw.encode("utf-8", "surrogatepass"), self.visibility.value)
        return Item(
            key=plain_name(entry.name) or hash_,
            path=f"{self.name} {entry.name or fields['title']}",
            url="",
            hash=hash_,
            form=Form.ROW,
            load=lambda: fields,
            visibility=self.visibility,
            size=len(raw),
        )
