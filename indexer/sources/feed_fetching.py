"""A feed from the web, under the same guard as a website's pages."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.config import WebsiteSettings
from indexer.sources.items import SourceMissing
from indexer.sources.website.addresses import Address
from indexer.sources.website.fetching import REDIRECTS, Fetcher, Outcome, Reply


@dataclass(frozen=True, slots=True)
class FeedFetcher:
    """Called with an address, gives what is there; ``allow_private`` holds ``host:port``
    of servers within the own network. Raises SourceMissing."""

    name: str
    allow_private: tuple[str, ...] = ()

    def __call__(self, url: str) -> bytes:
        """The bytes at the address, after at most five redirects."""
        settings = WebsiteSettings(
            kind="website", name=self.name, feed=(url,), allow_private=self.allow_private
        )
        fetcher = Fetcher(settings, time.sleep)
        try:
            reply = self._reply(fetcher, url)
        finally:
            fetcher.close()
        if reply.outcome is not Outcome.PAGE:
            raise SourceMissing(f"{url} {reply.reason}")
        return reply.body

    def _reply(self, fetcher: Fetcher, url: str) -> Reply:
        at = url
        for _ in range(REDIRECTS + 1):
            reply = fetcher.fetch(Address(at, at, urlsplit(at).netloc))
            if reply.outcome is not Outcome.MOVED:
                return reply
            at = reply.url
        return Reply(Outcome.REFUSED, url, f"转向超过 {REDIRECTS} 次")
