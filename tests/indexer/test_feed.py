"""RSS and Atom: from bytes to items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from indexer.extract import ExtractError
from indexer.extract.feed import read_feed
from indexer.sources import Found, Item, ItemFailure, PartialListing, SourceMissing
from indexer.sources.feed import FeedSource
from indexer.sources.feed_fetching import Fetched

CHINA = ZoneInfo("Asia/Shanghai")

ENTRY = """<item><title>第{n}届年会召开</title><link>https://www.example.org/n?id={n}</link>
<pubDate>{day}</pubDate><category>协会动态</category><author>张三</author>
<description>&lt;p onclick="x()"&gt;会议{n}通过了报告。&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;
</description></item>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>省学会</title>
<entry><id>urn:1</id><title>通知</title><link href="/a/1.html"/>
<updated>2023-07-19T18:00:00Z</updated>
<summary>短</summary><content type="html">&lt;b&gt;全文比较长&lt;/b&gt;</content></entry></feed>"""


def rss(*entries: str, encoding: str = "utf-8") -> bytes:
    """A feed of these entries."""
    head = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>'
    return f"{head}<title>省学会</title>{''.join(entries)}</channel></rss>".encode(encoding)


def entry(n: int, day: str = "Wed, 19 Jul 2023 10:00:00 +0800") -> str:
    """An entry that is in order."""
    return ENTRY.format(n=n, day=day)


@pytest.fixture
def source(tmp_path: Path) -> FeedSource:
    """A feed in a file, with two entries."""
    file = tmp_path / "feed.xml"
    file.write_bytes(rss(entry(1), entry(2)))
    return FeedSource("动态", str(file), _no_network, CHINA)


def _no_network(url: str) -> Fetched:
    raise AssertionError(url)


def items(found: list[Found]) -> dict[str, Item]:
    """The items by key."""
    return {one.key: one for one in found if isinstance(one, Item)}


def fields(item: Item) -> Mapping[str, object]:
    """The content of an item that is a row."""
    content = item.load()
    assert isinstance(content, Mapping)
    return content


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gb18030", "utf-16"])
def test_rss_in_any_encoding(encoding: str) -> None:
    read = read_feed(rss(entry(3), encoding=encoding), CHINA)
    assert read.trouble == ""
    assert read.entries[0].name == "https://www.example.org/n?id=3"
    got = read.entries[0].fields
    assert got["title"] == "第3届年会召开"
    assert got["date"] == date(2023, 7, 19)
    assert (got["author"], got["attribution"], got["category"]) == ("张三", "省学会", ["协会动态"])
    assert "会议3通过了报告。" in str(got["body"])
    assert "script" not in str(got["body"])
    assert "onclick" not in str(got["body"])


def test_atom_with_relative_links_and_the_fuller_text() -> None:
    got = read_feed(ATOM.encode(), CHINA, "https://www.example.org/feed").entries[0]
    assert got.name == "urn:1"
    assert got.fields["url"] == "https://www.example.org/a/1.html"
    assert "全文比较长" in str(got.fields["body"])
    assert got.fields["date"] == date(2023, 7, 20)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Wed, 19 Jul 2023 23:30:00 GMT", date(2023, 7, 20)),
        ("2023-07-19T23:30:00", "2023-07-19T23:30:00"),
        ("2023-07-19 23:30:00", "2023-07-19 23:30:00"),
        ("2023-07-19", "2023-07-19"),
        ("2023-07-19T23:30:00Z", date(2023, 7, 20)),
        ("Wed, 19 Jul 2023 23:30:00", date(2023, 7, 19)),
        ("2023年7月19日", "2023年7月19日"),
        ("", None),
    ],
)
def test_a_moment_becomes_a_day_of_the_site(written: str, day: object) -> None:
    assert read_feed(rss(entry(1, written)), CHINA).entries[0].fields["date"] == day


@pytest.mark.parametrize("data", [b"", b"<html><p>404</p></html>", b"feed.xml", b"/etc/passwd"])
def test_what_is_no_feed_is_said(data: bytes) -> None:
    with pytest.raises(ExtractError, match=r"不是 RSS|空的"):
        read_feed(data, CHINA)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("top-secret", encoding="utf-8")
    bombs = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{secret}"><!ENTITY b0 "bang">{bombs}]>'
    body = entry(1).replace("年会", "&f;&b8;")
    read = read_feed(rss(body).replace(b"?>", b"?>" + doctype.encode(), 1), CHINA)
    assert len(str(read)) < 100_000
    assert "top-secret" not in str(read)


def test_entries_become_items(source: FeedSource) -> None:
    found = list(source.items())
    assert found[0] == PartialListing()
    both = items(found)
    assert list(both) == [f"https://www.example.org/n?id={n}" for n in (1, 2)]
    changed = items(list(replace(source, category=("外部", "动态")).items()))
    assert [fields(one)["category"] for one in changed.values()] == [["外部", "动态"]] * 2
    assert {one.hash for one in both.values()}.isdisjoint(one.hash for one in changed.values())


def test_a_feed_that_does_not_keep_is_whole(source: FeedSource) -> None:
    assert PartialListing() not in list(replace(source, keep=False).items())


def test_a_feed_cut_off_gives_what_it_has_and_hides_the_rest(source: FeedSource) -> None:
    Path(source.url).write_bytes(rss(entry(1), entry(2))[:-150])
    found = list(source.items())
    assert "https://www.example.org/n?id=1" in items(found)
    failures = [one for one in found if isinstance(one, ItemFailure)]
    assert failures[0].reason.startswith("格式有错，只读出 2 条")
    assert failures[0].hides("anything")


@pytest.mark.parametrize("content", [None, b"", b"<html></html>", b"x" * 2000])
def test_what_cannot_be_read_is_a_missing_source(source: FeedSource, content: bytes | None) -> None:
    file = Path(source.url)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SourceMissing, match=r"feed\.xml"):
        list(replace(source, file_bytes=1000).items())


def test_an_address_is_fetched(source: FeedSource) -> None:
    asked: list[str] = []

    def fetch(url: str) -> Fetched:
        asked.append(url)
        return Fetched(ATOM.encode())

    url = "HTTP://www.example.org/feed"
    found = items(list(replace(source, url=url, fetch=fetch).items()))
    assert asked == [url]
    assert list(found) == ["urn:1"]
