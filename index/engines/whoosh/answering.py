"""Which query is answered: the one asked, or what says most of it where that finds little."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from index.engine import SearchRequest
from index.engines.whoosh.columns import Mask
from index.engines.whoosh.facets import Selected
from index.engines.whoosh.matching import Matching
from index.engines.whoosh.posting_lists import Docs
from index.engines.whoosh.postings import Clock
from index.engines.whoosh.relaxing import FEW, is_sentence, relax
from index.query import Node
from index.results import Notice, NoticeCode


@dataclass(frozen=True, slots=True)
class Found:
    """The documents of ``mask`` that pass the filters."""

    mask: Mask
    selected: Selected
    _read: dict[str, Docs] = field(default_factory=dict)

    def docs(self, leaving_out: str = "") -> Docs:
        """Those that pass the filters of every facet but ``leaving_out``."""
        name = leaving_out if leaving_out in self.selected.masks else ""
        if name not in self._read:
            mask = self.mask
            if self.selected.masks:
                mask = mask & self.selected.mask(leaving_out=name)
            self._read[name] = np.flatnonzero(mask)
        return self._read[name]


@dataclass(frozen=True, slots=True)
class Answered:
    """The query that is answered, what it finds, how many of that match the query as it was
    asked for, and the words that not every other has."""

    node: Node
    found: Found
    full: int
    dropped: tuple[str, ...] = ()


def answered_by(matching: Matching, request: SearchRequest, selected: Selected) -> Answered:
    """The query itself where it finds anything, and where the time was up before that was
    known; a sentence that finds little is answered by what says most of it too."""
    asked = Answered(request.query, Found(matching.mask(request.query), selected), 0)
    full = len(asked.found.docs())
    asked = replace(asked, full=full)
    enough = full >= (FEW if is_sentence(request.query) else 1)
    if enough or not request.relax or matching.clock.expired:
        return asked
    relaxed = relax(matching, request.query, selected.mask())
    if relaxed is None:
        return asked
    found = Found(matching.mask(relaxed.node), selected)
    return Answered(relaxed.node, found, full, relaxed.dropped)


def notices(answered: Answered, clock: Clock) -> tuple[Notice, ...]:
    """What a reader is told of it: words let go, and time that ran out."""
    said_of = []
    if answered.dropped:
        shown = "、".join(f"“{text}”" for text in answered.dropped)
        said = (
            f"含全部词的有 {answered.full} 篇，排在最前；其余不一定含：{shown}"
            if answered.full
            else f"没有同时符合所有词的结果，以下结果不一定含：{shown}"
        )
        said_of.append(Notice(NoticeCode.RELAXED, said))
    if clock.expired:
        said_of.append(Notice(NoticeCode.TIME_UP, "搜索用时过长，以下只是一部分结果"))
    return tuple(said_of)
