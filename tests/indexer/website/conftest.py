"""A site of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.sources import Found, Item, ItemFailure, ItemSkipped
from indexer.sources.website import WebsiteSource
from tests.indexer.website.site_server import Site, serving


class Outcome:
    """What a crawl gave, by path without the host."""

    def __init__(self, site: Site, found: list[Found]) -> None:
        base = site.url("")
        self.items = {f.path.removeprefix(base): f for f in found if isinstance(f, Item)}
        self.failures = {
            f.path.removeprefix(base): f.reason for f in found if isinstance(f, ItemFailure)
        }
        self.skipped = {
            f.path.removeprefix(base): f.reason for f in found if isinstance(f, ItemSkipped)
        }


class Crawler:
    """Crawls the site of the test; the state stays from crawl to crawl."""

    def __init__(self, site: Site, state: Path) -> None:
        self.site = site
        self.state = state

    def source(self, **changes: object) -> WebsiteSource:
        """The source, under changed settings."""
        return WebsiteSource(self.site.settings(**changes), self.state)

    def crawl(self, **changes: object) -> Outcome:
        """One run, all of whose items go into the index."""
        source = self.source(**changes)
        found = list(source.items())
        source.conclude({one.key for one in found if isinstance(one, Item)})
        return Outcome(self.site, found)


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site on loopback."""
    with serving() as running:
        yield running


@pytest.fixture
def crawler(site: Site, tmp_path: Path) -> Crawler:
    """A crawler of that site."""
    return Crawler(site, tmp_path / "crawl" / "site.sqlite")
