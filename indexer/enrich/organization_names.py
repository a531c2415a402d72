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

from indexer.enrich.left_edge import LONGEST, ends_name, first_word, is_specific, opening_bracket
from indexer.enrich.name_parts import (
    LEGAL_FORMS,
    NAMED_BY_PLACE,
    NATIONAL,
    SORTS,
    SUFFIXES,
    UNITS,
)
from indexer.enrich.suffixes import may_hold_name, suffix_of
from indexer.enrich.words import ORGANIZATION, REGION_UNITS, Word, Words

SHORTEST = 3

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(rf"[{_HAN}a-z0-9()\xb7&]{{2,}}")
_NAMED_ALONE = frozenset(
    ("大学", "银行", "日报", "晚报", "晨报", "时报", "通讯社", "出版社", "电视台")
)
_SEATS = frozenset(unit + seat for unit in "省市区县州" for seat in ("委", "政府"))
_UNITS_ONLY = frozenset(("办公室", "办公厅", "中心", "事业部", "组织部", "宣传部", "管理处"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """``[start, end)`` of a normalised text; ``accepted`` where it names one organisation."""

    start: int
    end: int
    accepted: bool


def candidates(text: str, words: Words) -> Iterator[Candidate]:
    """Every candidate of a normalised ``text``, by start, disjoint; linear in the text."""
    for run in _RUN.finditer(text):
        if may_hold_name(run.group()):
            yield from _in_run(words.cut(run.group(), run.start()))


def _in_run(words: Sequence[Word]) -> Iterator[Candidate]:
    floor = 0
    last = 0
    while last < len(words):
        suffix = suffix_of(words, last)
        if suffix is None:
            last += 1
            continue
        last, suffix = _furthest(words, last, suffix)
        first = first_word(words, floor, last)
        if first is not None:
            accepted = _names_one(words[first : last + 1], suffix)
            yield Candidate(words[first].start, words[last].end, accepted)
        last += 1
        floor = last


def _furthest(words: Sequence[Word], at: int, suffix: str) -> tuple[int, str]:
    """Go on to the last suffix that a unit of the same organisation ends with."""
    start = words[at].start
    ahead = at + 1
    while ahead < len(words) and words[ahead].end - start <= LONGEST // 2:
        word = words[ahead]
        further = suffix_of(words, ahead)
        if _begins_anew(word):
            break
        if further in _UNITS_ONLY or (further and _goes_on(words, ahead)):
            break
        if further is not None:
            at, suffix, start = ahead, further, word.start
        elif (ends_name(words, ahead) or word.text == ")") and not _is_inner_bracket(words, ahead):
            break
        ahead += 1
    return at, suffix


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether what ends with a suffix is the name of a small unit: 市科协学会部."""
    return at + 1 < len(words) and words[at + 1].text in ("部", "处", "室", "科")


def _begins_anew(word: Word) -> bool:
    """Whether the word begins another name even right behind one (市委市政府)."""
    return word.text in REGION_UNITS or word.text in NATIONAL or word.text in _SEATS


def _is_inner_bracket(words: Sequence[Word], at: int) -> bool:
    """Whether the bracket closes or opens a short insertion such as (集团) or (重庆)."""
    if words[at].text == ")":
        return opening_bracket(words, at, 0) is not None
    return (
        words[at].text == "("
        and any(word.text == ")" for word in words[at + 1 : at + 4])
        and at + 4 < len(words)
    )


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
        return any(words[at].text.endswith(SUFFIXES) for at in range(1, len(words) - 1))
    return any(is_specific(word) for word in proper) and proper[0].text not in SORTS
