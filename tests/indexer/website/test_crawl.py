"""A crawl against a real server on loopback: what is asked for, how often, and what comes."""

from __future__ import annotations

import gzip
import itertools
import zlib

import pytest

from indexer.sources import Item, SourceMissing
from tests.indexer.website.conftest import Crawler
from tests.indexer.website.site_server import (
    Answer,
    Site,
    article,
    links,
    page,
)


def test_one_article_has_one_address(site: Site, crawler: Crawler) -> None:
    ways = ("/showNews.aspx?id=708&nav=new", "/ShowNews.aspx?ID=708", "/shownews.aspx?id=708#top")
    more = ("/(S(abc12345))/shownews.aspx?id=708&sid=9", "/shownews.aspx?utm_source=x&id=708")
    site.pages["/"] = page(links(*ways, *more))
    site.otherwise = lambda path, headers: (
        article(708) if "id=708" in path.lower() else Answer(status=404)
    )
    assert len(crawler.crawl().items) == 2
    assert sum(n for path, n in site.requests.items() if "708" in path) == 1


def test_robots_txt_is_obeyed(site: Site, crawler: Crawler) -> None:
    rules = (
        "User-agent: *\nDisallow: /secret/\nDisallow: /*?print\n\nUser-agent: Huisou\nDisallow: /a"
    )
    site.pages |= {"/robots.txt": Answer(rules.encode(), kind="text/plain")}
    site.pages |= {"/": page(links("/a/1.html", "/secret/2.html"))}
    site.pages |= {"/a/1.html": article(1), "/secret/2.html": article(2)}
    found = crawler.crawl()
    assert found.skipped == {"/a/1.html": "robots.txt 不允许抓取"}
    assert site.requests["/a/1.html"] == 0
    assert "/secret/2.html" in found.items


def test_a_site_whose_rules_cannot_be_read_is_left_alone(site: Site, crawler: Crawler) -> None:
    site.pages |= {"/robots.txt": Answer(status=503), "/": article(1)}
    with pytest.raises(SourceMissing, match=r"robots\.txt 读不到（服务器出错（503））"):
        crawler.crawl()
    assert site.requests["/"] == 0


def test_delay_and_crawl_delay_are_kept(site: Site, crawler: Crawler) -> None:
    site.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.2", kind="text/plain")
    site.pages["/"] = page(links(*(f"/{n}.html" for n in range(3))))
    site.pages |= {f"/{n}.html": article(n) for n in range(3)}
    crawler.crawl(delay=0.05, concurrency=4)
    gaps = [after - before for before, after in itertools.pairwise(site.times[1:])]
    assert min(gaps) > 0.15


def test_no_more_requests_than_allowed_are_under_way(site: Site, crawler: Crawler) -> None:
    site.pages["/"] = page(links(*(f"/{n}.html" for n in range(12))))
    slow = {f"/{n}.html": article(n) for n in range(12)}
    site.pages |= {path: Answer(one.body, seconds=0.03) for path, one in slow.items()}
    assert len(crawler.crawl(concurrency=3).items) == 13
    assert site.most_under_way == 3


def test_the_crawl_never_leaves_its_hosts(site: Site, crawler: Crawler) -> None:
    private = ("http://169.254.169.254/latest", f"http://localhost:{site.port}/x", "http://[::1]/")
    site.pages["/"] = page(links(*private, "/away", "/meta", "/1.html"))
    site.pages["/away"] = Answer(status=302, headers={"Location": "http://169.254.169.254/"})
    site.pages["/1.html"] = article(1)
    found = crawler.crawl()
    assert found.skipped == {"/away": "转到别的网站（169.254.169.254），没有跟进"}
    assert not [path for path in site.requests if path.startswith("/x")]


