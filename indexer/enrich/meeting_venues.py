"""Where a meeting was held: 在…召开, 地点：…, 主会场设在…"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.article import Evidence
from indexer.enrich.meeting_labels import Labelled
from indexer.enrich.meeting_text import Sentence

LEAD = 10
"""Sentences in which the venue is looked for."""

_HELD = (
    r"(?:正式|隆重|顺利|成功|圆满|如期|胜利|联合|组织|主持|分别|同时)?"
    r"(?:召开|举行|举办|开幕|闭幕|落幕|开班|开课|进行|成立|主持)"
)
_PLACE = r"(?P<place>[^,;:。!?在于]{2,40}?|[^,;:。!?在]{2,40}?)"
_SAID = (
    re.compile(rf"(?:会议|大会|论坛|活动)?地点(?:是|在|为|选在|设在|定在){_PLACE}(?=[,;:。]|$)"),
    re.compile(rf"主会场(?:设在|在|是|为){_PLACE}(?=[,;:。]|$)"),
)
_IN = re.compile(rf"(?:在|于(?!\d)){_PLACE}(?:以[^,。]{{2,14}}方式)?{_HELD}")
_HERE = re.compile(rf"在(?:这里|此){_HELD}")
_BUILDING = (
    r"(?:会议室|报告厅|多功能厅|会议厅|会议中心|会展中心|科技馆|图书馆|展览馆|博物馆|宾馆|酒店|饭店"
    r"|大厦|会堂|礼堂|会场|活动室|中心|\d+厅|[一二三四五六七八九十\d]+[楼层]|大楼|楼|厅|院|校|厂|室)"
)
_HALL = re.compile(
    rf"(?:^|[,。;])(?P<place>[\u4e00-\u9fffA-Za-z0-9]{{2,24}}{_BUILDING})(?=(?:座无虚席|的灯|里?灯"
    rf"|里|内|门前|热|高朋|,|人))"
)
_NOT_A_PLACE = re.compile(
    r"各地|陆续|分别|线上|网络|视频|云上|“云|云端|腾讯|zoom|钉钉|电话|指导|支持|领导|关心|主持|精神|情况"
    r"|期间|会上|之际|以来|时间|年|月|日|基础|背景|前提|同时|讨论|过程|方面|组织|下$|中$|这里|此$|大家|全国$|全市$|会议$",
    re.I,
)


_ROOM = re.compile(r"(?:视频|电话)会议(?:室|厅|中心)$")


def venue_of(
    sentences: Sequence[Sentence], labels: Sequence[Labelled], name: str
) -> Evidence | None:
    """The venue as written, or None where the text does not say; ``name`` is the meeting's."""
    if labels:
        return labels[0].sentence.evidence(labels[0].value)
    body = [sentence for sentence in sentences if sentence.field == "body"][:LEAD]
    for pattern in _SAID:
        for sentence in body:
            match = pattern.search(sentence.plain)
            if match is not None and (found := _place(sentence, match)):
                return sentence.evidence(found)
    for sentence in (*body, *sentences[:1]):
        found = _held_in(sentence, name)
        if found:
            return sentence.evidence(found)
    return _halls(body)


def _held_in(sentence: Sentence, name: str) -> str:
    for match in _IN.finditer(sentence.plain):
        if found := _place(sentence, match, name):
            return found
    return ""


def _place(sentence: Sentence, match: re.Match[str], name: str = "") -> str:
    found = sentence.text[match.start("place") : match.end("place")]
    if name and name in found:
        found = found.split(name)[0]
    found = found.split("召开")[0].removesuffix("隆重").strip('“”" ')
    elsewhere = _NOT_A_PLACE.search(found) and not _ROOM.search(found)
    return "" if elsewhere or len(found) < 2 else found


def _halls(body: Sequence[Sentence]) -> Evidence | None:
    """…厅座无虚席，年会在这里开幕: the place named just before."""
    for number, sentence in enumerate(body):
        if _HERE.search(sentence.plain):
            for other in (sentence, *body[max(0, number - 1) : number]):
                match = _HALL.search(other.plain)
                if match is not None:
                    return other.evidence(other.text[match.start("place") : match.end("place")])
    return None
