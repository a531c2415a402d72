"""What a meeting is called, and which of a series it is.

A name ends with a word for a meeting (理事会, 座谈会, 论坛) and begins after whatever stands
before names: a verb, a date, an organisation. Of the names at the beginning of an article
the one that says most, stands in the title or beside 召开 is the meeting's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.enrich.han_numbers import number_of
from indexer.enrich.meeting_text import Sentence

LEAD = 6
"""Sentences, the title among them, in which the name is looked for."""
LONGEST = 60

_BODIES = "会员代表大会|会员大会|代表大会|党员大会|常务理事会|理事会|监事会|委员会|理事长办公会|会长办公会|办公会|联席会"
GATHERINGS = (
    "座谈会|协商会|研讨会|交流会|培训会|推进会|动员会|总结会|表彰会|论证会|评审会|审查会|讨论会|协调会|部署会"
    "|启动会|恳谈会|茶话会|专题会|通报会|对接会|宣贯会|听证会|生活会|洽谈会|说明会|报告会"
    "|鉴定会|验收会|调度会|碰头会|见面会|例会|年会|全会|大会(?!堂)|会议|论坛|峰会|沙龙"
    "|签约仪式|颁奖仪式|揭牌仪式"
)
_HEAD = re.compile(rf"(?:{_BODIES}|{GATHERINGS})(?:议(?!题|定|案|程|论|室))?")
_NUMBER = r"[\d一二三四五六七八九十百]{1,4}"
_NUMBERED = re.compile(rf"第{_NUMBER}[届次期]|首[届次期]|{_NUMBER}届{_NUMBER}次|(?:19|20)\d\d年")
_FORMAL = re.compile(rf"第{_NUMBER}届.+第{_NUMBER}次.*会议?")
_MORE = re.compile(
    rf"(?:(?:19|20)\d\d年?度?)?(?:第{_NUMBER}次|{_NUMBER}届{_NUMBER}次)?(?:全体|扩大|年度|工作|成立|专题|换届|选举"
    rf"|\(扩大\)){{0,2}}"
    rf"(?:{_HEAD.pattern})"
)
_OWNERS = "工会|协会|学会|商会|分会|总会|联合会|研究会|促进会|公司|集团"
"""Ends of bodies whose meeting begins with a number."""
# What a name does not hold: it begins after the last of these before its head.
_BEFORE = re.compile(
    r"[,;:。!?\s]|[“\"](?=[^”\"]*$)|\d日(?:上午|下午|晚上?|至)?|\d{1,2}月\d{1,2}日?|上午|下午|[昨今前][日天]"
    r"|日前|近日|[一二三四]季度(?!党)"
    r"|召开了?|举行了?|举办了?|参加了?|出席了?|组织(?=了|召开|举办)|主持了?|承办的?|主办的?|协办的?|开展了|迎来|审议|对(?=第)|祝贺|致电"
    r"|提请|听取|围绕|筹备|出席了?|关于(?!.{0,8}的)|贯彻|落实(?!会|推进)|传达|学习(?!会|交流|培训|班|贯彻|研讨|座谈)"
    r"|为期.{1,3}天的?|原定.{1,4}召开的?|随后|由|受|在|于(?!是)|本会(?!计)|我会|(?<![\u4e00-\u9fff])(?:本次|这次"
    r"|此次|该|学?协会(?!员))"
    rf"|(?:{_OWNERS})(?=(?:{_NUMBER}届|第{_NUMBER}[届次]|首届|(?:19|20)\d\d年))"
    r"|(?:协会|学会|商会|联合会|研究会|促进会)(?=[^,。协学]{2,20}专业委员会)"
    r"|(?<=[^的])的(?!士)|(?:本|这|此|该)(?:次|届)|(?:隆重|顺利|成功|圆满)(?=召开|举行)|——"
)
_GENERIC = re.compile(
    r"(?:本次|此次|这次|首次|全体|视频|网络|线上|现场|主题|工作|大型|相关|有关|重要|一次|多次|各种|各类|双方|下次|上次|以上|小组|扩大"
    r"|[上下]半年|学?协会)*"
    r"(?:会议|大会|会|论坛|全会|年会(?=们)|分会|专业组|委员会|讲座|发布会|报告会)"
)
_OTHER_WORD = re.compile(r"[长员室费场报]|上(?!,)|纪(?!要)")
"""What makes another word of a name's end: 理事会会员, 会议室."""

