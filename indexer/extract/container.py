"""Which lines of a page are its article: the smallest region that loses none of it."""

from __future__ import annotations

from itertools import accumulate

from indexer.extract.furniture import is_tail, is_tail_label, is_widget
from indexer.extract.lines import Layout, Line, Region

_HINT_SHARE = 0.5
_CHILD_SHARE = 0.6
_LOOK_AHEAD = 8


def article_span(layout: Layout) -> tuple[int, int]:
    """Lines ``[start, end)`` of the region that holds the article; all lines if none does.

    Begins at the region that is named as an article's (or at the page) and goes down
    as long as one child holds most of the running text and no line of the article
    would be left behind.
    """
    choice = _Choice(layout)
    start = choice.hinted() or choice.root()
    if start is None:
        return 0, len(layout.lines)
    return choice.narrowed(start)


class _Choice:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.sums = [0.0, *accumulate(line.prose for line in layout.lines)]

    def weight(self, region: Region) -> float:
        return self.sums[region.end] - self.sums[region.start]

    def root(self) -> Region | None:
        return self.layout.regions[0] if self.layout.regions else None

    def hinted(self) -> Region | None:
        """The smallest region named as an article's that has most of what such regions have."""
        total = self.sums[-1]
        named = [r for r in self.layout.regions if r.hint and self.weight(r) > _HINT_SHARE * total]
        if not named:
            return None
        most = max(map(self.weight, named))
        enough = [region for region in named if self.weight(region) >= 0.8 * most]
        return min(enough, key=lambda region: (region.end - region.start, -region.depth))

    def narrowed(self, region: Region) -> tuple[int, int]:
        """Go down from ``region`` to the smallest that still has the whole article."""
        position = self.layout.regions.index(region)
        while True:
            child = self.heaviest_child(position)
            if child is None or not self.may_enter(region, self.layout.regions[child]):
                return region.start, region.end
            position, region = child, self.layout.regions[child]

    def heaviest_child(self, position: int) -> int | None:
        regions = self.layout.regions
        depth = regions[position].depth
        best: int | None = None
        for index in range(position + 1, len(regions)):
            if regions[index].depth <= depth:
                break
            if regions[index].depth == depth + 1 and (
                best is None or self.weight(regions[index]) > self.weight(regions[best])
            ):
                best = index
        return best

    def may_enter(self, outer: Region, inner: Region) -> bool:
        """Whether nothing of the article is in ``outer`` and not in ``inner``."""
        if self.weight(inner) < _CHILD_SHARE * self.weight(outer) or not self.weight(inner):
            return False
        after = self.layout.lines[inner.end : outer.end]
        before = self.layout.lines[outer.start : inner.start]
        return not _continues(after) and not _leads(before)


def _continues(after: list[Line]) -> bool:
    """Whether the lines right after a region go on with the article."""
    for position, line in enumerate(after):
        if line.aside or line.is_links or is_widget(line.text):
            continue
        if is_tail(line.text) or is_tail_label(line.raw):
            return False
        ahead = after[position : position + _LOOK_AHEAD]
        listed = sum(other.is_links or other.aside for other in ahead)
        if 2 * listed < len(ahead):
            return True
    return False


def _leads(before: list[Line]) -> bool:
    """Whether a paragraph of the article stands before a region."""
    return any(line.prose >= 40 and "。" in line.text and not line.level for line in before)
