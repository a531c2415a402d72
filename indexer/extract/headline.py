"""Which line is the article's headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.extract.claims import Agreement, Claims, claimed_title, is_name, without_media_mark
from indexer.extract.furniture import (
    is_footer,
    is_notice_bar,
    is_pager,
    is_related,
    is_site_line,
    is_summary_heading,
    is_text_heading,
    is_widget,
)
from indexer.extract.labels import labels_in
from indexer.extract.lines import Line
from indexer.extract.trail import is_trail
from indexer.extract.visible import skeleton

_TITLE_NAMES = frozenset(
    "title tit bt biaoti headline subject h newstitle arttitle articletitle".split()
)
_FAR_ABOVE = 6
_NO_HEADLINE = re.compile(  # a heading within the text, a document's number, a clock
    r"^(?:第?[一二三四五六七八九十百]+[章节条、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．]\D)"
    r"|[〔\[(（【]\d{4}[〕\])）】]\s?第?\d+\s?号$|\b\d{1,2}:\d{2}\b"
)
_CONTINUED = ("。", ".", "，", "、", "：", ":", "；", ";")
_ENOUGH = 3.0
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Headline:
    """The title, and lines ``[start, end)`` that show it; equal where none does.

    ``labelled`` says that the line is a 标题： label, one of a table about a document: the
    document below it has a heading of its own.
    """

    title: str
    start: int
    end: int
    labelled: bool = False


def find_headline(
    lines: Sequence[Line],
    limit: int,
    claims: Claims,
    today: date,
    site: frozenset[str],
    start: int = 0,
) -> Headline:
    """The best headline among ``lines[:limit]``, else what the head claims.

    A line gains by agreeing with the head, by its element, and by standing right above
    the site line; it loses by being a link, long, or a sentence. ``site`` holds what the
    site calls itself, as skeletons: a ``<title>`` that is that says nothing of the article,
    and one that ends as the names of sites do little. ``start`` is the line where the
    article's region begins.
    """
    if skeleton(claims.title) in site:
        claims = replace(claims, title="")
    best = _best(lines, limit, claims, today, site)
    if is_name(claims.title) and not _is_placed(best, lines, start, limit, today):
        names = site | {skeleton(claims.title)}
        found = _best(lines, limit, replace(claims, title=""), today, names)
        found = found or _unsupported(lines, start, limit, today, names)
        if found.title:
            return found
    if best is not None:
        return best
    claimed = claimed_title(claims, site)
    return Headline(claimed, 0, 0) if claimed else _unsupported(lines, start, limit, today, site)


def _is_placed(
    best: Headline | None, lines: Sequence[Line], start: int, limit: int, today: date
) -> bool:
    """Whether a headline stands where a site's name does not: in the article's region, where
    that is not the whole page, or right above the region, the text or the site line."""
    if best is None:
        return False
    below = (start, limit, _above_site_line(lines, limit, today) + 1)
    return 0 < start <= best.start or best.end in below


def _best(
    lines: Sequence[Line], limit: int, claims: Claims, today: date, site: frozenset[str]
) -> Headline | None:
    above = _above_site_line(lines, limit, today)
    agreement = Agreement(claims)
    best = Headline("", 0, 0)
    best_score = 0.0
    for start, end, text in _candidates(lines, limit):
        score = _score(lines[start:end], text, agreement, site)
        if score <= -50:
            continue
        score += 3.0 if end - 1 == above else 1.0 if above - 2 <= end - 1 < above else 0.0
        score += 0.001 * start - _is_part(lines, start, end, today, site)
        if score > best_score:
            best, best_score = Headline(without_media_mark(text), start, end), score
    return best if best_score >= _ENOUGH and best.title else None


def _is_part(
    lines: Sequence[Line], start: int, end: int, today: date, site: frozenset[str]
) -> bool:
    """Whether these lines are some of those of a heading, which ``<br>`` parts."""
    return any(
        0 <= outer < len(lines)
        and _in_one_heading(lines[outer], lines[inner])
        and _may_head(lines[outer], today, site)
        for outer, inner in ((start - 1, start), (end, end - 1))
    )


def _in_one_heading(line: Line, other: Line) -> bool:
    return line.block == other.block > 0 and bool(
        (line.level and other.level) or (line.strong and other.strong)
    )


def _unsupported(
    lines: Sequence[Line], start: int, limit: int, today: date, site: frozenset[str]
) -> Headline:
    """Without any evidence: of the lines from ``start`` to the first sentence, or else of
    the few right above, the first that can be a headline, those in bold or centred first."""
    inside = list(range(start, limit))
    for end, position in enumerate(inside):
        if "。" in lines[position].text or len(lines[position].text) > _LONGEST:
            del inside[end:]
            break
    above = range(start - 1, max(-1, start - _FAR_ABOVE - 1), -1)
    near = [i for i in (*inside, *above) if _may_head(lines[i], today, site)]
    marked = [i for i in near if lines[i].level or lines[i].strong]
    if not near:
        return Headline("", 0, 0)
    first = (marked or near)[0]
    title, end = lines[first].text, first + 1
    while end in marked and end < first + 3 and _in_one_heading(lines[first], lines[end]):
        title, end = joined(title, lines[end].text), end + 1
    return Headline(without_media_mark(title), first, end)


def _may_head(line: Line, today: date, site: frozenset[str]) -> bool:
    bare = skeleton(line.text)
    if line.aside or line.is_links or not bare or bare in site or _never([line], line.text):
        return False
    if is_related(line.text) or is_summary_heading(line.text):
        return False
    if is_text_heading(line.text, summarised=True) or _NO_HEADLINE.search(line.text):
        return False
    if line.text.endswith(_CONTINUED):
        return False
    return not (is_site_line(line.raw, today) or labels_in(line.raw))


def _candidates(lines: Sequence[Line], limit: int) -> Iterable[tuple[int, int, str]]:
    """Single lines, and up to three together where a headline is broken over them."""
    for start in range(limit):
        text = lines[start].text
        yield start, start + 1, text
        for end in range(start + 2, min(start + 3, limit) + 1):
            if lines[end - 1].level != lines[start].level or len(text) > _LONGEST:
                break
            text = joined(text, lines[end - 1].text)
            yield start, end, text


def joined(first: str, second: str) -> str:
    """Two lines as one; a space only between Latin words."""
    return first + (" " if first[-1:].isascii() and second[:1].isascii() else "") + second


def _above_site_line(lines: Sequence[Line], limit: int, today: date) -> int:
    """The position of the visible line right above the first site line, or -10."""
    for position in range(1, limit):
        if not lines[position].aside and is_site_line(lines[position].raw, today):
            return position - 1
    return -10


def _score(group: Sequence[Line], text: str, agreement: Agreement, site: frozenset[str]) -> float:
    bare = skeleton(without_media_mark(text))
    if len(bare) < 2 or len(text) > _LONGEST or _never(group, text):
        return -100.0
    score = agreement.of(bare)
    if len(group) > 1 and score < 4.0 and not _is_broken(group):
        return -100.0
    level = group[0].level
    score += {1: 3.0, 2: 2.0, 3: 1.5, 4: 1.0, 5: 0.5, 6: 0.5}.get(level, 0.0)
    score += 2.0 * bool(group[0].names & _TITLE_NAMES) + 1.0 * group[0].strong
    score -= 3.0 * (group[0].linked > 0.6 * len(group[0].text))
    score -= (2.0 if score >= 4.0 else 4.0) * group[0].aside
    score -= 4.0 * (bare in site) + 2.0 * (len(bare) < 4) + 2.0 * ("。" in text[:-1])
    return score + 0.4 * (len(group) > 1 and score >= 4.0)


def _is_broken(group: Sequence[Line]) -> bool:
    """Whether lines may be one headline without the head's saying so."""
    if 0 < group[0].level <= 3:
        return True
    return all(_in_one_heading(group[0], line) for line in group[1:])


def _never(group: Sequence[Line], text: str) -> bool:
    return (
        any(
            is_trail(line)
            or is_notice_bar(line.text)
            or is_pager(line.text)
            or is_widget(line.text)
            or is_footer(line.text)
            for line in group
        )
        or "\t" in text
    )