_JOINED = re.compile(rf"暨(?:[^,;:。!?\s暨]){{0,30}}?(?:{_HEAD.pattern})(?:{_MORE.pattern})*")
_PLANNED = re.compile(
    r"(?:决定|建议|将在?|拟|定|计划)[^,;。召]{0,24}(?:召开|举行|举办)[^,;。]{0,6}$"
)
_AGREED = re.compile(r"商定|议定|明确|决定")
_NUMBER_BEFORE = re.compile(
    rf"(?:(?:19|20)\d\d年度?|第{_NUMBER}[届次]|{_NUMBER}届|首届)[\u4e00-\u9fff]{{0,2}}$"
)
_BARE = ("理事会", "监事会", "委员会")
_HELD = re.compile(r"召开|举行|举办|开幕|闭幕|落幕|落下帷幕|开班|接着召开")
_NOT_HELD_YET = re.compile(r"拟[定]?于|将于|定于|即将|下次会议|届时")


@dataclass(frozen=True, slots=True)
class Name:
    """A meeting's name as written, at ``[start, end)`` of its sentence."""

    text: str
    sentence: Sentence
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numbering:
    """Of which series a meeting is, and its term (届) and session (次) where they are said."""

    series: str = ""
    term: str = ""
    session: str = ""


def name_of(sentences: Sequence[Sentence], ends: Sequence[Sequence[int]]) -> Name | None:
    """The meeting's name; ``ends`` are, for each sentence, where organisations end in it."""
    lead = list(zip(sentences[:LEAD], ends[:LEAD], strict=True))
    found = [name for sentence, own in lead for name in _names(sentence, own)]
    if not found:
        return None
    written = [name.text for name in found]
    best = max(found, key=lambda name: (_worth(name, written), -found.index(name)))
    longer = [name for name in found if _is_fuller(name.text, best.text)]
    chosen = max([best, *longer], key=lambda name: len(name.text))
    return None if _says_nothing(chosen.text) else chosen


def is_numbered(sentence: Sentence, start: int) -> bool:
    """Whether a year or an ordinal stands right before ``start``: in 2022年三市档案学会联席会议
    the organisation is a part of the name."""
    return _NUMBER_BEFORE.search(sentence.plain, max(0, start - 8), start) is not None


def _says_nothing(name: str) -> bool:
    """召开会议, or a standing body alone, which is not the name of one of its meetings."""
    numbering = numbering_of(name)
    numbered = numbering.session or numbering.term
    return bool(_GENERIC.fullmatch(name)) or (name.endswith(_BARE) and not numbered)


def _is_fuller(name: str, other: str) -> bool:
    """Whether it says more of the same meeting: what 暨 adds, whose session it is, or what
    座谈会 is about."""
    before = name.removesuffix(other)
    if before != name and _HEAD.fullmatch(other):
        return True
    return name.startswith(other) or (before != name and before.endswith(("会", "组", "暨")))


def _worth(name: Name, written: Sequence[str]) -> float:
    numbering = numbering_of(name.text)
    clause = name.sentence.plain[max(0, name.start - 40) : name.end + 60]
    follows = name.sentence.plain[name.end : name.end + 4]
    return (
        2.0 * bool(numbering.session)
        + 1.0 * bool(numbering.term)
        + 1.0 * bool(numbering.series)
        + 2.0 * bool(_HELD.search(clause))
        + 1.5 * (name.sentence.field == "title")
        + 1.0 * (written.count(name.text) > 1)
        + 1.5 * bool(_NUMBERED.match(name.text))
        + 2.0 * bool(_FORMAL.match(name.text))
        + 0.05 * min(len(name.text), 24)
        - 3.0 * _says_nothing(name.text)
        - 3.0 * bool(_NOT_HELD_YET.search(clause))
        - 3.0 * bool(_AGREED.search(name.sentence.plain, 0, name.start))
        - 3.0 * bool(_PLANNED.search(name.sentence.plain[max(0, name.start - 40) : name.start]))
        - 4.0 * follows.startswith(("闭幕后", "结束后", "之后", "精神"))
    )


