"""A page's lines -> its article's fields: the template layer that HTML and text share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.article import PartialDate
from indexer.extract.claims import without_media_mark
from indexer.extract.dates import days_in, read_date
from indexer.extract.extracted import DocumentLink
from indexer.extract.furniture import (
    is_byline,
    is_notice_bar,
    is_related,
    is_site_line,
    is_summary,
    is_summary_heading,
    is_tail,
    is_tail_label,
    is_text_heading,
    is_toolbar,
    is_widget,
)
from indexer.extract.head import usable_address
from indexer.extract.headline import Headline
from indexer.extract.labels import SEAM, Label, labels_in, tidy_source, views_in
from indexer.extract.lines import Line
from indexer.extract.trail import is_trail, steps_of
from indexer.extract.visible import skeleton

_HEAD_LINES = 14
_MOST_STEPS = 8
_MOST_BETWEEN = 3
_HEADING = 4.0  # what ten characters without a mark between them weigh
_LONGEST_FILED = 120
_MARK = 6  # ［视频］ and the like around a title said again
_ATTACHED = re.compile(r"\W*(?:相关)?(?:附件|文件|资料)?(?:下载|列表)?\W*$")
_TRAIL_NAMES = frozenset(
    "breadcrumb breadcrumbs crumb crumbs position location weizhi dqwz path".split()
)
_PLACE = re.compile(
    r"[\W\d]*(?:会议|活动|培训|报到|召开|举办)?(?:地\s*点|地\s*址|主\s*持|出\s*席|参会|人员|主讲)"
)


@dataclass(slots=True)
class Parts:
    """Lines ``[start, end)`` are the body, less those in ``dropped``."""

    headline: Headline
    start: int
    end: int
    dropped: set[int] = field(default_factory=set)


def body_limit(lines: Sequence[Line], start: int, end: int) -> int:
    """The first line in ``[start, end)`` that is a paragraph: no headline stands after it."""
    for position in range(start, min(end, start + 60)):
        line = lines[position]
        if line.prose >= 30 and "。" in line.text and not labels_in(line.raw):
            return position
    return min(end, start + _HEAD_LINES)


def trim(lines: Sequence[Line], span: tuple[int, int], headline: Headline, today: date) -> Parts:
    """Take the page's furniture off both ends of the article's span."""
    start, end = span
    if start <= headline.start < headline.end <= end:
        start = headline.end
    start = _below_summary(lines, start, end, headline, today)
    parts = Parts(headline, start, _tail_start(lines, start, end))
    _trim_top(lines, parts, headline, today)
    _trim_bottom(lines, parts)
    parts.dropped |= {i for i in range(parts.start, parts.end) if lines[i].aside}
    return parts


def _below_summary(
    lines: Sequence[Line], start: int, end: int, headline: Headline, today: date
) -> int:
    """The line below the heading (主要内容, 正文) that parts a summary or the page's head
    from the text; ``start`` where none does, or where less stands below it than above."""
    last = min(end, start + _HEAD_LINES)
    if not any(is_text_heading(line.text, summarised=True) for line in lines[start:last]):
        return start
    title = skeleton(headline.title)
    before = lines[max(0, start - _HEAD_LINES) : start]
    summarised = any(is_summary_heading(x.text) and not x.is_links for x in before)
    above = 0.0
    for position in range(start, last):
        line = lines[position]
        if is_text_heading(line.text, summarised):
            below = sum(other.prose for other in lines[position + 1 : end])
            return position + 1 if above < below else start
        summarised = summarised or is_summary_heading(line.text)
        bare = skeleton(line.text)
        said_again = bool(title) and title in bare and len(bare) <= len(title) + _MARK
        if said_again or _is_head_matter(line, today):
            continue
        if not summarised:
            return start
        above += line.prose
    return start


def _tail_start(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the article is over: the first tail line that no paragraph follows."""
    total = sum(line.prose for line in lines[start:end])
    after = 0.0
    cut = end
    for position in range(end - 1, start, -1):
        line = lines[position]
        if is_tail(line.text) or _closes(lines, position, end):
            cut = position
            continue
        if is_summary(line.text) or is_summary_heading(lines[position - 1].text):
            continue
        if line.prose >= 20 and "。" in line.text:
            after += line.prose
        if after > 0.15 * total:
            break
    return cut


