"""Meetings as pages show them: 第五届理事会第三次会议, the card of an article, a series."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.article import Article, Evidence, Meeting, PartialDate, Person
from index.facet_values import meeting_day
from index.results import Range

MOST_GAPS = 30
"""More sessions than so many in a row that nobody reported are shown as one gap."""

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the card: a label and its values, each with the anchor of its sentence
    (empty where staff gave it)."""

    label: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Session:
    """The reports of one session; ``number`` is 0 where they say none. A gap has none:
    nobody reported the sessions from ``number`` to ``last``."""

    number: int
    articles: tuple[Article, ...] = ()
    last: int = 0

    @property
    def label(self) -> str:
        """第三次, 第三次至第七次."""
        first = f"第{han(self.number)}次"
        return first if self.last <= self.number else f"{first}至第{han(self.last)}次"


@dataclass(frozen=True, slots=True)
class Term:
    """The sessions of one term (届) of a series, in order; ``number`` is 0 for no term."""

    number: int
    sessions: tuple[Session, ...]

    @property
    def label(self) -> str:
        """第五届."""
        return f"第{han(self.number)}届"


def han(number: int) -> str:
    """``3`` -> 三, ``19`` -> 十九, ``20`` -> 二十; digits from a hundred on."""
    if not 0 < number < 100:
        return str(number)
    tens, units = divmod(number, 10)
    before = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return before + (_DIGITS[units] if units else "")


def number_in(evidence: Evidence | None) -> int:
    """The number that a term or session is; 0 where there is none."""
    value = evidence.value if evidence is not None else ""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else 0


def session_label(meeting: Meeting | None) -> str:
    """第五届理事会第三次会议; the meeting's name where it is of no numbered series."""
    if meeting is None:
        return ""
    series = meeting.series.value if meeting.series else ""
    term, session = number_in(meeting.term), number_in(meeting.session)
    if series and term and session:
        return f"第{han(term)}届{series}第{han(session)}次会议"
    return meeting.name.value if meeting.name else series


_ANY_BODYS = re.compile(
    r"(?:常务|会员|代表|职工|党员|全体|学术|年度|专业|专家|青年|工作|技术|会长|理事长|主席|秘书长|扩大|换届|总结|表彰|[()（）])*"
    r"(?:理事会|监事会|委员会|大会|年会|办公会|例会|联席会|会)议?"
)
"""A series of such words alone could be of any body."""


def body_of(article: Article) -> str:
    """Whose series its meeting is of, as written by the first host; empty where the name of
    the series tells it, and where the report does not."""
    meeting = article.meeting or Meeting()
    if meeting.series is None or not _ANY_BODYS.fullmatch(meeting.series.value):
        return ""
    return meeting.hosts[0].value if meeting.hosts else ""


def card(article: Article) -> list[Row]:
    """What the card of an article shows, without what the text does not say."""
    meeting = article.meeting or Meeting()
    there = frozenset(sentences(article))

    def row(label: str, *values: Evidence | None) -> Row:
        told = [one for one in values if one is not None]
        return Row(label, tuple((worded(one), anchor(one, there)) for one in told))

    numbered = meeting.session or meeting.term
    number = _numbers(meeting)
    rows = (
        row("名称", meeting.name),
        row("系列", meeting.series),
        Row("届次", ((number, anchor(numbered, there)),) if number and numbered else ()),
        row("日期", meeting.date),
        row("地点", meeting.venue),
        row("主办", *meeting.hosts),
        row("承办、协办", *meeting.co_hosts),
        row("主持", meeting.chair),
        row("出席", *meeting.attendees),
        row("出席机构", *meeting.organizations),
        row("发言", *meeting.speakers),
        row("决定", *meeting.decisions),
    )
    return [one for one in rows if one.values]


def _numbers(meeting: Meeting) -> str:
    """第五届第三次."""
    numbers = ((number_in(meeting.term), "届"), (number_in(meeting.session), "次"))
    return "".join(f"第{han(value)}{unit}" for value, unit in numbers if value)


def worded(evidence: Evidence) -> str:
    """程伟（市科协副主席） of a person with an office, else the value."""
    if isinstance(evidence, Person) and evidence.office:
        return f"{evidence.value}（{evidence.office}）"
    return evidence.value


def anchor(evidence: Evidence, there: Collection[Range]) -> str:
    """The id of its sentence on the article's page; empty where none of those ``there``."""
    if evidence.field == "title" and evidence.sentence:
        return "title"
    return f"s{evidence.start}" if (evidence.start, evidence.end) in there else ""


def sentences(article: Article) -> list[Range]:
    """``[start, end)`` of the body's sentences that the meeting was read from: sorted,
    disjoint, and really there."""
    meeting = article.meeting or Meeting()
    values = [getattr(meeting, name) for name in Meeting.__slots__]
    every = [one for value in values for one in (value if isinstance(value, tuple) else (value,))]
    spans = sorted(
        {
            (one.start, one.end)
            for one in every
            if one is not None and one.field == "body" and one.sentence
        }
    )
    kept: list[Range] = []
    for start, end in spans:
        if 0 <= start < end <= len(article.body) and (not kept or kept[-1][1] <= start):
            kept.append((start, end))
    return kept


def terms(articles: Sequence[Article]) -> list[Term]:
    """The reports of a series by term, the newest first, and by session, with its gaps."""
    found = sorted(articles, key=lambda article: -_term(article))
    return [Term(number, tuple(_sessions(list(own)))) for number, own in groupby(found, key=_term)]


def _term(article: Article) -> int:
    return number_in(article.meeting.term) if article.meeting else 0


def _session(article: Article) -> int:
    return number_in(article.meeting.session) if article.meeting else 0


def _sessions(articles: list[Article]) -> Iterator[Session]:
    by_day = sorted(articles, key=_day)
    by_number = sorted(by_day, key=_session)
    expected = 1
    for number, own in groupby(by_number, key=_session):
        if number > expected:
            yield from _gap(expected, number - 1)
        expected = max(expected, number + 1)
        yield Session(number, tuple(own))


def _gap(first: int, last: int) -> Iterator[Session]:
    if last - first >= MOST_GAPS:
        yield Session(first, last=last)
        return
    yield from (Session(number, last=number) for number in range(first, last + 1))


def _day(article: Article) -> PartialDate:
    return meeting_day(article) or article.published or PartialDate(1)
