"""Which lines are the page's furniture and not the article's: told from the line alone."""

from __future__ import annotations

import re
from datetime import date

from indexer.extract.dates import days_in
from indexer.extract.labels import SEAM, labels_in
from indexer.extract.visible import collapse

_OPEN = r"^[\[【（(<《«‹|\s·>◆■●\-]*"
_PAGER = re.compile(
    _OPEN
    + r"(?:(?:上|下|前|后)\s?一?\s?[篇条则页个](?:新闻|文章|信息|资讯|公告|记录)?|没有了|返回列表|返回上一?[页级]|返回首页"
    r"|返回顶部|返回目录|返回|回到顶部|top|关闭窗口|关闭本页|关闭页面|关闭此页|关闭|打印本页|打印本文|打印此文|打印此页|打印"
    r"|我要打印|加入收藏|收藏本页|推荐给朋友|发表评论|我要评论|我要投稿|告诉好友)(?=$|[\s:：】\]）)>》|,，/(\[【（.。没…])",
    re.I,
)
_NEIGHBOUR = re.compile(_OPEN + r"(?:上|下)\s?一\s?[篇条则页个].{0,20}[:：]")
_RELATED = re.compile(
    _OPEN
    + r"(?:相关(?:文章|新闻|阅读|信息|链接|资讯|内容|推荐|稿件|报道)|延伸阅读|猜你喜欢|热门(?:文章|新闻|推荐|资讯|点击)"
    r"|推荐(?:文章|阅读|新闻)|最新(?:文章|新闻|资讯|动态)|更多(?:新闻|精彩)|热点(?:文章|新闻|资讯)|图片新闻|网友评论|全部评论|点击排行|新闻排行"
    r"|热门标签|友情链接)[\]】:：>\s]*(?:$|\||更多|more)",
    re.I,
)
_CLOSE = r"[\]】）)>»\s:：]*"
_SUMMARY = re.compile(
    _OPEN
    + r"(?:简介|(?:视频|音频|节目|栏目|内容|文章|新闻|本期)(?:简介|介绍)|(?:内容|文章|新闻)?(?:摘要|提要|导读)"
    r"|核心提示)" + _CLOSE
)
_TEXT_HEADING = re.compile(_OPEN + r"(?:(?:文章|新闻)?正文|(主要内容|详细内容))" + _CLOSE + "$")
_FOOTER = re.compile(
    r"版权所有|版权声明[:：]|copyright\s*(?:©|\(c\)|&copy;|20|19|@|all)|©|all rights reserved"
    r"|ICP备|ICP证|公网安备|网安备\s*\d"
    r"|友情链接|建议使用.{0,12}(?:浏览|IE|分辨率)|网站地图|技术支持\s?[:：]|您是第.{0,12}位访",
    re.I,
)
_WIDGET = re.compile(
    _OPEN
    + r"(?:扫一扫.{0,24}|微信扫.{0,20}|扫描二维码.{0,20}|分享到?[:：]?.{0,30}|分享|点赞|收藏|复制链接|微博|微信|朋友圈|"
    r"QQ空间|手机(?:浏览|查看|阅读).{0,10}|【?字[体号][:：].{0,24}|视力保护色.{0,20}"
    r"|(?:大\s*中\s*小|A\+?\s*A-?)|保护视力色.{0,20}"
    r"|阅读全文|展开全文|朗读|语音播报|收听|无障碍.{0,8}|繁體|简体)[\]】）)\s]*$"
)
_BUTTONS = frozenset("点赞 收藏 评论 分享 转发 打印 关注 订阅 投诉 举报 纠错 下载 复制链接".split())
_NOTICE = re.compile(
    _OPEN
    + r"(?:最新公告|最新通知|滚动(?:新闻|公告|信息)|站内公告|网站公告|本站公告|公告|通知公告|最新消息)\s*[\]】]?\s*[:：]"
)
WELCOME = re.compile(
    r"(?:您好[，,！!\s]*)?欢迎(?:您)?(?:访问|光临|来到|进入|浏览|登录)[^。]{0,40}$"
)
_CLOCK = re.compile(r"今天是|现在是?[:：]\s*\d|星期[一二三四五六日天]\s*$")
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,24}(?::\d+)?(?:/[\w./?%&=#~+-]*)?", re.I)
_SITE_WORDS = re.compile(
    r"字[体号]|[【\[（(]\s*[大中小]\s*[】\]）)]|大\s*中\s*小"
    r"|打印|关闭|收藏|分享|我要投稿|本站|原创|转载|次|人次|放大|缩小|默认|纠错|评论|微信|微博|QQ空间"
    r"|浏览|阅读|点击|人气|来源|作者|编辑|星期[一二三四五六日天]|周[一二三四五六日]|\d{1,2}:\d{2}(?::\d{2})?|上午|下午|AM|PM|\d+"
)
_LONGEST_BYLINE = 60
_NUMERIC_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_IN_SENTENCES = re.compile(r"[，。；：！？“”《》,;:!?]")
_NOT_WORD = re.compile(r"[\W_]+")
_LISTED = re.compile(
    r"下一页.{0,12}(?:尾页|末页|最后)|共\s*\d+\s*[页条].{0,30}(?:页|条)|首页\s*上一?页\s*下一?页|(?:尾页|末页)\s*$"
)

HEAD_KINDS = frozenset(
    "published dated updated attribution author editor views index keywords number".split()
)
TAIL_KINDS = frozenset("editor views attribution author address widget published updated".split())


def is_pager(text: str) -> bool:
    """上一篇, 返回列表, 关闭窗口: after it the article is over."""
    return len(text) < 200 and bool(_PAGER.search(text) or _NEIGHBOUR.search(text))


def is_tail(text: str) -> bool:
    """A line that opens what follows an article: pager, related articles, footer."""
    return is_pager(text) or (
        len(text) < 300 and (_RELATED.search(text) is not None or _FOOTER.search(text) is not None)
    )


def is_related(text: str) -> bool:
    """相关稿件 and the like: the heading of links that may or may not follow."""
    return len(text) < 40 and _RELATED.search(text) is not None


def is_summary_heading(text: str) -> bool:
    """视频简介, 内容摘要, 导读 alone on a line: a block beside the article's text."""
    return len(text) < 16 and _SUMMARY.fullmatch(text) is not None


def is_summary(text: str) -> bool:
    """A line that says of itself that it is a summary: 视频简介：…."""
    found = _SUMMARY.match(text)
    return found is not None and text[: found.end()].rstrip()[-1] in ":：】"


def is_text_heading(text: str, summarised: bool) -> bool:
    """正文 alone on a line, above the text of an article; 主要内容 too where a summary has
    been ``summarised`` above it, and elsewhere a heading of the text itself."""
    found = _TEXT_HEADING.search(text) if len(text) < 16 else None
    return found is not None and (summarised or found[1] is None)


def is_footer(text: str) -> bool:
    """A line of the page's foot: copyright, filing numbers, friendly links."""
    return len(text) < 300 and _FOOTER.search(text) is not None


def is_widget(text: str) -> bool:
    """Share buttons, type size, QR code captions, notice bars, welcomes and clocks."""
    if len(text) > 120:
        return False
    return any(p.search(text) for p in (_WIDGET, WELCOME, _CLOCK))


def is_toolbar(raw: str) -> bool:
    """A raw line that begins with two buttons, each an element of its own: 点赞 收藏."""
    pieces = [piece for part in raw.split(SEAM) if (piece := part.strip())]
    return len(raw) <= 120 and len(pieces) > 1 and set(pieces[:2]) <= _BUTTONS


def is_notice_bar(text: str) -> bool:
    """最新公告：… above everything."""
    return _NOTICE.search(text) is not None


def is_list_pager(text: str) -> bool:
    """下一页 尾页, 共12页: only lists have it."""
    return len(text) < 200 and _LISTED.search(text) is not None


def is_site_line(raw: str, today: date) -> bool:
    """The line under a headline: date, source, views and little else."""
    if len(raw) > 400:
        return False
    kinds = [label for label in labels_in(raw) if label.kind in HEAD_KINDS]
    rest = without_labels(raw, today)
    dated = next(days_in(raw.replace(SEAM, " "), today), None) is not None
    if not kinds and not dated:
        return False
    return len(_NOT_WORD.sub("", _SITE_WORDS.sub("", rest))) <= (6 if kinds or dated else 0)


def is_byline(raw: str, today: date) -> bool:
    """Names and a date that a system wrote (``某报 张三 2023-05-06 09:12``), no label: the line
    under a headline, and anywhere else any line."""
    text = collapse(raw.replace(SEAM, " "))
    found = [day for day in days_in(text, today) if len(text) <= _LONGEST_BYLINE]
    if len(found) != 1 or _NUMERIC_DAY.search(text) is None:
        return False
    start, end = found[0].start, found[0].end
    rest = (text[:start] + text[end:]).strip()
    return (not start or end == len(text)) and _IN_SENTENCES.search(rest) is None


def is_tail_label(raw: str) -> bool:
    """A label line that closes an article: editor, views, source; never a long sentence."""
    text = collapse(raw.replace(SEAM, ""))
    labels = labels_in(raw)
    if len(text) > 120 or not labels or labels[0].kind not in TAIL_KINDS:
        return False
    head = raw[: labels[0].start]
    return not _NOT_WORD.sub("", head.replace(SEAM, "")) and "。" not in text[:-1]


def without_labels(raw: str, today: date) -> str:
    """``raw`` without its labelled values, its dates and its addresses."""
    for label in reversed(labels_in(raw)):
        if label.kind not in ("trail", "title"):
            raw = raw[: label.start] + " " + raw[label.end :]
    raw = _ADDRESS.sub(" ", raw.replace(SEAM, " "))
    for found in reversed(list(days_in(raw, today))):
        raw = raw[: found.start] + " " + raw[found.end :]
    return collapse(raw)
