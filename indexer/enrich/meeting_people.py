"""Who was at a meeting: people with an office before or behind their name.

市科协党组成员、副主席程伟 is 程伟 with the office 市科协党组成员、副主席; in 副理事长陶镕、邹丽华
the second has the office of the first; 沈国梁理事长 has his behind. Without an office a
name is read only from a labelled list, where nothing but names is expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.enrich.offices import KNOWN_NAME, NOT_NAMES, SURNAME, TAIL_VERBS, TITLE, WEAK_TITLE

_HAN = "\u4e00-\u9fff"
_END = rf"(?=$|[、,;:。!?\s\d()\"“”]|{TAIL_VERBS})"
_AFTER_TITLE = re.compile(rf"(?P<title>{TITLE})\s?(?P<name>{SURNAME}[{_HAN}·]{{1,2}}?){_END}")
_NAME_FIRST = re.compile(
    rf"(?:(?<=^)|(?<=[、,;:。!?\s\"”])|(?<=请)|(?<=由)"
    rf"|(?<=后))(?P<name>{SURNAME}[{_HAN}]{{1,2}}?)(?P<title>(?:常务)?副?{TITLE})(?!{SURNAME}"
    rf"[{_HAN}]{{1,2}}(?:[、,;。]|主持|出席))"
)
_CLEAR_END = re.compile(
    r"$|[、,;:。()\s]|等|出席|参加|列席|主持|应邀|到会|在|分别|先后|介绍|作(?!用)"
)
_COULD_BE_VERB = re.compile(r"[来有同开](?=出席|参加|列席|主持|应邀|介绍|通报|先后|分别|[、,;。])")
_NEXT = re.compile(
    rf"\s?(?:、|和|与|及|以及)\s?(?P<name>[{_HAN}]\s?[{_HAN}·]{{1,3}}?)(?=$|[、,;。:!\s)]|等|{TAIL_VERBS})"
)
_OFFICE_START = re.compile(
    r"[,;:。!?\s\"“”()]|(?:的|参加|出席(?!会议的)|邀请|列席|座谈|会议|大会|仪式|人员|嘉宾|领导|同志|代表)?(?:的)?(?:领导|嘉宾|人员"
    r"|同志|来宾|专家|还)*有(?!限|色|机|关|效|线)"
    r"|由(?!.{0,2}[、])|受(?!理)|委托|听取了?|^(?:和|与|及)|新当选的|时任|来自|会上|随后|最后|其中|邀请|随同|请来|包括|及其|以及"
    r"|方面|现任(?!何)|会员代表(?!大会)|我会(?!员)|(?:会议|大会|评审|仪式)(?:现场)?(?:还)?请"
)
_LEADING = re.compile(
    r"^(?:和|与|及|以及|并|还|向|请|以|经|对|为|听取了?|会议首先听取了?|首先|首届|由|在)+|^[、·—\-]+"
)
_NOT_THERE = re.compile(r"委托|同志?因|辞去|去世|逝世|生前")
_LEADERS = re.compile(r"总书记|毛泽东|邓小平|周恩来")
_ACTS = re.compile(r"\d|主持|出席")
_TITLE_END = re.compile(rf"{TITLE}$")
_LIST_ITEM = re.compile(
    rf"(?P<office>[^、,;。]*?{TITLE})?\s?(?P<name>[{_HAN}]\s{{0,3}}[{_HAN}·]{{1,3}})$"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person at ``[start, end)`` of a sentence, the office included."""

    name: str
    office: str
    start: int
    end: int