def _closes(lines: Sequence[Line], position: int, end: int) -> bool:
    """Whether the headings of summaries stand here above a source or an editor: blocks
    about the page below the text."""
    below = position
    while below < end and is_summary_heading(lines[below].text):
        below += 1
    return position < below < end and is_tail_label(lines[below].raw)


def _trim_top(lines: Sequence[Line], parts: Parts, headline: Headline, today: date) -> None:
    """Drop site line, trail, notice bar and the repeated title from the top of the body; the
    heading of a document that a table names stays, as it stays where it is broken over lines."""
    last = min(parts.end, parts.start + _HEAD_LINES)
    title = "" if headline.labelled else skeleton(headline.title)
    for position in range(parts.start, last):
        line = lines[position]
        if (
            (title and skeleton(without_media_mark(line.text)) == title)
            or (_is_head_matter(line, today) and not _is_event(lines, position, parts, today))
            or (_is_under(headline, position, parts) and is_byline(line.raw, today))
        ):
            parts.dropped.add(position)
        elif line.prose >= 15 and not line.is_links:
            break


def _is_under(headline: Headline, position: int, parts: Parts) -> bool:
    """Whether nothing but dropped lines stands between the headline and a line."""
    between = set(range(headline.end, position))
    return headline.start < headline.end <= position and between <= parts.dropped


def _is_event(lines: Sequence[Line], position: int, parts: Parts, today: date) -> bool:
    """Whether 时间：… or 日期：… tells when something takes place and not when it was
    published: the site line has been, or a place follows."""
    labels = labels_in(lines[position].raw)
    if not labels or {label.kind for label in labels} != {"dated"}:
        return False
    following = lines[position + 1].text if position + 1 < len(lines) else ""
    if _PLACE.match(following):
        return True
    before = [*range(max(0, parts.headline.end, parts.start - 6), parts.start), *parts.dropped]
    return any(_dated(lines[i], today) for i in before)


def _dated(line: Line, today: date) -> bool:
    has_date = next(days_in(line.raw.replace(SEAM, " "), today), None) is not None
    return has_date and is_site_line(line.raw, today)


def _is_head_matter(line: Line, today: date) -> bool:
    if line.aside or is_trail(line) or is_notice_bar(line.text) or is_widget(line.text):
        return True
    if is_related(line.text) or is_toolbar(line.raw):
        return True
    return is_site_line(line.raw, today)


def _trim_bottom(lines: Sequence[Line], parts: Parts) -> None:
    while parts.end > parts.start:
        line = lines[parts.end - 1]
        if line.is_links:
            parts.end = _above_links(lines, parts)
            line = lines[parts.end - 1]
        if not (
            line.aside
            or is_widget(line.text)
            or is_tail(line.text)
            or is_tail_label(line.raw)
            or _is_view_line(line)
            or _is_filed(line)
        ):
            return
        parts.end -= 1


def _above_links(lines: Sequence[Line], parts: Parts) -> int:
    """The end of the body without the links at its end, and the headings over them, where
    an editor's or source line stands above them all; the end as it is where none does."""
    headings = 0
    for position in range(parts.end - 1, parts.start, -1):
        line = lines[position]
        if is_tail_label(line.raw):
            return position + 1
        headings += not line.is_links
        if line.prose >= _HEADING or 2 * headings > parts.end - position:
            break
    return parts.end


def _is_filed(line: Line) -> bool:
    """标签：… and 分类：… with links to what else is filed there."""
    labels = labels_in(line.raw) if line.linked and len(line.text) < _LONGEST_FILED else []
    return bool(labels) and labels[0].start == 0 and labels[0].kind in ("category", "keywords")


def _is_view_line(line: Line) -> bool:
    return len(line.text) < 40 and views_in([line.raw]) is not None and "。" not in line.text


def body_of(lines: Sequence[Line], parts: Parts) -> str:
    """The body's lines, one paragraph each."""
    kept = (lines[i].text for i in range(parts.start, parts.end) if i not in parts.dropped)
    return "\n".join(kept)


def documents_of(lines: Sequence[Line], parts: Parts) -> tuple[DocumentLink, ...]:
    """The links to documents in the body, and in the list of attachments right below it."""
    inside = [lines[i] for i in range(parts.start, parts.end)]
    inside = [line for line in inside if not line.aside]
    links = (link for line in (*inside, *_attached_below(lines, parts)) for link in line.documents)
    return tuple({link.href: link for link in reversed([*links])}.values())[::-1]


