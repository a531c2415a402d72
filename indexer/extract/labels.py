"""Labelled values (发布时间：…, 来源：…) in the lines of a page.

A line is read in its raw form: white space as written, and ``SEAM`` where two inline
elements meet, because a value ends at a wide gap or at the end of its own element.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from indexer.extract.dates import days_in
from indexer.extract.visible import collapse

SEAM = "\x1f"
_GAP = rf"[\s{SEAM}]*"

_NAMES: dict[str, str] = {
    # First alternative wins, so longer names stand before the names they begin with.
    "published": "发布时间 发布日期 发布于 发表时间 发表日期 发表于 发文日期 发文时间 公开日期 公布日期"
    " 公开时间 发稿时间 发稿日期 添加时间 添加日期 录入时间 录入日期 上传时间 上传日期 加入时间 创建时间"
    " 文章日期 信息时间 新闻日期 上网日期 上网时间",
    "dated": "日期 时间 date time",
    "updated": "更新时间 更新日期 最后更新 最近更新 修改时间 更新",
    "written": "成文日期 成文时间 印发日期 签发日期 生成日期 实施日期 生效日期 施行日期 截止日期 截止时间 报名时间",
    "attribution": "文章来源 信息来源 新闻来源 稿件来源 资料来源 内容来源 来源于 来源 出处 稿源 发文机关 发文单位"
    " 发布机构 发布单位 发布部门 信息发布单位 来自 source",
    "author": "文章作者 作者 撰稿人 撰稿 撰文 供稿人 供稿单位 供稿 投稿人 通讯员 author",
    "editor": "责任编辑 责编 文章编辑 网络编辑 美术编辑 编辑 编审 审核人 审核 文章录入 复审 终审 初审 校对 录入者"
    " 录入人 录入 发布人 发布者 发布员 添加人 上传者 上传人 上传 排版 签发 责任校对",
    "views": "阅览次数 浏览次数 点击次数 阅读次数 查看次数 访问次数 浏览人次 浏览人数 阅读人数 浏览量 阅读量"
    " 点击量 访问量 点击数 浏览数 阅读数 点击率 访问数 文章热度 人气指数 人气 热度 浏览 阅览 点击 阅读"
    " 访问 已阅 查看 hits views click",
    "category": "所属栏目 所属类别 所属分类 文章分类 信息分类 新闻分类 新闻类别 新闻类型 主题分类 公开类别"
    " 体裁分类 发布栏目 栏目名称 栏目 类别 分类",
    "trail": "当前所在位置 你当前的位置 您当前的位置 您现在的位置 你现在的位置 您所在的位置 你所在的位置"
    " 您当前位置 您的当前位置 你的当前位置 现在的位置 目前位置 现在位置 当前位置 您的位置 你的位置 所在位置"
    " 当前页面 当前栏目 当前路径 位置 路径 导航",
    "number": "发文字号 发文文号 公文文号 文件编号 标准编号 标准号 文 号 文号 字号",
    "index": "索引号 索取号 信息索引 公开方式 公开范围 公开形式 有效性 效力状态"
    " 服务对象 信息有效性",
    "keywords": "主题词 关键词 关键字 标签",
    "title": "文件名称 信息名称 文章标题 标题 名称",
    "address": "本文网址 本文链接 本文地址 文章链接 文章地址 原文链接 原文地址 页面地址 转载请注明出处",
    "widget": "字体大小 文字大小 字体 字号 视力保护色 保护视力色 背景色 分享到 分享至 分享 打印 收藏 评论 评论数",
}


def _spaced(name: str) -> str:
    """发布日期 also written 发 布 日 期."""
    return _GAP.join(map(re.escape, name)) if not name.isascii() else rf"(?i:{name})"


_KIND_OF = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_ALL = "|".join(_spaced(name) for name in sorted(_KIND_OF, key=len, reverse=True))
_LABEL = re.compile(
    rf"(?:(?<![\w])|(?<=[次条年月日号\d]))(?P<name>{_ALL}){_GAP}[\]】]?{_GAP}[:：]{_GAP}"
)
_NO_COLON = re.compile(
    r"(?P<published>发布于|发表于)[\s\x1f]*(?=\d{4})"
    r"|(?P<views>(?:浏览|阅读|点击|阅览|访问|查看|已阅|人气)(?:次数|量|数)?)[\s\x1f（(\[]*(?=\d)"
)
_VIEWS_AFTER = re.compile(
    r"(?<![\w.])(?:已有|共有|已被|共|被)?[\s\x1f]*(\d[\d,，]*)[\s\x1f]*(?:人次|次|人)?[\s\x1f]*"
    r"(?:浏览|阅读|点击|阅览|访问|查看|围观)(?![\u4e00-\u9fff])"
)
_VALUE_END = re.compile(
    rf"[^\s\[【(（{SEAM}]({SEAM}|[ \t]{{2,}}|[\u3000\xa0]{{1,}}|\t|[|│｜]|[\]】)）〕]?$)"
)
_LONG_GAP = re.compile(rf"[\s{SEAM}]{{5,}}")
_LONGEST_LINE = 2000
_NUMBER = re.compile(r"\d[\d,，]*")
_WAN = re.compile(r"(\d+(?:\.\d+)?)\s*万")
_STRAY = " \t\u3000\xa0\x1f[]【】()（）〔〕|│｜,，;；、。-—·/>"


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled value: its kind (``published``, ``attribution``, …) and where it stands."""

    kind: str
    value: str
    start: int
    end: int


