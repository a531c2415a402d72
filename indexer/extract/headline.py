"""Which line is the article's headline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.extract.furniture import is_footer, is_notice_bar, is_pager, is_site_line, is_widget
from indexer.extract.lines import Line
from indexer.extract.trail import is_trail
from indexer.extract.visible import collapse, skeleton

_SEPARATOR = re.compile(
    r"\s*[|｜_]+\s*|\s+[-–—－]+\s*|\s*[-–—－]+\s+|\s*(?:--|——|－|-)\s*|\s*[«»<>]+\s*|\s*·\s*"
)
_STRONG_SEPARATOR = re.compile(r"\s*[|｜_]+\s*|\s+[-–—－]+\s+|\s*[«»<>]+\s*")
_MEDIA = re.compile(
    r"^\s*[\[［](?:视频|音频|图片|图文|组图|图|视频新闻|图片新闻|专题|直播|高清|原创|转载|荐|置顶|热|新)[\]］]\s*(?=\S)"
)
_TITLE_NAMES = frozenset(
    "title tit bt biaoti headline subject h newstitle arttitle articletitle".split()
)
_SITE_NAME = re.compile(
    r"(?:网|网站|门户|协会|学会|商会|联合会|政府|官网|平台|在线|频道|com|cn|专栏)[)）]?$"
)
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


@dataclass(frozen=True, slots=True)
class Claims:
    """What the page's head says of its title: ``metas`` plainly, ``title`` with the site's
    name around it."""

    metas: tuple[str, ...] = ()
    title: str = ""


def without_media_mark(title: str) -> str:
    """``[视频]某会召开`` -> ``某会召开``: the mark tells the form, not the subject."""
    return collapse(_MEDIA.sub("", title))


def title_parts(title: str) -> list[str]:
    """The pieces of a ``<title>`` between its separators."""
    return [part for part in map(collapse, _STRONG_SEPARATOR.split(title)) if part]


def find_headline(
    lines: Sequence[Line], limit: int, claims: Claims, today: date, site: frozenset[str]
) -> Headline:
    """The best headline among ``lines[:limit]``, else what the head claims.

    A line gains by agreeing with the head, by its element, and by standing right above
    the site line; it loses by being a link, long, or a sentence.
    """
    above = _above_site_line(lines, limit, today)
    best = Headline("", 0, 0)
    best_score = 0.0
    for start, end, text in _candidates(lines, limit):
        score = _score(lines[start:end], text, claims, site)
        if score <= -50:
            continue
        score += 3.0 if end - 1 == above else 1.0 if above - 2 <= end - 1 < above else 0.0
        score += 0.001 * start
        if score > best_score:
            best, best_score = Headline(without_media_mark(text), start, end), score
    if best_score >= _ENOUGH and best.title:
        return best
    claimed = _claimed(claims, site)
    return Headline(claimed, 0, 0) if claimed else _first(lines[:limit])


def _first(lines: Sequence[Line]) -> Headline:
    """Without any evidence: the first line that can be a headline, unless it is a sentence."""
    for position, line in enumerate(lines):
        if not _never([line], line.text) and not line.aside:
            if "。" in line.text or len(line.text) > _LONGEST:
                break
            return Headline(without_media_mark(line.text), position, position + 1)
    return Headline("", 0, 0)


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


def _score(group: Sequence[Line], text: str, claims: Claims, site: frozenset[str]) -> float:
    bare = skeleton(without_media_mark(text))
    if len(bare) < 2 or len(text) > _LONGEST or _never(group, text):
        return -100.0
    score = _agreement(bare, claims)
    if len(group) > 1 and score < 4.0 and not (group[0].level and group[0].level <= 3):
        return -100.0
    level = group[0].level
    score += {1: 3.0, 2: 2.0, 3: 1.5, 4: 1.0, 5: 0.5, 6: 0.5}.get(level, 0.0)
    score += 2.0 * bool(group[0].names & _TITLE_NAMES) + 1.0 * group[0].strong
    score -= 3.0 * (group[0].linked > 0.6 * len(group[0].text))
    score -= (2.0 if score >= 4.0 else 4.0) * group[0].aside
    score -= 4.0 * (bare in site) + 2.0 * (len(bare) < 4) + 2.0 * ("。" in text[:-1])
    return score + 0.4 * (len(group) > 1 and score >= 4.0)


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


def _agreement(bare: str, claims: Claims) -> float:
    """How well a line's letters agree with what the head claims, 0 to 7."""
    if any(bare == skeleton(without_media_mark(meta)) for meta in claims.metas):
        return 6.0
    whole = skeleton(without_media_mark(claims.title))
    if not whole:
        return 0.0
    if bare == whole or (len(bare) >= 6 and whole.startswith(bare)):
        return 5.0 + min(len(bare), 40) / 40
    parts = [skeleton(without_media_mark(part)) for part in title_parts(claims.title)]
    if bare == (parts[0] if parts else ""):
        return 4.5
    if len(bare) >= 6 and bare in whole:
        return 3.5 + min(len(bare), 40) / 40
    cut = skeleton(re.split(r"…|\.\.\.", first_part(claims.title))[0])
    return 3.5 if len(cut) >= 8 and bare.startswith(cut) else 0.0


def first_part(title: str) -> str:
    """The first piece of a ``<title>``."""
    parts = title_parts(title)
    return parts[0] if parts else ""


def _claimed(claims: Claims, site: frozenset[str]) -> str:
    """The title by the head alone: a meta, or ``<title>`` without the site's name."""
    for meta in claims.metas:
        if skeleton(meta) and skeleton(meta) not in site:
            return without_media_mark(meta)
    parts = [part for part in title_parts(claims.title) if skeleton(part) not in site]
    if len(parts) == 1 and parts[0] == collapse(claims.title):
        weak = [part for part in _SEPARATOR.split(parts[0]) if part]
        while len(weak) > 1 and (_SITE_NAME.search(weak[-1]) or skeleton(weak[-1]) in site):
            parts[0] = parts[0][: parts[0].rindex(weak.pop())].rstrip(" -–—－_|·")
    return without_media_mark(max(parts[:2], key=len) if parts else "")