def _attached_below(lines: Sequence[Line], parts: Parts) -> Iterator[Line]:
    """The lines that name documents below the body, up to the third that does not."""
    others = 0
    for line in lines[parts.end :]:
        if line.documents and not line.aside:
            yield line
        elif not _ATTACHED.match(line.text):
            others += 1
            if others == _MOST_BETWEEN:
                return


def outside(lines: Sequence[Line], parts: Parts) -> list[Line]:
    """The lines that are not body: nearest the headline first, then what follows the body."""
    head = [lines[i] for i in range(parts.start)] + [lines[i] for i in sorted(parts.dropped)]
    return head + list(lines[parts.end :])


@dataclass(slots=True)
class Readings:
    """Every labelled value of the lines around a body, by kind, in reading order."""

    head: dict[str, list[Label]] = field(default_factory=dict)
    anywhere: dict[str, list[Label]] = field(default_factory=dict)

    def value(self, kind: str) -> str:
        """The first value of a kind, those of the head first."""
        for where in (self.head, self.anywhere):
            for label in where.get(kind, ()):
                if label.value:
                    return label.value
        return ""


def readings(lines: Sequence[Line], parts: Parts) -> Readings:
    """Read the labels above the body, then those below it."""
    found = Readings()
    above = sorted({*range(max(0, parts.start - 40), parts.start), *parts.dropped})
    for position in above:
        _collect(lines[position], found.head)
    for position in range(parts.end, min(len(lines), parts.end + 12)):
        _collect(lines[position], found.anywhere)
    return found


def _collect(line: Line, into: dict[str, list[Label]]) -> None:
    for label in labels_in(line.raw):
        into.setdefault(label.kind, []).append(label)


def published_by_label(found: Readings, kind: str, today: date) -> PartialDate | None:
    """The date of the first label of that kind whose value holds one."""
    where = (found.head, found.anywhere) if kind != "dated" else (found.head,)
    for labels in where:
        for label in labels.get(kind, ()):
            value = read_date(label.value, today)
            if value is not None:
                return value
    return None


def published_on_site_line(lines: Sequence[Line], parts: Parts, today: date) -> PartialDate | None:
    """The unlabelled date of the site line nearest below the headline, else above the body."""
    positions = sorted({*range(max(0, parts.start - 20), parts.start), *parts.dropped})
    below = [i for i in positions if i >= parts.headline.end] if parts.headline.end else positions
    for position in below + [i for i in reversed(positions) if i < parts.headline.start]:
        line = lines[position]
        near = parts.headline.end <= position < parts.headline.end + 3
        signed = position == parts.headline.end > 0 and is_byline(line.raw, today)
        if (line.aside and not near) or line.is_links:
            continue
        if not signed and not is_site_line(line.raw, today):
            continue
        raw = line.raw
        for label in reversed(labels_in(raw)):
            if label.kind in ("written", "updated"):
                raw = raw[: label.start] + " " + raw[label.end :]
        for day in days_in(raw.replace(SEAM, " "), today):
            return day.date
    return None


def category_of(lines: Sequence[Line], parts: Parts, site: frozenset[str]) -> tuple[str, ...]:
    """The path of the trail nearest above the body; empty where there is none."""
    title = parts.headline.title
    around = [*range(parts.start - 1, -1, -1), *sorted(parts.dropped)]
    for position in around:
        if is_trail(lines[position]):
            steps = steps_of(lines[position].raw, title, site)
            if steps:
                return steps
    named = [lines[i].raw for i in sorted(around) if lines[i].names & _TRAIL_NAMES]
    if not named or len(named) > _MOST_STEPS:
        return ()
    return steps_of(" > ".join(named) if len(named) > 1 else named[0], title, site)


def attribution_of(found: Readings, today: date) -> str:
    """The source named by a label."""
    return tidy_source(found.value("attribution"), today)


def author_of(found: Readings, today: date) -> str:
    """The author named by a label."""
    return tidy_source(found.value("author"), today)


def address_of(found: Readings) -> str:
    """The article's own address where a 本文网址 label gives it."""
    return usable_address(found.value("address"))
