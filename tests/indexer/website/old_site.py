"""The sample association's site, served as an old ASP.NET server would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.indexer.website.site_server import Answer, Site

_SHOWN = re.compile(rb"shownews_(\d+)\.html", re.I)
_LISTED = re.compile(rb"list_(\d+)\.html", re.I)
_ROW = re.compile("/shownews\\.aspx\\?id=(\\d+)", re.I)
_LIST = re.compile("/newslist\\.aspx\\?page=(\\d+)", re.I)
_SORRY = "<html><body><h2>对不起，您访问的页面不存在</h2>可能已被删除，请返回首页查看其他内容。</body></html>"
_SECOND = {b"&nav=new": b"&from=list", b"ShowNews": b"shownews", b"?ID=": b"?id="}


class OldSite:
    """Dynamic addresses, a header that says GB2312 whatever the page is, Content-Lengths
    that are wrong, pages that are slow or fail at first, print versions, sessions, links
    to other hosts and 404 with status 200."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.site = site
        site.otherwise = self.answer

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """What the server says."""
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /admin/\n", kind="text/plain")
        if path == "/sitemap.xml":
            return self._sitemap()
        if path in ("/", "/Default.aspx"):
            return self._served(self.folder / "index.html", path)
        found = _ROW.match(path)
        if found is not None:
            return self._article(found[1], path)
        listed = _LIST.match(path)
        name = f"list_{listed[1]}.html" if listed is not None else path.lstrip("/")
        return self._served(self.folder / name, path)

    def _sitemap(self) -> Answer:
        """Those pages that no other leads to."""
        files = sorted(self.folder.rglob("*.htm*"))
        paths = [file.relative_to(self.folder).as_posix() for file in files]
        others = [path for path in paths if "/" in path]
        rows = "".join(f"<url><loc>{self.site.url('/' + path)}</loc></url>" for path in others)
        return Answer(f"<urlset>{rows}</urlset>".encode(), kind="text/xml")

    def _article(self, number: str, path: str) -> Answer:
        if number == "318" and self.site.requests[path] == 1:
            return Answer("服务器应用程序错误".encode("gbk"), 500)
        return self._served(self.folder / f"shownews_{number}.html", path)

    def _served(self, file: Path, path: str) -> Answer:
        is_below = file.resolve().is_relative_to(self.folder.resolve())
        return (
            self._dressed(file.read_bytes(), path) if is_below and file.is_file() else self._sorry()
        )

    def _sorry(self) -> Answer:
        return Answer(_SORRY.encode("gbk"), kind="text/html; charset=gb2312")

    def _dressed(self, body: bytes, path: str) -> Answer:
        body = _SHOWN.sub(rb"ShowNews.aspx?ID=\1&nav=new", body)
        body = _LISTED.sub(rb"NewsList.aspx?page=\1", body)
        twice = b"".join(self._again(found[0]) for found in re.finditer(rb"ShowNews[^\"]+", body))
        extra = (
            b"<a href='/Default.aspx?sid=%d'></a><a href='/(S(q1w2e3))/Default.aspx'></a>"
            b"<a href='http://other.example/'></a><a href='/print.aspx?id=1'></a>"
            b"<a href='/admin/x.aspx'></a><a href='http://169.254.169.254/'></a>"
        )
        whole = body.rstrip()
        cut = whole.lower().rfind(b"</body>")
        links = extra.replace(b"%d", str(self.site.requests.total()).encode()) + twice
        whole = whole[:cut] + links + whole[cut:]
        length = len(whole) + 57 if path.lower().endswith("5") else None
        return Answer(whole, kind="text/html; charset=gb2312", length=length)

    def _again(self, link: bytes) -> bytes:
        for old, new in _SECOND.items():
            link = link.replace(old, new)
        return b"<a href='/" + link + b"'></a>"
