"""How many articles hold a text literally, counted no further than a caller needs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from index.analysis import phrase
from index.engines.whoosh.columns import Mask
from index.engines.whoosh.matching import TEXTS
from index.engines.whoosh.phrases import at_most, find_phrase
from index.engines.whoosh.posting_lists import PostingList
from index.engines.whoosh.postings import Clock, Postings


@dataclass(frozen=True, slots=True)
class Attesting:
    """Fulfils :class:`index.correcting.Attested` among the ``visible`` documents.

    What was looked up for one text is known for the next. When the clock is over it counts
    fewer, never more.
    """

    postings: Postings
    visible: Mask
    clock: Clock
    _hidden: int = field(init=False)
    _bounds: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shown = int(np.count_nonzero(self.visible & self.postings.alive()))
        object.__setattr__(self, "_hidden", self.postings.size - shown)

    def at_most(self, text: str) -> int:
        """A number that :meth:`count` does not exceed, without reading a posting."""
        if text not in self._bounds:
            self._bounds[text] = sum(self._of_part(part, text) for part in TEXTS)
        return self._bounds[text]

    def reaches(self, text: str, least: int) -> bool:
        """Whether :meth:`count` is at least that."""
        in_body = self._of_part("body", text)
        if len(phrase(text)) == 1 and in_body - self._hidden >= least:
            return True
        if self.at_most(text) < least:
            return False
        if in_body >= least:
            found = np.count_nonzero(self.visible[self._list("body", text).docs()])
            if int(found) >= least:
                return True
        return self.count(text) >= least

    def count(self, text: str) -> int:
        """How many of the documents hold the normalised text in any of their parts."""
        if not self.at_most(text):
            return 0
        found = [of_part for part in TEXTS if (of_part := self._list(part, text)).most]
        if len(found) == 1:
            return int(np.count_nonzero(self.visible[found[0].docs()]))
        holding = np.zeros_like(self.visible)
        for of_part in found:
            of_part.mark(holding)
        return int(np.count_nonzero(holding & self.visible))

    def _list(self, part: str, text: str) -> PostingList:
        return find_phrase(self.postings, f"{part}_ngrams", text, self.clock)

    def _of_part(self, part: str, text: str) -> int:
        """How many documents hold all tokens of the text in that part at most, whoever may
        see them; of a single token exactly so many, deleted ones with them."""
        return at_most(self.postings, f"{part}_ngrams", text)
