"""A feed on a real server, asked for run after run: what goes over the wire, and what stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from indexer.sources import Item, SourceMissing
from indexer.sources.feed import FeedSource
from indexer.sources.feed_fetching import FeedFetcher
from tests.indexer.test_feed import entry, rss
from tests.indexer.website.site_server import Answer, Handler, Site, with_etag

XML = "application/rss+xml"
DAY = "Wed, 19 Jul 2023 10:00:00 GMT"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The file that a feed is kept in."""
    return tmp_path / "sources" / "feed.sqlite"


@pytest.fixture
def read(site: Site, state: Path) -> Callable[[], dict[str, Item]]:
    """One run over ``/feed.xml``, each as a process of its own would: its items by key."""

    def run() -> dict[str, Item]:
        fetch = FeedFetcher("动态", state, (site.host,))
        source = FeedSource(
            "动态", site.url("/feed.xml"), fetch, ZoneInfo("Asia/Shanghai"), keep=False
        )
        return {one.key: one for one in source.items() if isinstance(one, Item)}

    return run


def feed(*numbers: int) -> Answer:
    """A feed of these entries."""
    return Answer(rss(*map(entry, numbers)), kind=XML)


def with_date(answer: Answer) -> Handler:
    """The answer, or 304 for who has that of its day."""

    def answered(path: str, headers: Mapping[str, str]) -> Answer:
        if headers.get("if-modified-since") == DAY:
            return Answer(status=304, kind="")
        return Answer(answer.body, headers={"Last-Modified": DAY}, kind=XML)

    return answered


@pytest.mark.parametrize("conditional", [lambda a: with_etag(a, '"v1"'), with_date])
def test_an_unchanged_feed_comes_once(
    site: Site, read: Callable[[], dict[str, Item]], conditional: Callable[[Answer], Handler]
) -> None:
    site.pages["/feed.xml"] = conditional(feed(1, 2))
    runs = [read() for _ in range(3)]
    assert len(runs[0]) == 2
    first, *later = [{key: item.hash for key, item in run.items()} for run in runs]
    assert later == [first, first]
    assert runs[2].popitem()[1].load()
    assert site.statuses == {200: 1, 304: 2}
    assert site.sent == len(feed(1, 2).body)


def test_a_changed_feed_comes_again(site: Site, read: Callable[[], dict[str, Item]]) -> None:
    site.pages["/feed.xml"] = with_etag(feed(1, 2), '"v1"')
    read()
    site.pages["/feed.xml"] = with_etag(feed(2, 3), '"v2"')
    assert [key[-1] for key in read()] == ["2", "3"]
    assert [key[-1] for key in read()] == ["2", "3"]
    assert site.statuses == {200: 2, 304: 1}


def test_a_page_that_says_sorry_is_not_kept(
    site: Site, read: Callable[[], dict[str, Item]]
) -> None:
    """Its day is later than the feed's: asked with it, a server would say 304 for good."""
    site.pages["/feed.xml"] = with_date(Answer("<html>系统维护</html>".encode()))
    with pytest.raises(SourceMissing, match="不是 RSS"):
        read()
    site.pages["/feed.xml"] = with_date(feed(1))
    assert len(read()) == 1
    site.pages["/feed.xml"] = with_date(Answer(feed(1, 2).body[:-150], kind=XML))
    assert len(read()) == 1
    assert site.statuses == {200: 2, 304: 1}


def test_a_failure_leaves_what_was_kept(site: Site, read: Callable[[], dict[str, Item]]) -> None:
    site.pages["/feed.xml"] = with_etag(feed(1), '"v1"')
    read()
    site.pages["/feed.xml"] = Answer(status=403)
    with pytest.raises(SourceMissing, match="403"):
        read()
    site.pages["/feed.xml"] = with_etag(feed(1), '"v1"')
    assert len(read()) == 1
    assert site.statuses == {200: 1, 403: 1, 304: 1}


def test_conditions_are_those_of_the_address_that_answers(
    site: Site, read: Callable[[], dict[str, Item]]
) -> None:
    site.pages["/feed.xml"] = Answer(status=302, headers={"Location": "/new.xml"})
    site.pages["/new.xml"] = with_etag(feed(1), '"v1"')
    assert len(read()) == len(read()) == 1
    site.pages["/feed.xml"] = Answer(status=302, headers={"Location": "/other.xml"})
    site.pages["/other.xml"] = with_etag(feed(5), '"v1"')
    assert [key[-1] for key in read()] == ["5"]
    assert site.statuses == {302: 3, 200: 2, 304: 1}


def test_a_damaged_memory_costs_one_full_answer(
    site: Site, state: Path, read: Callable[[], dict[str, Item]]
) -> None:
    site.pages["/feed.xml"] = with_etag(feed(1), '"v1"')
    read()
    for file in state.parent.iterdir():
        file.write_bytes(b"no database at all" * 100)
    assert len(read()) == len(read()) == 1
    assert site.statuses == {200: 2, 304: 1}


def test_a_304_that_nobody_asked_for_is_a_failure(
    site: Site, read: Callable[[], dict[str, Item]]
) -> None:
    site.pages["/feed.xml"] = Answer(status=304, kind="")
    with pytest.raises(SourceMissing, match="没有存过"):
        read()