def people_in(plain: str) -> tuple[Named, ...]:
    """The people that a sentence names with an office, in order; linear in the sentence."""
    found: list[Named] = []
    for match in _AFTER_TITLE.finditer(plain):
        end = _name_end(plain, match)
        name = plain[match.start("name") : end]
        if not _is_name(name) or _is_doubtful(plain, match):
            continue
        start = _office_start(plain, match.start("title"), found[-1].end if found else 0)
        office = plain[start : match.end("title")]
        if _LEADERS.search(office) and not _ACTS.match(plain, end):
            continue
        if found and start < found[-1].end:
            continue
        found.append(Named(name, _trimmed(office), start, end))
        found += _more(plain, found[-1])
    taken = [(one.start, one.end) for one in found]
    for match in _NAME_FIRST.finditer(plain):
        free = all(match.end() <= start or end <= match.start() for start, end in taken)
        if free and _is_name(match["name"]):
            found.append(Named(match["name"], match["title"], match.start(), match.end()))
    return tuple(sorted(_there(plain, found), key=lambda one: one.start))


def listed_people(plain: str) -> Iterator[Named]:
    """The people of a labelled list, with an office or without, up to 等13人."""
    position, office = 0, ""
    for piece in re.split(r"([、,;]|\s(?=[\u4e00-\u9fff]{4,}|[\u4e00-\u9fff]\s))", plain):
        text = re.sub(r"等?\s?\d+[余多]?[名人位].*$|等.*$|\(.*?\)", "", piece).strip(" 。")
        start = position + (piece.find(text) if text else 0)
        position += len(piece)
        match = _LIST_ITEM.search(text)
        if match is None:
            office = text if _TITLE_END.search(text) else office if piece.strip() in "、" else ""
            continue
        name = re.sub(r"\s", "", match["name"])
        if NOT_NAMES.search(name) or _TITLE_END.search(name):
            continue
        if match["office"]:
            office = _trimmed(match["office"])
        if match.start() == 0 and (match["office"] or KNOWN_NAME.fullmatch(name) or office):
            yield Named(name, office, start, start + len(text))


def _is_name(name: str) -> bool:
    known = KNOWN_NAME.fullmatch(name) is not None
    return known and not (NOT_NAMES.search(name) or _TITLE_END.search(name))


def _name_end(plain: str, match: re.Match[str]) -> int:
    """Where the name ends: 洪福来列席 is 洪福来, whose last character could be a verb."""
    end = match.end("name")
    longer = len(match["name"]) == 2 and _COULD_BE_VERB.match(plain, end)
    return end + 1 if longer else end


def _is_doubtful(plain: str, match: re.Match[str]) -> bool:
    """Behind 代表, 专家 and the like as often stands something else than a name."""
    weak = WEAK_TITLE.fullmatch(match["title"]) is not None
    return weak and _CLEAR_END.match(plain, match.end()) is None


def _more(plain: str, first: Named) -> Iterator[Named]:
    """Those named after ``first`` in a list, with the same office."""
    end = first.end
    while (match := _NEXT.match(plain, end)) is not None:
        name = match["name"].replace(" ", "")
        if not _is_name(name):
            return
        end = match.end()
        yield Named(name, first.office, match.start("name"), end)


def _office_start(plain: str, title: int, floor: int) -> int:
    """Where the office begins whose last title begins at ``title``: after the last sign or
    word that ends what is before, and after a 、 unless an office stands before it."""
    low = max(floor, title - 60)
    start = low
    for match in _OFFICE_START.finditer(plain, low, title):
        start = max(start, match.end())
    while (comma := plain.rfind("、", start, title)) >= 0:
        before = plain[start:comma]
        parts = before.split("、")
        joined = all(_TITLE_END.search(part) for part in parts)
        return start if joined else _after_last_other(plain, start, title)
    return start


def _after_last_other(plain: str, start: int, title: int) -> int:
    """After the last 、 before which stands no office."""
    places = [i for i in range(start, title) if plain[i] == "、"]
    for place in reversed(places):
        previous = max([start, *(p + 1 for p in places if p < place)])
        if not _TITLE_END.search(plain[previous:place]):
            return place + 1
    return start


def _trimmed(office: str) -> str:
    before = ""
    while before != office:
        before, office = office, _LEADING.sub("", office).strip()
    return office


def _there(plain: str, found: Sequence[Named]) -> Iterator[Named]:
    for one in found:
        if not _NOT_THERE.match(plain, one.end):
            yield one