def test_a_private_address_is_not_connected_to_unless_allowed(site: Site, crawler: Crawler) -> None:
    site.pages["/"] = article(1)
    with pytest.raises(SourceMissing, match=r"127\.0\.0\.1:\d+ 是内网地址"):
        crawler.crawl(allow_private=())
    with pytest.raises(SourceMissing, match="是内网地址"):
        crawler.crawl(allow_private=("127.0.0.1:1",))
    assert site.requests.total() == 0


def test_redirects_are_followed_five_times_and_not_in_circles(site: Site, crawler: Crawler) -> None:
    def to(path: str) -> Answer:
        return Answer(status=302, headers={"Location": path})

    site.pages["/"] = page(links("/r0", "/loop1", "/self", "/s0"))
    site.pages |= {f"/r{n}": to(f"/r{n + 1}") for n in range(8)}
    site.pages |= {f"/s{n}": to(f"/s{n + 1}") for n in range(5)} | {"/s5": article(1)}
    site.pages |= {"/loop1": to("/loop2"), "/loop2": to("/loop1"), "/self": to("/self")}
    found = crawler.crawl()
    assert "/s5" in found.items
    assert found.failures["/r5"] == "转向超过 5 次"
    assert found.failures["/loop2"] == "转向绕成了圈"
    assert found.failures["/loop1"] == "转到的网页读不到（转向绕成了圈）"
    assert found.failures["/self"] == "转向超过 5 次"
    assert site.requests["/r6"] == 0


def test_a_session_put_into_the_address_is_seen_through(site: Site, crawler: Crawler) -> None:
    def home(path: str, headers: object) -> Answer:
        return Answer(status=302, headers={"Location": "/(S(k3j2h1))/"})

    site.pages |= {"/": home, "/(S(k3j2h1))/": page(links("/(S(k3j2h1))/news.aspx?id=1"))}
    site.pages["/news.aspx?id=1"] = article(1)
    assert set(crawler.crawl().items) == {"/", "/news.aspx?id=1"}


@pytest.mark.parametrize("answered", ["page", "redirect"])
def test_a_soft_404_is_no_article(site: Site, crawler: Crawler, answered: str) -> None:
    sorry = page(
        "<h1>对不起</h1>您要找的网页不存在，可能已经删除，请返回首页或者联系我们的管理员。"
    )
    site.pages |= {"/": page(links("/gone.html", "/1.html")), "/1.html": article(1)}
    if answered == "redirect":
        site.pages["/404.html"] = sorry
        sorry = Answer(status=302, headers={"Location": "/404.html"})
    site.otherwise = lambda path, headers: sorry if path != "/robots.txt" else Answer(status=404)
    found = crawler.crawl()
    assert {"/", "/1.html"} == set(found.items)
    assert found.failures == {}


def test_a_calendar_has_an_end(site: Site, crawler: Crawler) -> None:
    def calendar(path: str, headers: object) -> Answer:
        if not path.startswith("/cal?m="):
            return Answer(status=404)
        month = int(path.partition("=")[2])
        days = "".join(f"<td>{day}</td>" for day in range(1, 29))
        return page(
            f"{month} 月 活动日历 本月没有安排活动{days}"
            + links(f"/cal?m={month + 1}", text="下个月")
        )

    site.pages |= {"/": page(links("/cal?m=1", "/1.html")), "/1.html": article(1)}
    site.otherwise = calendar
    found = crawler.crawl()
    assert site.requests.total() < 60
    assert any("像日历那样没有尽头" in reason for reason in found.skipped.values())


def test_endless_parameters_and_ever_deeper_paths_have_an_end(site: Site, crawler: Crawler) -> None:
    def endless(path: str, headers: object) -> Answer:
        if not path.startswith("/deep/"):
            return Answer(status=404)
        unique = " ".join(f"词{abs(hash(path)) % 9973 * n}字" for n in range(3))
        step = len(path)
        return page(unique + links(f"{path}a{step}/", f"{path}deep/", f"{path}?p{step}=1"))

    site.pages["/"] = page(links("/deep/", "/1.html"))
    site.otherwise = endless
    found = crawler.crawl(max_depth=6, max_pages=300)
    assert site.requests.total() < 320
    assert any("max_depth" in reason for reason in found.skipped.values())
    assert any("路径里同一段重复出现" in reason for reason in found.skipped.values())


