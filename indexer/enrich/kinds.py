"""What kind of article it is: weights for signs, all of them in one table, and a sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis import normalized
from index.article import Article, Kind

TITLE_LENGTH, OPENING_LENGTH, LEAD_LENGTH = 200, 150, 400
"""Characters that are read: what an article is, it says at its beginning. A bound also
on the title, for a pattern with a gap may look at a text as often as it is long."""

_MEETING = (
    r"(?:会议|大会(?!堂)|协商会|年会|例会|全会|理事会|常务理事会|监事会|代表会|座谈会|研讨会|交流会|推进会|动员会"
    r"|总结会|表彰会|论证会|评审会|审查会|讨论会|协调会|工作会|部署会|启动会|恳谈会|茶话会|办公会"
    r"|茶叙会|专题会|联席会|通报会|换届会|生活会|对接会|宣贯会|听证会|培训会|论坛|峰会|沙龙|换届)"
)
_HELD = r"(?:召开|举行|举办|开幕|闭幕|落幕|落下帷幕|顺利召开|如期举行|开成|开班)"
_STANDARD_NUMBER = r"\b(?:gb|hg|sh|jb|db\d*|jgj|t)(?:/[a-z]+)? ?\d{2,}"


@dataclass(frozen=True, slots=True)
class Sign:
    """``pattern`` found in the normalised ``part`` speaks for ``kind`` with ``weight``."""

    kind: Kind
    part: str
    pattern: re.Pattern[str]
    weight: float


def _sign(kind: Kind, part: str, weight: float, pattern: str) -> Sign:
    return Sign(kind, part, re.compile(pattern), weight)


SIGNS: tuple[Sign, ...] = (
    # The category: what the association itself filed it under, though columns are mixed.
    _sign(Kind.NOTICE, "category", 2.5, r"通知|公告|公示|通告"),
    _sign(Kind.POLICY, "category", 2.5, r"政策|法规|法律|规章|制度"),
    _sign(Kind.STANDARD, "category", 2.5, r"标准|规范"),
    _sign(Kind.MEETING, "category", 2.5, r"会议"),
    _sign(Kind.NEWS, "category", 1.5, r"新闻|动态|资讯|要闻|报道|风采|活动|快讯|头条"),
    _sign(
        Kind.OTHER, "category", 3.0, r"关于我们|简介|概况|联系|下载|办事|指南|入会|机构设置|章程"
    ),
    # The title says it outright.
    _sign(
        Kind.NOTICE,
        "title",
        6.0,
        r"(?:通知|公告|公示|通告|启事|邀请函|预通知|补充通知)\W*(?:\(.*\))?$",
    ),
    _sign(Kind.NOTICE, "title", 5.0, r"^(?:\W*(?:紧急|补充|会议))?(?:通知|公告|公示|通告)(?:\W|$)"),
    _sign(
        Kind.NOTICE,
        "title",
        3.0,
        r"的(?:通知|公告|公示|通告|函)(?!\W*(?:\(.*\))?$)|报名|征集|征文|招聘|倡议书",
    ),
    _sign(
        Kind.POLICY,
        "title",
        5.0,
        r"(?:关于)?(?:印发|颁布|修订|修改).*《|印发.*(?:办法|规定|意见|方案|规划|细则)",
    ),
    _sign(
        Kind.POLICY,
        "title",
        5.0,
        r"^(?!.*(?:听取|征求|征集|反映).*意见\W*$).*(?:办法|规定|条例|细则|若干意见|实施意见|指导意见|意见|规划|纲要|准则|规程|决定|行动计划"
        r"|若干措施|实施方案|行动方案|暂行规定)》?\W*(?:\(.*\))?$",
    ),
    _sign(Kind.POLICY, "title", 4.0, r"转发.*《"),
    _sign(Kind.POLICY, "title", 1.5, r"出台|修订|印发|施行"),
    _sign(Kind.POLICY, "title", 2.0, r"政策|法规|条例|办法》|规定》|意见》|规划》"),
    _sign(Kind.STANDARD, "title", 3.0, r"(?<!高)(?<!政治)(?:标准|规范|规程)(?!化)"),
    _sign(
        Kind.STANDARD,
        "title",
        3.0,
        r"(?:标准|规范|规程)》?.*(?:发布|实施|获批|批准|出台|报批|解读|征求意见)",
    ),
    _sign(Kind.STANDARD, "title", 5.0, _STANDARD_NUMBER),
    _sign(Kind.MEETING, "title", 5.0, rf"{_HELD}.*{_MEETING}|{_MEETING}.*{_HELD}"),
    _sign(Kind.MEETING, "title", 3.0, rf"{_MEETING}(?:纪要|综述|侧记)?(?:摘登|摘要)?\W*$"),
    _sign(Kind.MEETING, "title", 2.0, rf"(?:参加|出席|列席|参会).*{_MEETING}"),
    _sign(
        Kind.NEWS,
        "title",
        3.0,
        r"会见|会谈|走访|调研|考察|培训(?!会)|慰问|参观|签约|签署|揭牌|来函|致谢|贺信|回访|来访|获奖|荣获|喜获|开班|入选|获评",
    ),
    _sign(Kind.NEWS, "title", 1.0, r"成功|顺利|圆满|赴|组织|开展"),
    # The lead says what happened, or what will.
    _sign(
        Kind.MEETING,
        "opening",
        1.0,
        rf"{_HELD}(?!的).{{0,60}}{_MEETING}|{_MEETING}.{{0,40}}(?:召开|举行|落幕|闭幕)",
    ),
    _sign(
        Kind.MEETING,
        "lead",
        1.0,
        rf"(?:在.{{1,40}}|隆重|顺利|成功|圆满|如期|线上|组织|主持)?{_HELD}(?!的).{{0,60}}{_MEETING}",
    ),
    _sign(Kind.MEETING, "lead", 1.0, rf"{_MEETING}.{{0,40}}(?:召开|举行|落幕|闭幕)"),
    _sign(
        Kind.MEETING,
        "lead",
        1.0,
        r"会议(?:由|指出|强调|认为|要求|审议|听取|通过)|审议通过|主持会议|出席会议|出席了?会议",
    ),
    _sign(
        Kind.NOTICE,
        "lead",
        2.0,
        r"现将.{0,40}(?:通知|公告|公示|通告)如下|特此(?:通知|公告|通告|公示)|^.{0,6}各(?:会员|有关|相关)?单位:",
    ),
    _sign(Kind.NOTICE, "lead", 1.0, r"拟(?:定)?于|请于|报名|定于"),
    _sign(
        Kind.POLICY,
        "lead",
        2.0,
        r"第一章|第一条|为(?:了)?(?:规范|加强|贯彻|落实|深入贯彻).{0,80}(?:制定|提出)",
    ),
    _sign(
        Kind.STANDARD,
        "lead",
        1.5,
        r"(?:国家|行业|团体|地方|企业)标准.{0,60}(?:发布|实施|批准|起草|编制)",
    ),
    _sign(Kind.NEWS, "lead", 1.0, r"\d{1,2}月\d{1,2}日|近日|日前|昨日|今日|记者|讯\W"),
)

_PART_LABELS = {"category": "栏目", "title": "标题", "opening": "正文开头", "lead": "正文"}
LONGEST_REASON = 24

_PRECEDENCE = (
    Kind.NOTICE,
    Kind.MEETING,
    Kind.POLICY,
    Kind.STANDARD,
    Kind.NEWS,
    Kind.OTHER,
)


def kind_with_reason(article: Article) -> tuple[Kind, str]:
    """The kind, and in Chinese what speaks for it: 标题“…召开…会议”；栏目“会议报道”.

    It is the kind with the greatest sum of weights; :data:`_PRECEDENCE` breaks a tie.
    """
    found = _found_signs(article)
    weights = _weights(found)
    kind = max(_PRECEDENCE, key=lambda one: (weights[one], -_PRECEDENCE.index(one)))
    reasons = [(part, text) for sign, part, text in found if sign.kind is kind]
    parts = {label: text for part, text in reversed(reasons) if (label := _PART_LABELS[part])}
    shown = sorted(parts, key=list(_PART_LABELS.values()).index)
    return kind, "；".join(f"{label}“{_short(parts[label])}”" for label in shown)


def _weights(found: Sequence[tuple[Sign, str, str]]) -> dict[Kind, float]:
    """The sum of the weights of each kind's signs; OTHER starts just above nothing."""
    weights = dict.fromkeys(Kind, 0.0) | {Kind.OTHER: 0.1}
    for sign, _, _ in found:
        weights[sign.kind] += sign.weight
    if all(part == "lead" for sign, part, _ in found if sign.kind is Kind.MEETING):
        weights[Kind.MEETING] = 0.0  # a meeting that comes up later is mentioned in passing
    return weights


def _found_signs(article: Article) -> list[tuple[Sign, str, str]]:
    """The signs found, each with its part and what was found there."""
    parts = {
        "category": normalized("/".join(article.category)[:TITLE_LENGTH]),
        "title": normalized(article.title[:TITLE_LENGTH]),
        "opening": normalized(article.body[:OPENING_LENGTH]),
        "lead": normalized(article.body[:LEAD_LENGTH]),
    }
    matches = [(sign, sign.pattern.search(parts[sign.part])) for sign in SIGNS]
    return [(sign, sign.part, match.group()) for sign, match in matches if match is not None]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_REASON else text[:LONGEST_REASON] + "…"
