"""The old site, grown: thousands of articles in a column, with every fault that old sites have."""

from __future__ import annotations

import functools
import random
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from pathlib import Path

from tests.indexer.documents.document_files import word
from tests.indexer.website.old_site import OldSite
from tests.indexer.website.site_server import MISSING, Answer, Site

GB2312 = "text/html; charset=gb2312"
LISTED = 20
FIRST = 1001
_PAGE = re.compile(r"(?:/\([^/]*\))?/news\.aspx\?articleid=(\d+)(?:&page=(\d))?(?:&|$)", re.I)
_MOVED = re.compile(r"/archive/(\d+)\.html")
_LIST = re.compile(r"(?:/\([^/]*\))?/column\.aspx\?page=(\d+)", re.I)
_CALENDAR = re.compile(r"/calendar\.aspx\?month=(\d+)", re.I)
_OLD = re.compile(r"(?:/\([^/]*\))?/(?:shownews\.aspx\?id=|shownews_)(\d+)", re.I)
_PLACES = "江北 江南 渡口 石桥 白塔 青山 古城 新港 梅园 松林 清泉 双河".split()
_FIRMS = "防腐公司 涂料厂 热电厂 造船厂 研究所 检测站 设计院 化工厂 钢铁厂 水务局 职业学院".split()
_TOPICS = "储罐检修 桥梁涂装 阴极保护 管道巡查 标准宣贯 技能竞赛 安全培训 材料选型 冬季施工 节能改造".split()
_VERBS = "调研 走访 讨论 介绍 评审 总结 部署 验收 交流 考察".split()


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of the column. ``gone`` is how the server answers for it once it is deleted;
    ``moved``: it lies in the archive now; ``is_listed``: the column still names it."""

    number: int
    version: int = 0
    gone: str = ""
    moved: str = ""
    is_listed: bool = True

    @property
    def word(self) -> str:
        """What stands in this version of this article and nowhere else."""
        return f"zq{self.number}v{self.version}"

    @property
    def words(self) -> list[str]:
        """One of each page of it, and of its attachment."""
        parts = [f"{self.word}p{part}" for part in range(2, 4)] if self.is_long else []
        return [self.word, *parts, *([f"{self.word}d"] if self.is_attaching else [])]

    @property
    def trait(self) -> int:
        """What is wrong with its page, by number."""
        return self.number % 20

    @property
    def is_long(self) -> bool:
        """Whether it goes on over three pages."""
        return self.trait == 9

    @property
    def is_attaching(self) -> bool:
        """Whether a document hangs on it."""
        return self.number % 40 == 19

    @property
    def is_dynamic(self) -> bool:
        """Whether its page says nothing of when it changed, and is another each time."""
        return self.trait in (5, 15)


@dataclass(slots=True)
class Outage:
    """What the server does wrong for now: all of it fails, or all but the ``left`` newest
    articles are not to be found."""

    is_down: bool = False
    left: int | None = None
    failing: set[int] = field(default_factory=set)


class ListedSite(OldSite):
    """``entries`` are the articles of the column by number; the newest is listed first."""

    def __init__(self, folder: Path, site: Site, count: int) -> None:
        super().__init__(folder, site)
        self.entries = {n: Entry(n) for n in range(FIRST, FIRST + count)}
        self.outage = Outage()
        self.slow = 0.02

    def change(self, number: int, **to: object) -> None:
        """Make the article another."""
        self.entries[number] = replace(self.entries[number], **to)  # type: ignore[arg-type]

    def words(self) -> list[str]:
        """What can be read on the site: a word for each page and attachment."""
        return [word for entry in self.entries.values() if not entry.gone for word in entry.words]

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """What the server says."""
        if self.outage.is_down:
            return Answer("服务器太忙".encode("gbk"), 500)
        for pattern, handler in (
            (_PAGE, self._shown),
            (_MOVED, self._archived),
            (_LIST, self._listed),
            (_CALENDAR, self._calendar),
        ):
            found = pattern.match(path)
            if found is not None:
                return handler(found, path, headers)
        return self._other(path, headers)

    def _other(self, path: str, headers: Mapping[str, str]) -> Answer:
        if path == "/map.htm":
            return self._map()
        if path.startswith("/download.aspx?id="):
            number = int(path.partition("=")[2])
            return _kept(_document(f"{self.entries[number].word}d"), headers)
        if path in ("/404.aspx", "/sitemap.xml"):
            return self._sorry() if path == "/404.aspx" else MISSING
        if path in _FIXED:
            return _FIXED[path]
        answer = super().answer(path, headers)
        if path not in ("/", "/Default.aspx"):
            return answer
        more = "<a href='/Column.aspx?page=1'>协会要闻</a><a href='/map.htm'>网站地图</a>"
        return replace(answer, body=answer.body.replace(b"</body>", more.encode() + b"</body>"))

    def _map(self) -> Answer:
        """Leads to the pages of the example site that nothing else leads to."""
        files = [file.relative_to(self.folder) for file in sorted(self.folder.rglob("*.htm*"))]
        deep = [f"/{file.as_posix()}" for file in files if len(file.parts) > 1]
        faults = "".join(f"<li><a href='{path}'>旧栏目{path}</a></li>" for path in _FIXED)
        rows = "".join(f"<li><a href='{path}'>{path}</a></li>" for path in deep)
        return _gbk(f"<html><body>网站地图<ul>{rows}{faults}</ul></body></html>")

    def _current(self) -> list[Entry]:
        """The articles that the column lists, the newest first."""
        listed = [entry for entry in self.entries.values() if entry.is_listed]
        return sorted(listed, key=lambda entry: -entry.number)[: self.outage.left]

    def _listed(self, found: re.Match[str], path: str, headers: Mapping[str, str]) -> Answer:
        number, entries = int(found[1]), self._current()
        shown = entries[(number - 1) * LISTED : number * LISTED]
        if not shown:
            return self._sorry()
        rows = "".join(
            f"<tr><td>·<a href='{self._link(entry)}'>{_title(entry)}</a></td>"
            f"<td>{_day(entry)}</td></tr>"
            for entry in shown
        )
        ways = [("首页", 1), ("上一页", max(1, number - 1))]
        ways += [("下一页", number + 1)] if number * LISTED < len(entries) else []
        pager = "".join(f"<a href='Column.aspx?page={to}'>{text}</a> " for text, to in ways)
        return _gbk(
            f"<html><head><title>协会要闻</title></head><body>{self._state()}<table>{rows}</table>"
            f"{pager}<a href='/Calendar.aspx?month=1'>活动日历</a></body></html>"
        )

    def _link(self, entry: Entry) -> str:
        """One of the ways in which the column writes the address."""
        plain = f"/News.aspx?ArticleID={entry.number}"
        ways = {
            3: f"/archive/{entry.number}.html",
            5: f"/news.aspx?articleid={entry.number}&nav=list",
            6: f"/(S(x{self.site.requests.total()}y))/News.aspx?ArticleID={entry.number}",
            8: f"{plain}&sid={self.site.requests.total()}",
        }
        return f"/archive/{entry.number}.html" if entry.moved else ways.get(entry.trait, plain)

    def _archived(self, found: re.Match[str], path: str, headers: Mapping[str, str]) -> Answer:
        """Where some articles lie now, and what leads to others."""
        entry = self.entries.get(int(found[1]))
        if entry is None or self._is_away(entry):
            return MISSING
        if entry.moved:
            return self._article_page(entry, 1, path, headers)
        return Answer(status=302, headers={"Location": f"/News.aspx?ArticleID={entry.number}"})

    def _is_away(self, entry: Entry) -> bool:
        """Whether the server pretends not to have it."""
        newest = {one.number for one in self._current()}
        return bool(entry.gone) or (self.outage.left is not None and entry.number not in newest)

    def _shown(self, found: re.Match[str], path: str, headers: Mapping[str, str]) -> Answer:
        entry = self.entries.get(int(found[1]))
        if entry is None:
            return self._sorry()
        fails = entry.trait == 7 and self.site.requests[path] == 1
        if fails or entry.number in self.outage.failing:
            return Answer("服务器应用程序错误".encode("gbk"), 500)
        if entry.moved == "redirect":
            return Answer(status=301, headers={"Location": f"/archive/{entry.number}.html"})
        if entry.moved or self._is_away(entry):
            return _GONE.get(entry.gone, MISSING) if entry.gone != "soft" else self._sorry()
        return self._article_page(entry, int(found[2] or 1), path, headers)

    def _article_page(
        self, entry: Entry, part: int, path: str, headers: Mapping[str, str]
    ) -> Answer:
        text = f"<p>{_text(entry, part)}</p>" + self._extras(entry, part)
        noise = self._state() + f"<p>浏览次数：{self.site.requests.total()}</p>"
        html = (
            f"<html><head><title>{_title(entry)}-协会</title></head><body>"
            f"{noise if entry.is_dynamic else ''}<h1>{_title(entry)}</h1>"
            f"<p>发布时间：{_day(entry)} 来源：协会秘书处</p><div>{text}</div></body></html>"
        )
        body = html.encode("utf-8" if entry.trait == 1 else "gb18030")
        length = len(body) + 57 if entry.trait == 13 else None
        seconds = self.slow if entry.trait == 11 else 0.0
        answer = Answer(body, kind=GB2312, length=length, seconds=seconds)
        return answer if entry.is_dynamic else _kept(answer, headers, only_date=entry.trait == 17)

    def _extras(self, entry: Entry, part: int) -> str:
        number, links = entry.number, []
        if entry.is_long and part < 3:
            links.append(f"<a href='News.aspx?ArticleID={number}&page={part + 1}'>下一页</a>")
        if entry.is_attaching:
            links.append(f"附件：<a href='/download.aspx?id={number}'>报名表.docx</a>")
        near = self._near(number)
        links += [
            f"<a href='/NEWS.ASPX?articleid={near}&from=next'>上一篇</a>",
            f"<a href='/Print.aspx?ArticleID={number}'>打印本页</a>",
            f"<a href='/News.aspx?ArticleID={number}&print=1'>【打印】</a>",
            f"<a href='/News.aspx?ArticleID={near}&theme={'red' if number % 2 else 'blue'}'>x</a>",
            "<a href='/admin/edit.aspx'>管理</a>",
        ]
        return "".join(links)

    def _near(self, number: int) -> int:
        """The article before, among those that are listed."""
        while number > FIRST:
            number -= 1
            if self.entries[number].is_listed:
                return number
        return max(self.entries)

    def _state(self) -> str:
        """What ASP.NET puts into each page, and is another each time."""
        return f"<input type='hidden' name='__VIEWSTATE' value='{self.site.requests.total()}'>"

    def _calendar(self, found: re.Match[str], path: str, headers: Mapping[str, str]) -> Answer:
        month = int(found[1])
        days = "".join(f"<td>{day}</td>" for day in range(1, 29))
        onward = f"<a href='/Calendar.aspx?month={month + 1}'>下个月</a>"
        return _gbk(
            f"<html><body>第 {month} 月的活动日历，本月没有安排{days}{onward}</body></html>"
        )


def identity(path: str) -> str:
    """Which page of the site an address means, however it is written."""
    for name, pattern in {"news": _PAGE, "column": _LIST, "archive": _MOVED, "old": _OLD}.items():
        found = pattern.match(path)
        if found is not None:
            return " ".join([name, *(part or "1" for part in found.groups())])
    return "home" if path.endswith("/") or "default.aspx" in path.lower() else path.lower()


def _gbk(html: str) -> Answer:
    return Answer(html.encode("gb18030"), kind=GB2312)


def _kept(answer: Answer, headers: Mapping[str, str], *, only_date: bool = False) -> Answer:
    """With an ETag, or a Last-Modified that says no less; 304 for who has it."""
    sum_ = zlib.crc32(answer.body)
    if only_date:
        name, value, asked = "Last-Modified", formatdate(sum_ % 1_500_000_000), "if-modified-since"
    else:
        name, value, asked = "ETag", f'"{sum_:x}"', "if-none-match"
    has_it = headers.get(asked) == value
    given = {name: value}
    return Answer(status=304, headers=given) if has_it else replace(answer, headers=given)


@functools.lru_cache(maxsize=200)
def _document(text: str) -> Answer:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return Answer(word("报名表", f"编号{text}"), kind=kind)


def _title(entry: Entry) -> str:
    drawn = random.Random(entry.number)
    return (
        f"{drawn.choice(_PLACES)}{drawn.choice(_FIRMS)}{drawn.choice(_VERBS)}"
        f"{drawn.choice(_TOPICS)}（第{entry.number}期）"
    )


def _text(entry: Entry, part: int) -> str:
    drawn = random.Random(entry.number * 10 + part)
    parts = [
        f"协会{drawn.choice(_VERBS)}了{drawn.choice(_PLACES)}{drawn.choice(_FIRMS)}的"
        f"{drawn.choice(_TOPICS)}，{drawn.choice(_PLACES)}{drawn.choice(_FIRMS)}派人参加。"
        for _ in range(5)
    ]
    return "".join(parts) + f"本页编号{entry.word}" + (f"p{part}。" if part > 1 else "。")


def _day(entry: Entry) -> str:
    return f"20{10 + entry.number % 9:02d}-{1 + entry.number % 12:02d}-{1 + entry.number % 28:02d}"


def _to(path: str) -> Answer:
    return Answer(status=302, headers={"Location": path})


_GONE = {"404": MISSING, "410": Answer(b"gone", 410), "page": _to("/404.aspx")}
_FIXED: dict[str, Answer] = {
    "/member.aspx?id=1": Answer("会员请登录".encode("gbk"), 403),
    "/broken.aspx": Answer("服务器应用程序错误".encode("gbk"), 500),
    "/circle1.aspx": _to("/circle2.aspx"),
    "/circle2.aspx": _to("/circle1.aspx"),
    "/partner.aspx": _to("http://partner.example/"),
    "/empty.aspx": Answer(b"  ", kind=GB2312),
    "/photo.aspx": Answer(b"\x89PNG" + b"\0" * 90, kind=GB2312),
    "/nowhere.aspx": MISSING,
}
FAULTS = {
    "/member.aspx?id=1": "服务器拒绝（403）",
    "/broken.aspx": "服务器出错（500）",
    "/circle1.aspx": "转向绕成了圈",
    "/partner.aspx": "转到别的网站（partner.example），没有跟进",
    "/empty.aspx": "空文件",
    "/photo.aspx": "二进制文件（PNG 图片）",
}
"""What the report is to say of pages that the crawl cannot have."""
