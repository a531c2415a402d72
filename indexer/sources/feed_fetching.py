"""A feed from the web, under the same guard as a website's pages and with the same memory."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from index.config import WebsiteSettings
from indexer.sources.items import SourceMissing
from indexer.sources.website.addresses import Address
from indexer.sources.website.fetching import REDIRECTS, Fetcher, Outcome, Reply
from indexer.sources.website.state import Page, open_state


def _nothing_to_keep() -> None:
    """Nothing came that the next run could use."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is at an address. ``keep`` is to be called once it was understood: the next run
    then asks only whether it changed. What was not understood (a page that says sorry) is
    not to be kept, or a server would go on saying that it is unchanged."""

    body: bytes
    keep: Callable[[], None] = field(default=_nothing_to_keep)


@dataclass(frozen=True, slots=True)
class FeedFetcher:
    """Called with an address, gives what is there; ``allow_private`` holds ``host:port``
    of servers within the own network, ``state`` is the file in which the feed is kept with
    its ETag and Last-Modified. Raises SourceMissing."""

    name: str
    state: Path
    allow_private: tuple[str, ...] = ()

    def __call__(self, url: str) -> Fetched:
        """What is at the address, after at most five redirects; what was kept of it where
        the server says that it is the same."""
        settings = WebsiteSettings(
            kind="website", name=self.name, feed=(url,), allow_private=self.allow_private
        )
        fetcher = Fetcher(settings, time.sleep)
        try:
            reply, kept = self._reply(fetcher, url)
        finally:
            fetcher.close()
        if reply.outcome is Outcome.SAME and kept:
            return Fetched(kept)
        if reply.outcome is not Outcome.PAGE:
            raise SourceMissing(f"{url} {reply.reason or '服务器说没有变，可是这里没有存过'}")
        return Fetched(reply.body, lambda: self._keep(reply))

    def _reply(self, fetcher: Fetcher, url: str) -> tuple[Reply, bytes]:
        """The answer at the end of the redirects, with what is kept of that address."""
        at = url
        for _ in range(REDIRECTS + 1):
            page, kept = self._kept(at)
            etag, modified = (page.etag, page.modified) if kept else ("", "")
            reply = fetcher.fetch(Address(at, at, urlsplit(at).netloc), etag, modified)
            if reply.outcome is not Outcome.MOVED:
                return reply, kept
            at = reply.url
        return Reply(Outcome.REFUSED, url, f"转向超过 {REDIRECTS} 次"), b""

    def _kept(self, at: str) -> tuple[Page, bytes]:
        try:
            with open_state(self.state) as state:
                return state.page(at) or _page(at), state.body(at)
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from error

    def _keep(self, reply: Reply) -> None:
        """Keep the answer, and no other: an old one is of an address that redirects now."""
        try:
            with open_state(self.state) as state, state.together():
                for page in state.pages():
                    state.forget(page.key)
                if reply.etag or reply.modified:
                    state.put(_page(reply.url, reply.etag, reply.modified), reply.body)
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> SourceMissing:
        return SourceMissing(f"订阅记录 {self.state} 读写出错：{error}")


def _page(at: str, etag: str = "", modified: str = "") -> Page:
    return Page(at, at, "feed", "ok", etag=etag, modified=modified)
