"""A listing of 2,000 pages: crawled in bounded time, asked again with conditions."""

from __future__ import annotations

import time

from tests.indexer.website.conftest import Crawler
from tests.indexer.website.site_server import Site, article, links, page, with_etag

PAGES = 2000
LISTED = 100
SECONDS = 90.0
"""Far more than it takes (about 5 s on one core), for machines that do other things too."""


def test_two_thousand_pages(site: Site, crawler: Crawler) -> None:
    lists = PAGES // LISTED
    site.pages["/"] = page(links("/list.aspx?page=1", text="新闻动态"))
    for number in range(1, lists + 1):
        rows = links(*(f"/show.aspx?id={number * LISTED + n}" for n in range(LISTED)))
        onward = f'<a href="/list.aspx?page={number + 1}">下一页</a>' if number < lists else ""
        site.pages[f"/list.aspx?page={number}"] = page(f"新闻动态{'一' * number}{rows}{onward}")
    for number in range(LISTED, LISTED + PAGES):
        back = links("/", "/list.aspx?page=1", f"/show.aspx?ID={number}&nav=old")
        path = f"/show.aspx?id={number}"
        site.pages[path] = with_etag(article(number, back), f'"{number}"')
    began = time.monotonic()
    assert sum("show" in path for path in crawler.crawl(concurrency=4).items) == PAGES
    assert set(site.requests.values()) == {1}
    site.statuses.clear()
    assert sum("show" in path for path in crawler.crawl(concurrency=4).items) == PAGES
    assert site.statuses[304] == PAGES
    assert time.monotonic() - began < SECONDS
