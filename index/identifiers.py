"""Document numbers (文号), standard numbers and sessions (届次), in the one form each is
searched by: read from articles, and from what people type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.numerals import NUMERAL, number, numeral

_OPEN, _CLOSE = r"[(\u3014\u3010\[\u3016\u2e28]", r"[)\u3015\u3011\]\u3017\u2e29]"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"

# An issuing body's code (渝化节协, 国办发, 发改价格, 建标函), the year, the running number.
_DOCUMENT = re.compile(
    rf"(?P<code>[{_HAN}]{{1,12}}) {{0,3}}{_OPEN} ?(?P<year>(?:19|20)\d\d) ?年? ?{_CLOSE}"
    r" {0,3}(?:第 ?)?(?P<number>\d{1,5}) *号"
)
# The same as people type it: 国办发(2017)47, 国办发2017年47号, 国办发 2017-47号.
_TYPED_DOCUMENT = re.compile(
    rf"(?P<code>[{_HAN}]{{2,12}}) {{0,3}}(?:"
    rf"{_OPEN} ?(?P<year>(?:19|20)\d\d) ?年? ?{_CLOSE} {{0,3}}(?:第 ?)?(?P<number>\d{{1,5}})(?: *号)?"
    r"|(?P<bare_year>(?:19|20)\d\d) ?[年 -] ?(?:第 ?)?(?P<bare_number>\d{1,5}) *号)(?!\d)"
)
# 国务院令第707号, 国令第707号; people leave the 第 out. 责令 and its like are no orders.
_ORDER = re.compile(
    rf"(?P<code>[{_HAN}]{{1,12}}(?<![责命指口司法禁限勒])令) ?第 ?(?P<number>\d{{1,4}}) ?号"
)
_TYPED_ORDER = re.compile(_ORDER.pattern.replace("第 ?", "第? ?"))
# 2023年第 5 号 carries no code: not a number of any form.

# What can stand right before a code in running text and is never part of one.
_BEFORE_CODE = re.compile(
    r".*(?:根据|按照|依据|依照|遵照|参照|执行|落实|贯彻|转发|印发|下发|发布|文号|编号|发文字号|详见"
    r"|人民共和国|以及|文件|通知|附件|见|由|的|(?<!共)和|与|及|以|于|按|或|是|为)(?=.)"
    r"|.+(?:委员会|协会|学会|政府|办公室|局|厅)(?=..)"
)

_STANDARD_BODY = (
    r"GBZ|GBJ|GB|HGJ|HG|SHT|SH|SY|DL|NB|JGJ|JG|JB|JC|JT|JTG|CJJ|CJ|YB|YS|QB|FZ|LY|NY|AQ|XF|GA|TB"
    r"|MT|HJ|WS|YY|CECS|DBJ|DB|DBS|TSG|JJF|JJG|ISO|IEC|IEEE|ASTM|NACE|SSPC|EN|BS|DIN|JIS|ANSI|ASME"
)
_STANDARD = re.compile(
    rf"""(?<![A-Za-z0-9/])
    (?P<letters>
        T\ ?/\ ?[A-Z][A-Z0-9]{{1,11}}                                # T/CECS, T/CQHGFF
      | (?:{_STANDARD_BODY})(?:(?<=DB)\d{{2,4}}|(?<=DBJ)\d{{2}})?
        (?:\ ?/\ ?(?:[TZ](?![A-Z])|IEC|ISO|SAE|TS|TR|PAS)){{0,2}}
    )
    [\ \t]{{0,3}}-?[\ \t]?
    (?P<number>(?:(?<=[A-Z\ ])[A-Z](?=\d))?\d{{1,6}}(?:\.\d{{1,3}})*(?:-\d{{1,2}}(?!\d))*)
    (?:[\ \t]?[-:][\ \t]?(?P<year>(?:19|20)\d\d|\d\d(?=\D|$)))?
    (?![A-Za-z0-9]|-\d|\.\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INTERNATIONAL = frozenset(
    ("ISO", "IEC", "IEEE", "ASTM", "NACE", "SSPC", "EN", "BS", "DIN", "JIS", "ANSI", "ASME")
)

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\ufe58"), "-")
_SPACES = re.compile(r"\s+")


# 第十二届第三次, 五届四次理事会, 第5届理事会第3次会议; what is met is needed where something
# stands between the two numbers, lest a sports meeting and a third win become a session.
_SESSION = re.compile(
    rf"(?<!\d)第? ?(?P<session>{NUMERAL}) ?届 ?(?P<body>(?:(?![届第次于在上的了日月年])[{_HAN}]){{0,14}}?)"
    rf" ?第? ?(?P<meeting>{NUMERAL}) ?次"
    r"(?P<met>(?:全体|扩大|专题|常务|理事|会员|监事|代表|委员|工作|办公|主席团){0,4}"
    r"(?:会议|大会|全会|会(?![员长费]))?)"
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number and where it stands, ``[start, end)`` of the text it was looked for in.

    ``name`` is canonical. ``rest`` is what else the span says: who met in a session.
    """

    name: str
    start: int
    end: int
    rest: str = ""


def identifiers(*texts: str) -> tuple[str, ...]:
    """The numbers of the texts, canonical, each once, as they appear.

    ``渝化节协（2023） 12 号`` gives ``渝化节协〔2023〕12号``; ``gb／t50046—2018`` gives
    ``GB/T 50046-2018``; ``第5届理事会第3次会议`` gives ``第五届第三次``. A number broken over a
    line end is not read.
    """
    flats = (unicodedata.normalize("NFKC", text).translate(_DASHES) for text in texts)
    found = (one for flat in flats for one in _sorted(flat, _DOCUMENT, _ORDER))
    return tuple(dict.fromkeys(one.name for one in found))


def named_identifiers(text: str) -> list[Identifier]:
    """The numbers of a normalised text with their places, by where they begin."""
    return _sorted(text, _DOCUMENT, _ORDER)


def typed_identifiers(text: str) -> list[Identifier]:
    """The numbers in a normalised query, by where they stand, none over another. People
    leave out brackets or the 号, which in an article would be no number."""
    kept: list[Identifier] = []
    for one in _sorted(text, _TYPED_DOCUMENT, _TYPED_ORDER):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def is_session(name: str) -> bool:
    """Whether a canonical number is that of a session."""
    return name.startswith("第") and name.endswith("次")


def _sorted(text: str, document: re.Pattern[str], order: re.Pattern[str]) -> list[Identifier]:
    every = [*_standards(text)]
    if "号" in text or document is _TYPED_DOCUMENT:
        every += _documents(document, text)
    if "令" in text:
        every += _orders(order, text)
    if "届" in text:
        every += _sessions(text)
    return sorted(every, key=lambda one: (one.start, -one.end, one.name))


def _documents(pattern: re.Pattern[str], text: str) -> Iterator[Identifier]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        year = groups["year"] or groups["bare_year"]
        running = groups["number"] or groups["bare_number"]
        code = _BEFORE_CODE.sub("", match["code"])
        yield Identifier(
            f"{code}〔{year}〕{int(running)}号", match.end("code") - len(code), match.end()
        )


def _orders(pattern: re.Pattern[str], text: str) -> Iterator[Identifier]:
    for match in pattern.finditer(text):
        code = _BEFORE_CODE.sub("", match["code"])
        start = match.end("code") - len(code)
        name = f"{code}第{int(match['number'])}号"
        yield Identifier(name, start, match.end())


def _sessions(text: str) -> Iterator[Identifier]:
    for match in _SESSION.finditer(text):
        session, meeting = number(match["session"]), number(match["meeting"])
        counted = session and meeting and max(session, meeting) < 200
        if counted and (match["met"] or not match["body"]):
            name = f"第{numeral(session or 0)}届第{numeral(meeting or 0)}次"
            yield Identifier(name, match.start(), match.end(), match["body"] + match["met"])


def _standards(text: str) -> Iterator[Identifier]:
    for match in _STANDARD.finditer(text):
        letters = _SPACES.sub("", match["letters"]).upper()
        digits, year = match["number"].upper(), match["year"]
        if _is_number_of_standard(letters, digits, year):
            name = f"{letters} {digits}" + (f"-{year}" if year else "")
            yield Identifier(name, match.start(), match.end())


def _is_number_of_standard(letters: str, written: str, year: str | None) -> bool:
    """Two letters before a small number are as often something else (5 GB, EN 1, DB 2)."""
    if "/" in letters or year:
        return True
    digits = sum(map(str.isdigit, written))
    return digits >= (3 if letters in _INTERNATIONAL else 4) and not written.startswith("0")
