"""Which links of a page are attachments of its article, and what they are called."""

from __future__ import annotations

import pytest

from indexer.attachments import (
    AttachmentLink,
    Unavailable,
    attachment_links,
    attachments_hash,
    fetched,
)
from indexer.extract.documents import DocumentLimits

SITE = "https://www.example.org"
PAGE = f"{SITE}/news/1.html"
BODY = "各会员单位：为做好今年的评审工作，现将有关事项通知如下，请认真组织，按时报送材料。"


def page(inside: str, around: str = "") -> bytes:
    """An article's page in GB2312, as old sites write it."""
    html = f"""<html><head><title>关于评审工作的通知</title></head><body>
    <div class="nav"><a href="/charter.pdf">协会章程</a></div>
    <div class="content"><h1>关于评审工作的通知</h1><p>发布日期：2023-01-05</p>
    <p>{BODY}</p><p>{BODY}</p>{inside}</div>{around}
    <div class="footer"><a href="/join.doc">入会申请表</a></div></body></html>"""
    return html.encode("gb2312")


def links(inside: str, around: str = "") -> list[tuple[str, str]]:
    return [(one.name, one.url) for one in attachment_links(page(inside, around), url=PAGE)]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<p>附件：<a href="../f/a.docx">申报表</a></p>', ("申报表", f"{SITE}/f/a.docx")),
        ('<a href="/f/%C9%EA.pdf">点击下载</a>', ("申.pdf", f"{SITE}/f/%C9%EA.pdf")),
        ('<a href="down.aspx?f=a.XLSX">名单</a>', ("名单", f"{SITE}/news/down.aspx?f=a.XLSX")),
        ('<a href="show.asp?id=3">名单.xlsx</a>', ("名单.xlsx", f"{SITE}/news/show.asp?id=3")),
        ('<a href="/DownLoad.aspx?id=5">议程</a>', ("议程", f"{SITE}/DownLoad.aspx?id=5")),
        ('<iframe src="/v/a.pdf"></iframe><p>完</p>', ("a.pdf", f"{SITE}/v/a.pdf")),
        ('<a href="/f/a.pdf#page=2">议程</a>', ("议程", f"{SITE}/f/a.pdf")),
    ],
)  # fmt: skip
def test_links_in_the_article(inside: str, expected: tuple[str, str]) -> None:
    assert links(inside) == [expected]


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="/f/a.rar">打包下载</a>',
        '<a href="/f/a.jpg">照片</a>',
        '<a href="javascript:down(3)">名单.xlsx</a>',
        '<a href="ftp://www.example.org/a.pdf">旧站</a>',
        '<a href="http://[/a.pdf">坏地址</a>',
        '<a href="/news/2.html">另一篇</a>',
    ],
)
def test_what_is_no_document(inside: str) -> None:
    assert links(inside) == []


def test_the_list_below_the_body_counts_and_the_site_around_does_not() -> None:
    below = '<div>附件下载：</div><div><a href="b.pdf">日程</a></div>'
    assert [name for name, _ in links("", below)] == ["日程"]


def test_an_address_twice_is_one_attachment_and_no_more_than_fifty() -> None:
    assert len(links('<a href="a.pdf">甲</a> <a href="a.pdf">乙</a>')) == 1
    assert len(links("".join(f'<p><a href="{n}.pdf">第{n}号文件</a></p>' for n in range(60)))) == 50


def test_each_is_fetched_once_and_one_that_fails_is_still_named() -> None:
    asked = []

    def fetch(link: AttachmentLink) -> bytes:
        asked.append(link.url)
        if link.name == "乙":
            raise Unavailable("网站说没有（404）")
        return b"%PDF"

    one, two = fetched([AttachmentLink("甲", "u1"), AttachmentLink("乙", "u2")], fetch)
    assert one.load() == b"%PDF"
    with pytest.raises(Unavailable, match="404"):
        two.load()
    assert asked == ["u1", "u2"]


def test_the_hash_changes_with_what_is_read() -> None:
    def hash_of(name: str, data: bytes, limits: DocumentLimits = DocumentLimits()) -> str:
        link = AttachmentLink(name, "u")
        return attachments_hash(fetched([link], lambda _: data), limits)

    hashes = {hash_of("甲", b"1"), hash_of("甲", b"2"), hash_of("乙", b"1")}
    hashes.add(hash_of("甲", b"1", DocumentLimits(pages=3)))
    assert len(hashes) == 4
    assert attachments_hash(()) == ""