def _names(sentence: Sentence, ends: Sequence[int]) -> Iterator[Name]:
    plain, done = sentence.plain, 0
    while (head := _HEAD.search(plain, done)) is not None:
        end = head.end()
        while (more := _MORE.match(plain, end)) is not None:
            end = more.end()
        if (joined := _JOINED.match(plain, end)) is not None:
            end = joined.end()
        start = _beginning(plain, head.end(), done, ends)
        done = end
        text = _unquoted(sentence.text[start:end].strip("·-—、 "))
        start = sentence.text.find(text, start)
        if len(text) > 2 and not _OTHER_WORD.match(plain, end):
            yield Name(text, sentence, start, end)


def _unquoted(text: str) -> str:
    """Without quotation marks around it or without a partner; “冬日暖阳”动员会 keeps its own."""
    if text.count("“") == text.count("”") and not (text.startswith("“") and text.endswith("”")):
        return text
    return text.strip('“”"')


def _beginning(plain: str, head: int, done: int, ends: Sequence[int]) -> int:
    """Where the name begins whose first head ends at ``head``."""
    low = max(done, head - LONGEST)
    start = max([low, *(end for end in ends if low < end < head)])
    for match in _BEFORE.finditer(plain, start, head):
        if match.end() < head and not _inside_title(plain, start, match.start()):
            start = match.end()
    return start


def _inside_title(plain: str, start: int, at: int) -> bool:
    return any(
        plain.count(opening, start, at) > plain.count(closing, start, at)
        for opening, closing in ("《》", "“”")
    )


_YEAR = r"(?:19|20)\d\d年(?:度)?"
_FOUNDED = re.compile(
    r"(?P<series>.{2,20}?(?:委员会|分会|学会|协会|专业组|党支部))成立(?:大会|仪式|会议)?"
    rf".*?(?:第(?P<session>{_NUMBER})次(?:全体)?会议)?"
)
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"第(?P<term>{_NUMBER})届(?P<series>.+?)(?:{_YEAR})?第(?P<session>{_NUMBER})次"
        r"(?:\(?扩大\)?)?(?:全体)?(?:会议|全会|大会|例会)?",
        rf"(?P<term>{_NUMBER})届(?P<session>{_NUMBER})次(?P<series>.+?)(?:(?<=会)会议)?",
        rf"(?P<series>.+?)(?P<term>{_NUMBER})届(?P<session>{_NUMBER})次(?:会议|全会)?",
        rf"第(?P<term>{_NUMBER})届(?P<series>(?:常务)?理事会|监事会|[^第]*?委员会)(?:{_YEAR})?"
        r"(?:会议|全体会议|年度会议|年会)?",
        rf"(?:{_YEAR})?第(?P<session>{_NUMBER})[次期](?P<series>.+)",
        rf"(?:{_YEAR})?(?P<series>.+?)(?:{_YEAR})?第(?P<session>{_NUMBER})次(?:全体)?(?:会议|全会)?",
        rf"(?:{_YEAR})?(?:第(?P<session>{_NUMBER}|)|首)届(?P<series>.+)",
        rf"{_YEAR}(?:第[一二三四]季度)?(?P<series>.+)",
        rf"(?P<series>.{{2,20}}?){_YEAR}(?:年会|会议|大会)",
        r"(?P<series>(?:常务)?理事会|监事会|会员(?:代表)?大会|年会|会长办公会)(?:会议)?",
    )
)
_TAIL = re.compile(r"(?<=理事会|监事会|员大会|委员会|办公会)(?:全体)?会议$")


def numbering_of(name: str) -> Numbering:
    """The series and the numbers in a meeting's name: of its first part, before 暨.

    第五届理事会第三次会议 gives 理事会, 5, 3; a name without a number, a year or a
    standing body is of no series.
    """
    whole = re.sub(r"[“”\"\s]", "", name)
    first = whole.split("暨")[0]
    founded = _FOUNDED.fullmatch(whole)
    matches = (founded, *(shape.fullmatch(first) for shape in _SHAPES))
    match = next(filter(None, matches), None)
    return Numbering() if match is None else _numbering(match.groupdict(), first)


def _numbering(found: dict[str, str | None], text: str) -> Numbering:
    series = _TAIL.sub("", (found.get("series") or "").strip("·、-—"))
    series = "" if _GENERIC.fullmatch(series) and not series.endswith("年会") else series
    session = number_of(found.get("session") or "") or ("1" if _first(text) else "")
    return Numbering(series, number_of(found.get("term") or ""), session)


def _first(text: str) -> bool:
    return text.startswith("首届") or "首次" in text
