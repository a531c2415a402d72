"""Names of organisations found by their form: a suffix, and to its left a proper part.

The place where issue 5 puts its trained model: whatever finds names gives
:class:`Candidate` values, and :mod:`indexer.enrich.organizations` goes on from there.
Precision comes first: a candidate that could be a sort of organisation (行业协会, 上市公司)
is not ``accepted``; it still says that the text there belongs together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.enrich.name_parts import (
    COORDINATORS,
    EDGES,
    LEADING,
    LEGAL_FORMS,
    NAMED_BY_PLACE,
    NATIONAL,
    NOT_AFTER,
    NOT_ENDINGS,
    OFFICES,
    PROVINCIAL,
    SORTS,
    SUFFIXES,
    UNITS,
    VERBS_IN_NAMES,
)
from indexer.enrich.words import ORGANIZATION, REGION_UNITS, UNKNOWN, Word, Words

LONGEST = 40
"""Characters of the longest name; longer ones are sentences without punctuation."""
SHORTEST = 3

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"[{_HAN}a-z0-9()\xb7&]{{2,}}")
_SUFFIX = re.compile("|".join(SUFFIXES))
_NATIONAL = re.compile("|".join(sorted(NATIONAL, key=lambda name: (-len(name), name))))
_LATIN = re.compile(r"[a-z0-9\xb7&]+")
_NUMBER = re.compile(r"\d+(?:年|月|日|号|日电)?")
_NUMBERED = ("厂", "局", "医院", "中学", "研究所", "公司")
_ORDINAL = re.compile(r"第?[一二三四五六七八九十]{1,3}")
_STOP_TAGS = frozenset("p c d r y e o q u ul uj uv ug ud uz t f mq z".split())
_NAMED_ALONE = frozenset(
    ("大学", "银行", "日报", "晚报", "晨报", "时报", "通讯社", "出版社", "电视台")
)
_VENUE_HEADS = frozenset(("中心",))
_UNITS_ONLY = frozenset(("办公室", "办公厅", "中心", "事业部", "组织部", "宣传部", "管理处"))
_COMMON_TAGS = frozenset(("n", "vn", "v", "b", "a"))
_SPECIFIC_TAGS = frozenset((ORGANIZATION, "nz", "nrt", UNKNOWN))


@dataclass(frozen=True, slots=True)
class Candidate:
    """``[start, end)`` of a normalised text; ``accepted`` where it names one organisation."""

    start: int
    end: int
    accepted: bool


def candidates(text: str, words: Words) -> Iterator[Candidate]:
    """Every candidate of a normalised ``text``, by start, disjoint; linear in the text."""
    for run in _RUN.finditer(text):
        if _SUFFIX.search(run.group()) or _NATIONAL.search(run.group()):
            yield from _in_run(words.cut(run.group(), run.start()))


def _in_run(words: Sequence[Word]) -> Iterator[Candidate]:
    floor = 0
    last = 0
    while last < len(words):
        suffix = _suffix_of(words, last)
        if suffix is None:
            last += 1
            continue
        last, suffix = _furthest(words, last, suffix)
        first = _first_word(words, floor, last)
        if first is not None:
            accepted = _names_one(words[first : last + 1], suffix)
            yield Candidate(words[first].start, words[last].end, accepted)
        last += 1
        floor = last


def _suffix_of(words: Sequence[Word], at: int) -> str | None:
    """The suffix that ends the word, unless what follows makes it another word."""
    text = words[at].text
    if at + 1 < len(words) and words[at + 1].text in NOT_AFTER:
        return None
    if text in NATIONAL:
        return text
    if text.endswith(NOT_ENDINGS):
        return None
    if at and text in _VENUE_HEADS and (words[at - 1].text + text).endswith(NOT_ENDINGS):
        return None
    if at and len(text) == 1 and text in "会":
        text = words[at - 1].text[-1:] + text
        return "学会" if text == "学会" else None
    if text.endswith("厅") and text != "办公厅":
        whole = words[at - 1].text + text if at else text
        return "厅" if whole.endswith(PROVINCIAL) else None
    return next((suffix for suffix in SUFFIXES if text.endswith(suffix)), None)


def _furthest(words: Sequence[Word], at: int, suffix: str) -> tuple[int, str]:
    """Go on to the last suffix that a unit of the same organisation ends with."""
    start = words[at].start
    ahead = at + 1
    while ahead < len(words) and words[ahead].end - start <= LONGEST // 2:
        word = words[ahead]
        further = _suffix_of(words, ahead)
        if _begins_anew(word):
            break
        if further in _UNITS_ONLY or (further and _goes_on(words, ahead)):
            break
        if further is not None:
            at, suffix, start = ahead, further, word.start
        elif (_ends_name(words, ahead) or word.text == ")") and not _is_inner_bracket(words, ahead):
            break
        ahead += 1
    return at, suffix


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether what ends with a suffix is the name of a small unit: 市科协学会部."""
    return at + 1 < len(words) and words[at + 1].text in ("部", "处", "室", "科")


