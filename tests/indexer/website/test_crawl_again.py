"""A crawl after a crawl: gone on with, asked with conditions, and nothing lost between."""

from __future__ import annotations

import pytest

from indexer.sources import Item, SourceMissing, Working
from tests.indexer.website.conftest import Crawler
from tests.indexer.website.site_server import (
    MISSING,
    Answer,
    Site,
    article,
    links,
    page,
    with_etag,
)


def test_a_stopped_crawl_goes_on_and_asks_for_nothing_twice(site: Site, crawler: Crawler) -> None:
    site.pages["/"] = page(links(*(f"/{n}.html" for n in range(60))))
    site.pages |= {f"/{n}.html": article(n) for n in range(60)}
    stopped = crawler.source().items()
    signs = [next(stopped) for _ in range(30)]
    told = [(sign.asked, sign.left) for sign in signs if isinstance(sign, Working)]
    assert len(told) == 30
    assert told == sorted(told, key=lambda pair: pair[0])
    assert sum(told[-1]) == 61
    stopped.close()  # type: ignore[attr-defined]
    before = site.requests.total()
    assert 15 < before < 40
    assert len(crawler.crawl().items) == 61
    assert [path for path, n in site.requests.items() if n > 1 and path[1].isdigit()] == []


def test_a_run_that_ended_while_the_index_was_written_asks_for_nothing_again(
    site: Site, crawler: Crawler
) -> None:
    """The crawl was over, its articles were not in the index yet, and all was fetched anew."""
    site.pages["/"] = page(links(*(f"/{n}.html" for n in range(9))))
    site.pages |= {f"/{n}.html": article(n) for n in range(9)}
    ended = crawler.source().items()
    next(found for found in ended if isinstance(found, Item))
    ended.close()  # type: ignore[attr-defined]
    before = site.requests.total()
    assert len(crawler.crawl().items) == 10
    assert site.requests.total() == before
    crawler.crawl()
    assert site.requests.total() == 2 * before


def test_an_unchanged_site_is_asked_with_conditions(site: Site, crawler: Crawler) -> None:
    site.pages["/"] = with_etag(page(links(*(f"/{n}.html" for n in range(9)))), '"home"')
    site.pages |= {f"/{n}.html": with_etag(article(n), f'"{n}"') for n in range(9)}
    first = crawler.crawl()
    site.statuses.clear()
    site.pages["/4.html"] = with_etag(article(44), '"new"')
    second = crawler.crawl()
    assert site.statuses[304] == 9
    changed = {path for path, item in second.items.items() if item.hash != first.items[path].hash}
    assert changed == {"/4.html"}


def test_a_page_that_differs_only_around_its_article_is_unchanged(
    site: Site, crawler: Crawler
) -> None:
    def counted(path: str, headers: object) -> Answer:
        number = site.requests[path]
        return article(1, f"<p>浏览次数：{number}</p><input type=hidden value={number}>")

    site.pages |= {"/": page(links("/1.html")), "/1.html": counted}
    hashes = {crawler.crawl().items["/1.html"].hash for _ in range(3)}
    assert len(hashes) == 1


def test_what_is_linked_nowhere_any_more_is_kept_until_it_is_gone(
    site: Site, crawler: Crawler
) -> None:
    site.pages |= {"/": page(links("/1.html", "/2.html"))}
    site.pages |= {"/1.html": article(1), "/2.html": article(2)}
    assert len(crawler.crawl().items) == 3
    site.pages["/"] = page(links("/1.html"))
    assert set(crawler.crawl().items) == {"/", "/1.html", "/2.html"}
    del site.pages["/2.html"]
    found = crawler.crawl()
    assert set(found.items) == {"/", "/1.html"}
    assert found.failures == {}


