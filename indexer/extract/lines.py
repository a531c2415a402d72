"""A page as lines: what both an HTML page and its saved text come down to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.extract.extracted import DocumentLink

_SENTENCE = re.compile(r"[，。；！？、：“”,;!?]|\.\s|\.$")
_SHORT = 10


@dataclass(slots=True)
class Line:
    """One visible line.

    ``text`` is collapsed; ``raw`` keeps wide gaps and the seams between inline elements
    (see :mod:`indexer.extract.labels`). ``linked`` counts the characters inside links,
    ``level`` is 1 to 6 inside a heading element. ``names`` are words of the class and
    id attributes around the line. ``aside`` marks navigation, footers and notice bars.
    ``documents`` are its links to documents. Lines of one ``block`` are parted by ``<br>``
    alone; 0 is that of no element.
    """

    text: str
    raw: str
    linked: int = 0
    level: int = 0
    strong: bool = False
    aside: bool = False
    attached: bool = False
    names: frozenset[str] = frozenset()
    documents: tuple[DocumentLink, ...] = ()
    block: int = 0

    @property
    def prose(self) -> float:
        """How much running text the line holds, in characters; links count for nothing."""
        if self.aside:
            return 0.0
        plain = max(0, len(self.text) - self.linked)
        if self.linked > plain:
            return 0.0
        if _SENTENCE.search(self.text) is None:
            return plain * (0.4 if plain >= _SHORT else 0.2)
        return float(plain)

    @property
    def is_links(self) -> bool:
        """Most of the line is links, none of them to a document."""
        return not self.attached and self.linked > 0.6 * len(self.text)


@dataclass(slots=True)
class Region:
    """An element that can hold an article: lines ``[start, end)``, words of its names.

    ``hint`` is 2 where its name says that it is an article's body (``TRS_Editor``,
    ``articleBody``), 1 where it may be (``content``), else 0.
    """

    tag: str
    names: frozenset[str]
    hint: int
    start: int
    end: int = 0
    depth: int = 0


@dataclass(slots=True)
class Layout:
    """A page: its lines in reading order and its regions, outer before inner."""

    lines: list[Line] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