def test_a_parameter_that_changes_nothing_is_learned(site: Site, crawler: Crawler) -> None:
    ways = [f"/show.php?id={n}&theme={color}" for n in range(8) for color in ("red", "blue", "sky")]
    site.pages["/"] = page(links(*ways))
    site.otherwise = lambda path, headers: (
        article(int(path[13])) if path.startswith("/show.php?id=") else Answer(status=404)
    )
    crawler.crawl(concurrency=1)
    assert sum(n for path, n in site.requests.items() if "show.php" in path) <= 12 + 8


def test_one_page_under_two_addresses_is_one_item_and_goes_as_one(
    site: Site, crawler: Crawler
) -> None:
    """What was fetched before a parameter was known to change nothing used to be a duplicate
    at first, then a deletion, and was an article again once its page was gone."""
    both = [way.format(n) for n in range(8) for way in ("/a.php?theme=red&id={}", "/a.php?id={}")]
    site.pages["/"] = page(links(*both))
    site.pages |= {path: article(int(path[-1])) for path in both}
    plain = {"/", *(f"/a.php?id={n}" for n in range(8))}
    first = crawler.crawl(concurrency=1)
    assert set(first.items) == plain
    assert sum("theme" in path for path in site.requests) == 3
    assert set(crawler.crawl(concurrency=1).items) == plain
    del site.pages["/a.php?id=0"], site.pages["/a.php?theme=red&id=0"]
    found = crawler.crawl(concurrency=1)
    assert (set(found.items), found.failures) == (plain - {"/a.php?id=0"}, {})


def test_the_number_of_requests_is_bounded_and_said(site: Site, crawler: Crawler) -> None:
    site.pages["/"] = page(links(*(f"/{n}.html" for n in range(40))))
    site.pages |= {f"/{n}.html": article(n) for n in range(40)}
    found = crawler.crawl(max_pages=10)
    assert len(found.items) == 10
    assert found.skipped["/"] == "这次已抓取 10 个地址（max_pages），还有 31 个没有抓取"


def test_an_article_over_several_pages_is_one_item(site: Site, crawler: Crawler) -> None:
    site.pages["/"] = page(links("/n/5.html", "/show.asp?id=9"))
    for first, ways in (
        ("/n/5.html", "/n/5_{}.html"),
        ("/show.asp?id=9", "/show.asp?id=9&page={}"),
    ):
        for number in (1, 2, 3):
            to = ways.format(number + 1)
            onward = f'<a href="{to}">下一页</a>' if number < 3 else ""
            site.pages[ways.format(number) if number > 1 else first] = article(number, onward)
    items = crawler.crawl().items
    assert set(items) == {"/", "/n/5.html", "/show.asp?id=9"}
    assert [len(items[path].more) for path in ("/n/5.html", "/show.asp?id=9")] == [2, 2]


def test_a_long_list_is_followed_to_its_end(site: Site, crawler: Crawler) -> None:
    """Of 2,000 articles behind 100 lists, half lay deeper than max_depth."""
    site.pages["/"] = page(links("/list.asp?page=1", text="新闻动态"))
    for number in range(1, 9):
        onward = f'<a href="list.asp?page={number + 1}">下一页</a>' if number < 8 else ""
        rows = links(f"/{number}.html") + onward
        site.pages[f"/list.asp?page={number}"] = page(f"新闻动态{'一' * number}{rows}")
        site.pages[f"/{number}.html"] = article(number, links(f"/deep{number}.html"))
        site.pages[f"/deep{number}.html"] = article(number + 10, links(f"/deeper{number}.html"))
    found = crawler.crawl(max_depth=3)
    assert {f"/{number}.html" for number in range(1, 9)} <= set(found.items)
    assert found.skipped["/deeper1.html"] == "离起始页超过 3 层（max_depth），没有跟进（8 处）"


