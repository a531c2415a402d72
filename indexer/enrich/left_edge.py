"""Where a name begins: from its suffix leftward to the first word it cannot hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.enrich.name_parts import (
    COORDINATORS,
    EDGES,
    LEADING,
    NATIONAL,
    OFFICES,
    SORTS,
    VERBS_IN_NAMES,
)
from indexer.enrich.suffixes import suffix_of
from indexer.enrich.words import ORGANIZATION, REGION_UNITS, UNKNOWN, Word

LONGEST = 40
"""Characters of the longest name; longer ones are sentences without punctuation."""

LATIN = re.compile(r"[a-z0-9\xb7&]+")
_NUMBER = re.compile(r"\d+(?:年|月|日|号|日电)?")
_NUMBERED = ("厂", "局", "医院", "中学", "研究所", "公司")
_ORDINAL = re.compile(r"第?[一二三四五六七八九十]{1,3}")
_STOP_TAGS = frozenset("p c d r y e o q u ul uj uv ug ud uz t f mq z".split())
_COMMON_TAGS = frozenset(("n", "vn", "v", "b", "a"))
SPECIFIC_TAGS = frozenset((ORGANIZATION, "nz", "nrt", UNKNOWN))


def first_word(words: Sequence[Word], floor: int, last: int) -> int | None:
    """The index of the word the name begins with; None where nothing stands before the suffix."""
    first = last
    limit = words[last].end - LONGEST
    while first > floor and words[first - 1].start >= limit:
        before = words[first - 1]
        if before.text == ")":
            opening = opening_bracket(words, first - 1, floor)
            if opening is None:
                break
            first = opening
        elif before.text in COORDINATORS:
            inner = _coordinated(words, floor, first, limit)
            if inner is None:
                break
            first = inner
        elif ends_name(words, first - 1):
            break
        else:
            first -= 1
    while first < last - 1 and words[first].text in LEADING:
        first += 1
    first = _from_place(words, first, last)
    single = first == last and words[last].tag != ORGANIZATION and len(words[last].text) < 4
    return None if single and words[last].text not in NATIONAL else first


def _coordinated(words: Sequence[Word], floor: int, first: int, limit: int) -> int | None:
    """The begin of a name that holds 与 or 和, as 节能与防腐蚀技术协会 does.

    The coordinator at ``first - 1`` is inside a name where what follows does not begin
    a name of its own and the words before it reach back to a place without an edge.
    """
    if words[first].is_place or words[first].tag == ORGANIZATION:
        return None
    place = None
    back = first - 1
    if back > floor and words[back - 1].is_place:  # two countries, not one name
        return None
    while back > floor and words[back - 1].start >= limit:
        word = words[back - 1]
        if ends_name(words, back - 1) or word.text in "()":
            break
        if back == first - 1 and suffix_of(words, back - 1) is not None:
            break
        back -= 1
        if word.is_place:
            place = back
    return place


def ends_name(words: Sequence[Word], at: int) -> bool:
    """Whether a name cannot hold the word."""
    word = words[at]
    after = words[at + 1].text if at + 1 < len(words) else ""
    if word.text == "专家" or (word.text == "代表" and after == "大会"):
        return after != "委员会"
    if word.text == "组织":
        return at == 0 or words[at - 1].text not in ("社会", "民间")
    if word.text in ("工作", "联合", "投资", "控股", "监督"):
        return at == 0 or words[at - 1].text in EDGES or words[at - 1].text in OFFICES
    if word.text in OFFICES or word.text in EDGES or word.text == "(":
        return True
    if _NUMBER.fullmatch(word.text):
        return not after.endswith(_NUMBERED)
    if word.tag == "m" and after in REGION_UNITS:
        return True
    if word.tag == "m" and len(word.text) > 1:
        return not _ORDINAL.fullmatch(word.text)
    if word.text == "电":
        return at > 0 and words[at - 1].text == "日"
    if word.text in VERBS_IN_NAMES or word.is_place or len(word.text) == 1:
        return False
    return word.tag in _STOP_TAGS or word.tag == "v"


def _from_place(words: Sequence[Word], first: int, last: int) -> int:
    """Move the begin to the first place where only common words stand before it."""
    for at in range(first, last):
        word = words[at]
        if word.text in REGION_UNITS and at > first:
            # The unit of the word before it, when that could be a place no dictionary has.
            return at if words[at - 1].tag in _COMMON_TAGS else max(first, _unknown(words, at))
        if word.is_place:
            return at
        if word.text not in REGION_UNITS and (
            word.tag in SPECIFIC_TAGS or LATIN.fullmatch(word.text)
        ):
            following = words[at + 1].text if at + 1 < last else ""
            return at if following in REGION_UNITS else first
    return first


def _unknown(words: Sequence[Word], unit: int) -> int:
    """Where the place before a unit begins: two words of one character, or one longer."""
    return unit - 2 if len(words[unit - 1].text) == 1 else unit - 1


def opening_bracket(words: Sequence[Word], at: int, floor: int) -> int | None:
    """The index of the bracket that the one at ``at`` closes, three words before at most."""
    for back in range(at - 1, max(floor, at - 4) - 1, -1):
        if words[back].text == "(":
            return back if back < at - 1 else None
    return None


def is_specific(word: Word) -> bool:
    """Whether the word names something: a place, a proper noun, what no dictionary has."""
    if word.is_place or word.text in NATIONAL or LATIN.fullmatch(word.text):
        return True
    return word.tag in SPECIFIC_TAGS and word.text not in SORTS
