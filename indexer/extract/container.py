"""Which lines of a page are its article: the smallest region that loses none of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate

from indexer.extract.claims import first_part, without_media_mark
from indexer.extract.furniture import (
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
from indexer.extract.lines import Layout, Line, Region
from indexer.extract.trail import is_trail
from indexer.extract.visible import skeleton

_BODY, _MAYBE = 2, 1
_SHARE_OF_HINT = {_BODY: 0.3, _MAYBE: 0.5}
_CHILD_SHARE = 0.6
_LOST_SHARE = 0.5
_SHARE_OF_SUMMARY = 0.25
_LOOK_AHEAD = 8
_TITLE_SHARE = 0.6
_TABLE = frozenset(("table", "tbody", "tr", "td", "th", "center"))
_LEADING = ("。", "；", "：", "，", "、")
_PREFIXES = (0, 2, 4)  # 视频, 视频简介 and the like before a title said again


def article_span(layout: Layout, title: str, today: date) -> tuple[int, int]:
    """Lines ``[start, end)`` of the region that holds the article; all lines if none does.

    A region whose name says that it is an article's body is taken as it is. Otherwise the
    choice begins at one that may be (or at the page) and goes down as long as one child
    holds most of the running text and no line of the article would be left behind.
    ``title`` is the page's ``<title>``: lines that repeat it weigh nothing.
    """
    if not layout.regions:
        return 0, len(layout.lines)
    choice = _Choice(layout, without_media_mark(title), today)
    body = choice.named(_BODY)
    if body is not None:
        return body.start, body.end
    return choice.narrowed(choice.named(_MAYBE) or layout.regions[0])


class _Choice:
    def __init__(self, layout: Layout, title: str, today: date) -> None:
        self.layout = layout
        self.title = skeleton(title)
        self.headline = skeleton(first_part(title))
        self.today = today
        self.anchor = self.site_line()
        weights = (
            0.0 if position <= self.anchor else self.standing(position)
            for position in range(len(layout.lines))
        )
        self.sums = [0.0, *accumulate(weights)]

    def site_line(self) -> int:
        """The position of the site line right below a line that is the page's title, or -1:
        what stands above it is not the article, whatever it weighs."""
        lines = self.layout.lines
        least = max(4.0, _TITLE_SHARE * len(self.headline))
        for position in range(len(lines) - 1):
            bare = skeleton(without_media_mark(lines[position].text))
            if len(bare) >= least and self.title.startswith(bare) and not lines[position].is_links:
                for below in range(position + 1, min(position + 3, len(lines))):
                    if is_site_line(lines[below].raw, self.today):
                        return below
        return -1

    def standing(self, position: int) -> float:
        """What a line weighs where it stands: a summary counts little beside a text."""
        lines = self.layout.lines
        summary = is_summary(lines[position].text) or (
            position > 0 and is_summary_heading(lines[position - 1].text)
        )
        return (_SHARE_OF_SUMMARY if summary else 1.0) * self.prose(lines[position])

    def prose(self, line: Line) -> float:
        """The running text of a line, unless it is a label line or repeats the title."""
        if line.prose < 1 or line.prose > 200:
            return line.prose
        bare = skeleton(line.text)
        if self.title and any(bare[cut:] in self.title for cut in _PREFIXES if len(bare) > cut):
            return 0.0
        if is_site_line(line.raw, self.today) or is_tail_label(line.raw) or is_tail(line.text):
            return 0.0
        if is_toolbar(line.raw):
            return 0.0
        return line.prose

    def weight(self, region: Region) -> float:
        return self.sums[region.end] - self.sums[region.start]

    def named(self, hint: int) -> Region | None:
        """The smallest region with that hint that has most of what such regions have."""
        least = _SHARE_OF_HINT[hint] * self.sums[-1]
        found = [r for r in self.layout.regions if r.hint == hint and self.weight(r) > least]
        if not found:
            return None
        most = max(map(self.weight, found))
        enough = [region for region in found if self.weight(region) >= 0.8 * most]
        return min(enough, key=lambda region: (region.end - region.start, -region.depth))

    def narrowed(self, region: Region) -> tuple[int, int]:
        """Go down from ``region`` to the smallest that still has the whole article."""
        position = next(i for i, other in enumerate(self.layout.regions) if other is region)
        while True:
            children = list(self.children(position))
            if not children:
                return region.start, region.end
            best = max(children, key=lambda index: self.weight(self.layout.regions[index]))
            inner = self.layout.regions[best]
            siblings = [self.layout.regions[index] for index in children if index != best]
            if not self.may_enter(region, inner, siblings):
                return region.start, region.end
            position, region = best, inner

    def children(self, position: int) -> Iterator[int]:
        regions = self.layout.regions
        depth = regions[position].depth
        for index in range(position + 1, len(regions)):
            if regions[index].depth <= depth:
                return
            if regions[index].depth == depth + 1:
                yield index

    def may_enter(self, outer: Region, inner: Region, siblings: Iterable[Region]) -> bool:
        """Whether nothing of the article is in ``outer`` and not in ``inner``.

        A sibling with a name of its own is another block of the page unless it weighs
        like an article; all else is judged line by line.
        """
        weight = self.weight(inner)
        if not weight or weight < _CHILD_SHARE * self.weight(outer):
            return False
        foreign: set[int] = set()
        for sibling in siblings:
            if sibling.names and sibling.names != inner.names:
                holds_title = sibling.start <= self.anchor < sibling.end
                if self.weight(sibling) > (0.0 if holds_title else _LOST_SHARE * weight):
                    return False
                foreign.update(range(sibling.start, sibling.end))
            elif sibling.end == inner.start and self.is_paragraph(sibling, inner):
                return False
        lines = self.layout.lines
        after = [lines[i] for i in range(inner.end, outer.end) if i not in foreign]
        before = [lines[i] for i in range(outer.start, inner.start) if i not in foreign]
        return not _continues(after) and not self.leads(before, weight)

    def is_paragraph(self, sibling: Region, inner: Region) -> bool:
        """Whether the block right above is of the same make, and text: ``<div>`` used as
        ``<p>``. Rows and cells of tables tell nothing, since they are layout."""
        lines = self.layout.lines[sibling.start : sibling.end]
        if sibling.tag != inner.tag or sibling.tag in _TABLE or inner.end - inner.start > 1:
            return False
        return not any(line.is_links or line.aside or self.is_head(line) for line in lines)

    def leads(self, before: list[Line], weight: float) -> bool:
        """Whether the lines right above a region of that ``weight`` begin the article: a
        paragraph or an address (各会员单位：) with no site line, trail, link or heading of
        another block in between, and not a summary, which has a heading of its own."""
        for position in range(len(before) - 1, -1, -1):
            line = before[position]
            if line.aside or line.is_links or self.is_head(line):
                return False
            if line.text.endswith(_LEADING) or line.prose >= 40:
                return not self.is_summarised(before[: position + 1], weight)
        return False

    def is_summarised(self, before: list[Line], weight: float) -> bool:
        """Whether the last of these lines stand under the heading of a summary, and are
        not so many that they would be the article."""
        held = 0.0
        for line in reversed(before):
            if is_summary_heading(line.text):
                return True
            held += self.prose(line)
            if held > _LOST_SHARE * weight or line.is_links or self.is_head(line):
                return False
        return False

    def is_head(self, line: Line) -> bool:
        return (
            is_trail(line)
            or is_notice_bar(line.text)
            or is_site_line(line.raw, self.today)
            or is_related(line.text)
            or is_toolbar(line.raw)
            or is_summary_heading(line.text)
            or is_text_heading(line.text, summarised=False)
        )


def _continues(after: list[Line]) -> bool:
    """Whether the lines right after a region go on with the article."""
    for position, line in enumerate(after):
        if line.aside or line.is_links or is_widget(line.text) or is_summary_heading(line.text):
            continue
        if is_tail(line.text) or is_tail_label(line.raw):
            return False
        ahead = after[position : position + _LOOK_AHEAD]
        listed = sum(other.is_links or other.aside for other in ahead)
        if 2 * listed < len(ahead):
            return True
    return False
