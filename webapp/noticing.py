"""Notices as lines of a page, each with the way to search without what was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.results import Notice, NoticeCode
from webapp.addresses import address
from webapp.parameters import SearchParameters

_OFFERS = {NoticeCode.SYNONYMS: "只搜原词", NoticeCode.DATE_WORDS: "按文字搜索"}


@dataclass(frozen=True, slots=True)
class Line:
    """One notice; ``offer`` is the text of the link to ``href``, empty where there is none."""

    text: str
    offer: str = ""
    href: str = ""


def lines(parameters: SearchParameters, notices: Iterable[Notice]) -> list[Line]:
    """The notices, each once; a link keeps the filters and the order of ``parameters``."""
    return list(dict.fromkeys(_line(parameters, notice) for notice in notices))


def _line(parameters: SearchParameters, notice: Notice) -> Line:
    if notice.query is None or notice.code not in _OFFERS:
        return Line(notice.text)
    href = address(replace(parameters, q=notice.query, page=1))
    return Line(notice.text, _OFFERS[notice.code], href)
