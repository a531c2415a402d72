"""A time in words at the edge of a query, lifted out of it: 去年的年会 -> 年会, in that year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from index.analysis import Token, normalize
from index.article import PartialDate
from index.date_words import LONGEST, Days, days_of
from index.identifiers import typed_identifiers
from index.scanning import Sign, scan

_HINT = re.compile(r"[年月周日天号度期假今昨礼]|\d[-/.]\d")
_BINDING = (Sign.OR, Sign.MINUS, Sign.FIELD)
"""What binds a term that follows."""
_SPACE = " 、，；,;"
_NAMES = re.compile(
    r"今日(?:头条|说法|关注)|昨日(?:重现|世界)|[三五六七八九十]月(?:革命|流火|花|雪|派|三|九|风暴|围城)"
)
"""What begins like a time and is a name."""
_WORDS_OF_YEAR = re.compile(r"年(?:鉴|会(?!议)|报|检|终|货|审|龄|画|味|薪|级|轮|华|代|夜)")
"""Words that begin with the last character of a time: 2023年会 is of no year."""
_MORE = re.compile(
    r"[-/.~至到]| ?(?:[-~至到] ?\d|\d{1,4} ?[-/年月日号]|[一二三四五六七八九十]{1,3} ?[月日]|[上下]半年|第?. ?季度)"
)
"""What goes on with a time that is not understood as a whole."""
_LEADS_UP = re.compile(r"[在于从到是为至自]$")
_POETIC = re.compile(r"[一二三四五六七八九十]{1,2}月")
"""A month by its name alone, which at the end of a phrase is as often no time: 烟花三月."""


@dataclass(frozen=True, slots=True)
class DateWords:
    """A time that was lifted out of a query.

    ``words`` are as typed, ``rest`` is the query without them, ``as_text`` the one that
    looks for them as they stand. None for an end of the days that is open.
    """

    words: str
    first: PartialDate | None
    last: PartialDate | None
    rest: str
    as_text: str


def lifted(text: str, today: date, words: Callable[[str], Iterator[Token]]) -> DateWords | None:
    """The time that the query begins or else ends with; None where it says none there.

    ``words`` cuts a normalised text into words: a time is one only where a word does not
    go on, so that 2023年鉴 and 附近三年 say none. What is quoted, excluded, limited to a field
    or one of several alternatives is never lifted, nor a part of a number.
    """
    if not _HINT.search(text):
        return None
    normal = normalize(text)
    edges = {0, len(normal.text)}
    for word, offset in words(normal.text):
        edges |= {offset, offset + len(word)}
    taken = [(one.start, one.end) for one in typed_identifiers(normal.text)]
    for start, end in _candidates(normal.text, sorted(edges)):
        days = days_of(normal.text[start:end], today)
        if days is None or any(start < last and first < end for first, last in taken):
            continue
        if _continues(normal.text, start, end):
            continue
        began, ended = normal.original_span(start, end)
        found = _cut(text, began, ended, days)
        if found is not None:
            return found
    return None


def _candidates(text: str, edges: list[int]) -> Iterator[tuple[int, int]]:
    """Where a time may stand: from the first character or to the last, longest first."""
    begin = len(text) - len(text.lstrip())
    finish = len(text.rstrip())
    last = min(begin + LONGEST, finish)
    ends = {at for at in (*edges, finish) if begin < at <= last and text[at - 1] != " "}
    yield from ((begin, end) for end in sorted(ends, reverse=True))
    starts = [at for at in edges if max(begin, finish - LONGEST) <= at < finish]
    yield from ((start, finish) for start in starts if _begins(text, start))


def _begins(text: str, start: int) -> bool:
    """Whether what stands before is not a part of the same number."""
    before = text[start - 1 : start]
    return not (before and (before.isdigit() or before in "-/.") and text[start].isdigit())


def _continues(text: str, start: int, end: int) -> bool:
    """Whether the time is a part of a name, of a word or of a longer time."""
    behind = _WORDS_OF_YEAR.match(text, end - 1) or _MORE.match(text, end)
    return bool(_NAMES.match(text, start) or behind)


def _cut(text: str, start: int, end: int, days: Days) -> DateWords | None:
    """The query without the characters from ``start`` to ``end``; None where they are not
    words by themselves."""
    written = text[start:end]
    before, behind = text[:start].strip(_SPACE), text[end:].lstrip(_SPACE)
    if not before:
        behind = behind.removeprefix("的").lstrip(_SPACE)
    rest = f"{before} {behind}".strip()
    lexemes = [*scan(text)]
    edge = lexemes[-1] if before else lexemes[0]
    open_brackets = sum((one.sign is Sign.OPEN) - (one.sign is Sign.CLOSE) for one in lexemes)
    if edge.sign is not Sign.WORD or open_brackets:
        return None
    signs = [one.sign for one in scan(before or behind)]
    if signs and (signs[-1] in _BINDING if before else signs[0] is Sign.OR):
        return None
    if before.endswith(("-", "－", ":", "：")) or _LEADS_UP.search(before):
        return None
    if before and not text[start - 1].isspace() and _POETIC.fullmatch(written):
        return None
    quoted = f'"{written}"'
    as_text = f"{before} {quoted}" if before else f"{quoted} {behind}".strip()
    return DateWords(written, _partial(days.first), _partial(days.last), rest, as_text)


def _partial(day: date | None) -> PartialDate | None:
    return None if day is None else PartialDate(day.year, day.month, day.day)