def test_a_print_version_is_not_asked_for(site: Site, crawler: Crawler) -> None:
    more = '<a href="/print.asp?id=1">【打印本页】</a><a href="/PrintNews.asp?id=1">x</a>'
    more += '<a href="/print.aspx?id=1">x</a>'
    site.pages |= {"/": page(links("/1.html")), "/1.html": article(1, more)}
    site.pages |= {"/print.asp?id=1": article(1), "/PrintNews.asp?id=1": article(1)}
    assert set(crawler.crawl().items) == {"/", "/1.html"}
    assert not [path for path in site.requests if "rint" in path]


def test_the_pages_own_word_for_its_address_is_kept(site: Site, crawler: Crawler) -> None:
    def naming(path: str) -> Answer:
        answer = article(1)
        head = f'<head><link rel="canonical" href="{path}">'.encode()
        return Answer(answer.body.replace(b"<head>", head), kind=answer.kind)

    site.pages["/"] = page(links("/a.php?x=1", "/b.html", "/c.html"))
    site.pages |= {"/a.php?x=1": naming("/real.html"), "/real.html": naming("/real.html")}
    site.pages |= {"/b.html": naming("/"), "/c.html": naming("http://elsewhere.example/c.html")}
    assert set(crawler.crawl().items) == {"/", "/real.html", "/b.html", "/c.html"}


def test_sitemaps_and_feeds_lead_to_pages(site: Site, crawler: Crawler) -> None:
    one, two, three = (site.url(f"/{n}.html") for n in (1, 2, 3))
    index = f"<sitemapindex><sitemap><loc>{site.url('/s.xml.gz')}</loc></sitemap></sitemapindex>"
    inner = gzip.compress(
        f"<urlset><url><loc>{one}</loc></url><url><loc>{two}</loc></url></urlset>".encode()
    )
    feed = f"<rss><channel><item><title>三</title><link>{three}</link></item></channel></rss>"
    site.pages |= {"/sitemap.xml": Answer(index.encode(), kind="text/xml")}
    site.pages |= {"/s.xml.gz": Answer(inner, kind="application/gzip")}
    site.pages |= {"/feed": Answer(feed.encode(), kind="application/rss+xml")}
    site.pages |= {f"/{n}.html": article(n) for n in (1, 2, 3)}
    found = crawler.crawl(start=(), sitemap=(site.url("/sitemap.xml"),), feed=(site.url("/feed"),))
    assert set(found.items) == {"/1.html", "/2.html", "/3.html"}


BOMB = gzip.compress(b"\0" * 30_000_000)
HOSTILE = {
    "/500.html": (Answer(status=500), "服务器出错（500）"),
    "/403.html": (Answer(status=403), "服务器拒绝（403）"),
    "/slow.html": (Answer(b"<p>x", seconds=1.5), "等了太久没有回应"),
    "/long.html": (Answer(b"<html>half a pa", length=900), "服务器的回应不合规矩，或传到一半断了"),
    "/bomb.html": (Answer(BOMB, headers={"Content-Encoding": "gzip"}), "超过 100,000 字节"),
    "/torn.html": (Answer(BOMB[9:90], headers={"Content-Encoding": "gzip"}), "压缩的内容已损坏"),
    "/big.html": (Answer(b"<p>" + b"x" * 100_001), "超过 100,000 字节"),
    "/empty.html": (Answer(b"  "), "空文件"),
    "/binary.html": (Answer(b"\x89PNG" + b"\0" * 90), "二进制文件（PNG 图片）"),
}