def squeezed(raw: str) -> str:
    """A raw line with its long runs of gaps and seams shortened: five or more mean no
    more than that there is a gap, and patterns that step over them stay linear."""
    return _LONG_GAP.sub(lambda gap: SEAM if SEAM in gap[0] else "    ", raw)


def labels_in(raw: str) -> list[Label]:
    """The labelled values of one raw line, in order; offsets are of ``raw``.

    A line beyond 2,000 characters is running text and has none.
    """
    if len(raw) > _LONGEST_LINE:
        return []
    starts = [(m.start(), m.end(), _kind(m["name"])) for m in _LABEL.finditer(raw)]
    for match in _NO_COLON.finditer(raw):
        if not any(start <= match.start() < end for start, end, _ in starts):
            starts.append((match.start(), match.end(), str(match.lastgroup)))
    starts.sort()
    limits = [start for start, _, _ in starts[1:]] + [len(raw)]
    return [_label(raw, *item, limit) for item, limit in zip(starts, limits, strict=False)]


def _kind(written: str) -> str:
    return _KIND_OF[re.sub(rf"[\s{SEAM}]+", "", written).lower()]


def _label(raw: str, start: int, begin: int, kind: str, limit: int) -> Label:
    if kind in ("trail", "title", "keywords"):  # they have gaps in them
        end = len(raw) if kind == "trail" else limit
    else:
        gap = _VALUE_END.search(raw, begin, limit)
        end = gap.start() + 1 if gap else limit
    value = collapse(raw[begin:end].replace(SEAM, " " if kind == "trail" else "").strip(_STRAY))
    return Label(kind, value, start, end)


def tidy_source(value: str, today: date) -> str:
    """An attribution or author without a date or a bracket that ran into it."""
    for found in days_in(value, today):
        value = value[: found.start]
        break
    value = collapse(value).strip(_STRAY)
    for opening, closing in ("（）", "()", "《》", "【】"):
        if value.count(opening) > value.count(closing):
            value += closing
    return "" if len(value) > 60 or value in ("本站原创", "未知", "不详", "无") else value


def views_in(raws: Iterable[str]) -> int | None:
    """The view count that the first of these raw lines to hold one gives."""
    for raw in raws:
        for label in labels_in(raw):
            if label.kind == "views":
                count = read_count(label.value)
                if count is not None:
                    return count
        after = _VIEWS_AFTER.search(raw) if len(raw) < 80 else None
        if after:
            return read_count(after[1])
    return None


def read_count(text: str) -> int | None:
    """``1,198次`` -> 1198, ``1.2万`` -> 12000; None where there is no number."""
    plain = text.replace(SEAM, "").lstrip(_STRAY)
    wan = _WAN.match(plain)
    if wan:
        return int(float(wan[1]) * 10_000)
    found = _NUMBER.match(plain)
    return int(re.sub("[,，]", "", found[0])[:15]) if found else None