WAYS_TO_GO = {
    "404": {"/2.html": MISSING, "/2_2.html": MISSING},
    "robots.txt": {"/robots.txt": Answer(b"User-agent: *\nDisallow: /2", kind="text/plain")},
    "another site": dict.fromkeys(
        ("/2.html", "/2_2.html"),
        Answer(status=302, headers={"Location": "http://elsewhere.example/"}),
    ),
    "home": dict.fromkeys(
        ("/2.html", "/2_2.html"), Answer(status=302, headers={"Location": "/1.html"})
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_GO)
def test_what_was_gone_and_not_believed_is_asked_for_until_it_is_back(
    site: Site, crawler: Crawler, way: str
) -> None:
    """A site that lost most of its pages for a day lost those for good that nothing links to:
    once the others were back, the rest was few enough to be deleted."""
    onward = '<a href="/2_2.html">下一页</a>'
    pages = {"/1.html": article(1), "/2.html": article(2, onward), "/2_2.html": article(3)}
    site.pages |= {"/": page(links(*pages)), **pages}
    first = crawler.crawl().items
    site.pages |= {"/": page(links("/1.html")), "/2_2.html": article(3, "<!-- 换了模板 -->")}
    assert crawler.crawl().items["/2.html"].hash == first["/2.html"].hash
    before = dict(site.pages)
    site.pages |= WAYS_TO_GO[way]
    for _ in range(2):
        source = crawler.source()
        assert site.url("/2.html") not in {f.path for f in source.items() if isinstance(f, Item)}
        source.conclude({item.key for item in first.values()})
    site.pages = before
    assert crawler.crawl().items["/2.html"].hash == first["/2.html"].hash


@pytest.mark.parametrize("reason", ["robots.txt 不允许抓取", "转到别的网站"])
def test_a_site_that_may_not_be_fetched_any_more_is_not_there(
    site: Site, crawler: Crawler, reason: str
) -> None:
    """Nothing was said but that all its articles were gone."""
    site.pages |= {"/": page(links("/1.html")), "/1.html": article(1)}
    crawler.crawl()
    to = Answer(status=301, headers={"Location": "https://www.elsewhere.example/"})
    forbidden = Answer(b"User-agent: *\nDisallow: /", kind="text/plain")
    site.pages |= {"/robots.txt": forbidden} if "robots" in reason else {"/": to}
    with pytest.raises(SourceMissing, match=f"起始页都读不到：{reason}"):
        crawler.crawl()


def test_what_was_gone_and_believed_is_forgotten(site: Site, crawler: Crawler) -> None:
    site.pages |= {"/": page(links("/1.html")), "/1.html": article(1)}
    crawler.crawl()
    site.pages = {"/": page("没有文章了")}
    crawler.crawl()
    asked = site.requests["/1.html"]
    crawler.crawl()
    assert site.requests["/1.html"] == asked


def test_a_page_that_fails_hides_its_article(site: Site, crawler: Crawler) -> None:
    site.pages |= {"/": page(links("/1.html", "/2.html"))}
    site.pages |= {"/1.html": article(1), "/2.html": article(2)}
    key = crawler.crawl().items["/2.html"].key
    site.pages["/2.html"] = Answer(status=500)
    found = [f for f in crawler.source().items() if not isinstance(f, Item | Working)]
    assert [getattr(failure, "key", "") for failure in found] == [key]


def test_a_site_closed_for_repair_overwrites_nothing(site: Site, crawler: Crawler) -> None:
    closed = page(
        "<h1>网站维护中</h1>" + "网站正在升级维护，暂时不能访问，给您带来不便敬请谅解。" * 3
    )
    site.pages["/"] = page(links(*(f"/{n}.html" for n in range(6))))
    site.pages |= {f"/{n}.html": article(n) for n in range(6)}
    assert len(crawler.crawl().items) == 7
    site.pages |= {f"/{n}.html": closed for n in range(6)}
    for _ in range(2):
        found = crawler.crawl()
        assert set(found.items) == {"/"}
        assert all("内容一模一样，像是出错页面" in reason for reason in found.failures.values())
        assert len(found.failures) == 6


def test_a_damaged_state_is_begun_anew(site: Site, crawler: Crawler) -> None:
    site.pages |= {"/": page(links("/1.html")), "/1.html": article(1)}
    crawler.crawl()
    crawler.state.write_bytes(b"not a database at all" * 300)
    assert set(crawler.crawl().items) == {"/", "/1.html"}