def test_every_broken_answer_is_a_named_line(site: Site, crawler: Crawler) -> None:
    site.pages["/"] = page(links(*HOSTILE, "/1.html"))
    site.pages |= {path: answer for path, (answer, _) in HOSTILE.items()} | {"/1.html": article(1)}
    found = crawler.crawl(page_bytes=100_000, timeout=0.5)
    assert found.failures == {path: reason for path, (_, reason) in HOSTILE.items()}
    assert set(found.items) == {"/", "/1.html"}


def test_what_servers_get_wrong_and_browsers_forgive_is_read(site: Site, crawler: Crawler) -> None:
    whole = article(1)
    packed = zlib.compress(article(2).body, wbits=-15)
    site.pages["/"] = page(links("/1.html", "/2.html", "/3.html"))
    site.pages["/1.html"] = Answer(whole.body, length=len(whole.body) + 200)
    site.pages["/2.html"] = Answer(packed, headers={"Content-Encoding": "deflate"})
    site.pages["/3.html"] = Answer(article(3).body, kind="")
    assert set(crawler.crawl().items) == {"/", "/1.html", "/2.html", "/3.html"}


def test_a_server_that_asks_for_patience_gets_it(site: Site, crawler: Crawler) -> None:
    def busy(path: str, headers: object) -> Answer:
        if site.requests[path] < 3:
            return Answer(status=503, headers={"Retry-After": "0"})
        return article(1)

    site.pages |= {"/": page(links("/1.html")), "/1.html": busy}
    assert "/1.html" in crawler.crawl(retries=2).items
    assert site.requests["/1.html"] == 3


def test_a_site_that_falls_silent_is_left_alone(site: Site, crawler: Crawler) -> None:
    site.pages["/"] = page(links(*(f"/{n}.html" for n in range(90))))
    site.otherwise = lambda path, headers: Answer(status=500 if path[1].isdigit() else 404)
    with pytest.raises(SourceMissing, match="连续 20 个网页读不到"):
        crawler.crawl()
    assert site.requests.total() < 40
    site.pages |= {f"/{n}.html": article(n) for n in range(90)}
    assert len(crawler.crawl().items) == 91


def test_attachments_of_articles_come_with_them(site: Site, crawler: Crawler) -> None:
    away = '<a href="http://other.example/b.doc">b.doc</a>'
    files = f'<p>附件：<a href="/up/a.pdf">报名表.pdf</a> {away}</p>'
    site.pages |= {"/": page(links("/1.html")), "/1.html": article(1, files)}
    site.pages["/up/a.pdf"] = Answer(b"%PDF-1.4 first", kind="application/pdf")
    source = crawler.source()
    found = {i.path: (i, i.attachments) for i in source.items() if isinstance(i, Item)}
    item, attached = found[site.url("/1.html")]
    assert [(one.name, one.url) for one in attached] == [
        ("报名表.pdf", site.url("/up/a.pdf")),
        ("b.doc", "http://other.example/b.doc"),
    ]
    assert attached[1].digest == "unavailable: 不在本站上，没有下载"
    source.conclude({item.key})
    site.pages["/up/a.pdf"] = Answer(b"%PDF-1.4 second", kind="application/pdf")
    assert crawler.crawl().items["/1.html"].hash != item.hash


def test_an_attachment_is_read_while_its_items_are_given(site: Site, crawler: Crawler) -> None:
    files = '<p>附件：<a href="/DownLoad.aspx?id=3">章程</a></p>'
    site.pages |= {"/": page(links("/1.html")), "/1.html": article(1, files)}
    headers = {"Content-Disposition": "attachment; filename=a.pdf"}
    site.pages["/DownLoad.aspx?id=3"] = Answer(b"%PDF-1.4", headers=headers)
    given = [i for i in crawler.source().items() if isinstance(i, Item)]
    assert [len(item.attachments) for item in given] == [0, 1]
    for item in crawler.source().items():
        if isinstance(item, Item) and item.attachments:
            assert item.attachments[0].load() == b"%PDF-1.4"
