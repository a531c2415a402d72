"""Document numbers (文号) and standard numbers, in the one form each is searched by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_OPEN, _CLOSE = r"[(\u3014\u3010\[\u3016\u2e28]", r"[)\u3015\u3011\]\u3017\u2e29]"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"

# An issuing body's code (渝化节协, 国办发, 发改价格, 建标函), the year, the running number.
_DOCUMENT = re.compile(
    rf"(?P<code>[{_HAN}]{{1,12}}) {{0,3}}{_OPEN} ?(?P<year>(?:19|20)\d\d) ?年? ?{_CLOSE}"
    r" {0,3}(?:第 ?)?(?P<number>\d{1,5}) *号"
)
# 财政部令第 12 号 and 2023年第 5 号 carry no bracketed year: not numbers of this form.

# What can stand right before a code in running text and is never part of one.
_BEFORE_CODE = re.compile(
    r".*(?:根据|按照|依据|依照|遵照|参照|执行|落实|贯彻|转发|印发|下发|发布|文号|编号|发文字号|详见"
    r"|以及|文件|通知|附件|见|由|的|和|与|及|以|于|按|或|是|为)(?=.)"
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


def identifiers(*texts: str) -> tuple[str, ...]:
    """The document and standard numbers of the texts, canonical, each once, as they appear.

    ``渝化节协（2023） 12 号`` gives ``渝化节协〔2023〕12号``; ``gb／t50046—2018`` gives
    ``GB/T 50046-2018``. A number broken over a line end is not read.
    """
    return tuple(dict.fromkeys(name for text in texts for name in _in_one(text)))


def _in_one(text: str) -> Iterator[str]:
    flat = unicodedata.normalize("NFKC", text).translate(_DASHES)
    found = [(match.start(), name) for match, name in _documents(flat)]
    found += [(match.start(), name) for match, name in _standards(flat)]
    return (name for _, name in sorted(found))


def _documents(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for match in _DOCUMENT.finditer(text):
        code = _BEFORE_CODE.sub("", match["code"])
        yield match, f"{code}〔{match['year']}〕{int(match['number'])}号"


def _standards(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for match in _STANDARD.finditer(text):
        letters = _SPACES.sub("", match["letters"]).upper()
        number, year = match["number"].upper(), match["year"]
        if _is_number_of_standard(letters, number, year):
            yield match, f"{letters} {number}" + (f"-{year}" if year else "")


def _is_number_of_standard(letters: str, number: str, year: str | None) -> bool:
    """Two letters before a small number are as often something else (5 GB, EN 1, DB 2)."""
    if "/" in letters or year:
        return True
    digits = sum(map(str.isdigit, number))
    return digits >= (3 if letters in _INTERNATIONAL else 4) and not number.startswith("0")
