"""The source: crawl once a run, then give what is known."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from index.article import Visibility
from index.config import WebsiteSettings
from indexer.sources.items import Found, PartialListing, SourceMissing, Working
from indexer.sources.website import scope
from indexer.sources.website.crawl import Crawl
from indexer.sources.website.fetching import DOCUMENT_BYTES
from indexer.sources.website.pages import Pages
from indexer.sources.website.state import CrawlState, open_state

log = logging.getLogger(__name__)


@dataclass(slots=True)
class WebsiteSource:
    """A website under its settings; ``state`` is the file that the crawl is kept in,
    ``document_bytes`` bounds an attachment. One object crawls once: items asked for again
    are those of the same crawl."""

    settings: WebsiteSettings
    state: Path
    document_bytes: int = DOCUMENT_BYTES
    _is_crawled: bool = field(default=False, init=False)
    _missing: str = field(default="", init=False)

    @property
    def name(self) -> str:
        """The configured name."""
        return self.settings.name

    def size(self) -> int:
        """Not known before the crawl."""
        return 0

    def items(self) -> Iterator[Found]:
        """See :meth:`indexer.sources.items.Source.items`."""
        if self._missing:
            raise SourceMissing(self._missing)
        try:
            with open_state(self.state) as state:
                if not self._is_crawled:
                    yield from self._crawl(state)
                folding = scope.folding_of(self.settings)
                visibility = Visibility(self.settings.visibility)
                yield from Pages(state, folding, visibility).items()
        except SourceMissing as error:
            self._missing = str(error)
            raise
        except (sqlite3.Error, OSError) as error:
            self._missing = f"抓取记录 {self.state} 读写出错：{error}"
            raise SourceMissing(self._missing) from error

    def conclude(self, indexed: Set[str]) -> None:
        """See :meth:`indexer.sources.items.Concluding.conclude`."""
        if not self._is_crawled or self._missing:
            return
        try:
            with open_state(self.state) as state:
                state.finish(indexed)
        except (sqlite3.Error, OSError) as error:  # then the next run asks for nothing again
            log.warning("抓取记录 %s 写不进去：%s", self.state, error)

    def _crawl(self, state: CrawlState) -> Iterator[Found]:
        crawl = Crawl(self.settings, state, self.document_bytes)
        for _ in crawl.run():
            yield Working(*crawl.progress)
        self._is_crawled = True
        if crawl.is_bounded:
            yield PartialListing()