def _begins_anew(word: Word) -> bool:
    """Whether the word begins another name even right behind one (市委市政府)."""
    return word.text in REGION_UNITS or word.text in NATIONAL


def _is_inner_bracket(words: Sequence[Word], at: int) -> bool:
    """Whether the bracket closes or opens a short insertion such as (集团) or (重庆)."""
    if words[at].text == ")":
        return _opening(words, at, 0) is not None
    return (
        words[at].text == "("
        and any(word.text == ")" for word in words[at + 1 : at + 4])
        and at + 4 < len(words)
    )


def _opening(words: Sequence[Word], at: int, floor: int) -> int | None:
    """The index of the bracket that the one at ``at`` closes, three words before at most."""
    for back in range(at - 1, max(floor, at - 4) - 1, -1):
        if words[back].text == "(":
            return back if back < at - 1 else None
    return None


def _first_word(words: Sequence[Word], floor: int, last: int) -> int | None:
    """The index of the word the name begins with; None where nothing stands before the suffix."""
    first = last
    limit = words[last].end - LONGEST
    while first > floor and words[first - 1].start >= limit:
        before = words[first - 1]
        if before.text == ")":
            opening = _opening(words, first - 1, floor)
            if opening is None:
                break
            first = opening
        elif before.text in COORDINATORS:
            inner = _coordinated(words, floor, first, limit)
            if inner is None:
                break
            first = inner
        elif _ends_name(words, first - 1):
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
    while back > floor and words[back - 1].start >= limit:
        word = words[back - 1]
        if _ends_name(words, back - 1) or word.text in "()":
            break
        if back == first - 1 and _suffix_of(words, back - 1) is not None:
            break
        back -= 1
        if word.is_place:
            place = back
    return place


def _ends_name(words: Sequence[Word], at: int) -> bool:
    """Whether a name cannot hold the word."""
    word = words[at]
    after = words[at + 1].text if at + 1 < len(words) else ""
    if word.text == "专家" or (word.text == "代表" and after == "大会"):
        return after != "委员会"
    if word.text == "组织":
        return at == 0 or words[at - 1].text not in ("社会", "民间")
    if word.text in ("工作", "联合", "投资", "控股", "监督"):
        return at == 0 or _ends_name(words, at - 1)
    if word.text in OFFICES or word.text in EDGES or word.text == "(":
        return True
    if _NUMBER.fullmatch(word.text):
        return not after.endswith(_NUMBERED)
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
            word.tag in _SPECIFIC_TAGS or _LATIN.fullmatch(word.text)
        ):
            following = words[at + 1].text if at + 1 < last else ""
            return at if following in REGION_UNITS else first
    return first


def _unknown(words: Sequence[Word], unit: int) -> int:
    """Where the place before a unit begins: two words of one character, or one longer."""
    return unit - 2 if len(words[unit - 1].text) == 1 else unit - 1


def _names_one(words: Sequence[Word], suffix: str) -> bool:
    """Whether the words name one organisation and not a sort of them."""
    length = words[-1].end - words[0].start
    if words[-1].text in NATIONAL and len(words) == 1:
        return True
    if not SHORTEST <= length <= LONGEST:
        return False
    proper = [word for word in words[:-1] if word.text not in "()"]
    rest = words[-1].text.removesuffix(suffix)
    if words[0].text in "()":
        return False
    if len(words) == 1:
        known = words[0].tag in (ORGANIZATION, "nz") and suffix in _NAMED_ALONE
        return known and len(rest) >= 2 and rest not in SORTS
    if all(word.is_place for word in proper):
        if len(proper) == 1 and proper[0].text in REGION_UNITS:
            return proper[0].text in "市省" and (bool(rest) or suffix in NAMED_BY_PLACE)
        return bool(rest) or suffix in NAMED_BY_PLACE
    if proper[0].is_place:
        return True
    name = "".join(word.text for word in words)
    if name.endswith(LEGAL_FORMS) and length >= 8:
        return True
    if suffix in UNITS:
        return any(words[at].text.endswith(SUFFIXES) for at in range(len(words) - 1))
    return any(_is_specific(word) for word in proper) and proper[0].text not in SORTS


def _is_specific(word: Word) -> bool:
    if word.is_place or word.text in NATIONAL or _LATIN.fullmatch(word.text):
        return True
    return word.tag in _SPECIFIC_TAGS and word.text not in SORTS
