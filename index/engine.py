"""The two protocols every engine fulfils, and the one place that names an engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.analysis.pinyin import Pattern
from index.article import Article, PartialDate, Visibility
from index.correcting import Attested
from index.lexicon import Lexicon
from index.query import Everything, Node
from index.results import Facet, Filters, Page, Range, Sort
from index.similarity import Likeness

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.config import Config
    from index.moves import Moves
    from index.workers import Workers


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search, whole: the same request over one generation gives the same page.

    ``page`` counts from 1; ``size`` is how many hits a page holds (0 to 100).
    ``facets`` names the facets to count, ``facet_size`` cuts each (0: not at all).
    """

    query: Node = Everything()
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 10
    viewer: Visibility = Visibility.PUBLIC
    facets: tuple[str, ...] = ("date", "category", "org", "kind")
    facet_size: int = 12
    today: PartialDate | None = None
    relax: bool = True


class Reader(Protocol):
    """One sealed generation, open for searching; never changes. One reader a thread."""

    @property
    def generation(self) -> str:
        """The name of the generation, as ``gen-0007``."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the analysis and schema it was built with."""

    @property
    def created(self) -> str:
        """When the generation was sealed: an ISO time in UTC."""

    def count(self, viewer: Visibility = Visibility.PUBLIC) -> int:
        """How many articles the viewer may see."""

    def search(self, request: SearchRequest) -> Page:
        """The page of hits; never raises for any tree and any filter value."""

    def total(self, request: SearchRequest) -> int:
        """How many articles match; no hits, facets or relaxing."""

    def facet(self, name: str, request: SearchRequest) -> Facet:
        """All buckets of one facet; raises KeyError for a facet that is not."""

    def article(self, article_id: str, viewer: Visibility = Visibility.PUBLIC) -> Article | None:
        """The article as indexed, or None where the viewer has none of that id."""

    def moved(self, article_id: str, viewer: Visibility = Visibility.PUBLIC) -> str | None:
        """The id that the article of that earlier id has now, or None where the viewer has
        none of it."""

    def articles(self) -> Iterator[Article]:
        """Every article of the generation, whoever may see it; for checks and rebuilds."""

    def marks(self, query: Node, text: str) -> tuple[Range, ...]:
        """Where the asked-for terms of ``query`` stand in ``text``: sorted, disjoint."""

    def lexicon(self) -> Lexicon:
        """The Chinese words of the generation, whoever may see them, for algorithms that ask
        :meth:`carriers` before anything of it is shown."""

    def carriers(
        self,
        words: Sequence[str],
        viewer: Visibility = Visibility.PUBLIC,
        within: SearchRequest | None = None,
    ) -> tuple[int, ...]:
        """Of each normalised word how many articles of the viewer's have it as a word; only
        of those that the search ``within`` matches, where there is one."""

    def attested(self, viewer: Visibility = Visibility.PUBLIC) -> Attested:
        """Counts how many articles of the viewer's hold normalised texts of two and more
        characters literally, in the time of one search; fewer when that is over."""

    def titled(
        self,
        pattern: Pattern,
        viewer: Visibility = Visibility.PUBLIC,
        *,
        inside: bool,
        size: int,
        within: SearchRequest | None = None,
    ) -> tuple[Article, ...]:
        """Articles whose title begins with the pattern, then, where ``inside``, those whose
        title holds it; each time the newest first, and of one title the first alone. Only
        those that the search ``within`` matches, where there is one. The texts of
        attachments may be left out."""

    def similar(
        self, wanted: Likeness, viewer: Visibility = Visibility.PUBLIC, *, size: int
    ) -> tuple[Article, ...]:
        """Articles of the viewer's that share enough of ``wanted``, the most first, then the
        newest; that it was made from among them. None where no article does. The texts of
        attachments may be left out."""

    def close(self) -> None:
        """Let go of files; calling twice is harmless."""


class Writer(Protocol):
    """Builds the next generation. Nothing is visible to a reader before :meth:`seal`."""

    @property
    def catalog(self) -> Catalog:
        """What every source item became; changed by the pipeline beside the articles."""

    moves: Moves
    """What articles of earlier ids have become: those of the generation it goes on from, until
    others are put in their place."""

    def put(self, article: Article) -> None:
        """Add the article, or replace the one of its id. Raises InvalidArticle, unchanged."""

    def delete(self, article_id: str) -> None:
        """Remove the article of that id; nothing happens where there is none."""

    def checkpoint(self) -> None:
        """Make everything up to here durable: a later run goes on from here."""

    def seal(self) -> str:
        """Make the generation durable and current; gives its name."""


def load_engine() -> None:
    """Import now what :func:`open_reader` imports when first called, for processes forked later."""
    import index.engines.whoosh.reader  # noqa: F401


def open_reader(config: Config) -> Reader:
    """The current generation for reading, or the newest whole one where it is damaged.

    Raises IndexMissing where nothing was sealed, IndexCorrupt where nothing is whole.
    """
    from index.engines.whoosh.reader import open_current

    return open_current(config)


def open_writer(
    config: Config, *, rebuild: bool = False, workers: Workers | None = None
) -> AbstractContextManager[Writer]:
    """The next generation for writing: from the current one or, with ``rebuild``, from nothing.
    The ``workers`` do what can be done on several cores; it has its own where none are given.

    Leaving the context without :meth:`Writer.seal` keeps what was checkpointed for the
    next run. Raises IndexBusy where another process writes, IndexOutdated where the
    current generation was built by another analysis and ``rebuild`` is not asked for.
    """
    from index.engines.whoosh.writer import open_next

    return open_next(config, rebuild=rebuild, workers=workers)


__all__: Sequence[str] = (
    "Reader",
    "SearchRequest",
    "Writer",
    "load_engine",
    "open_reader",
    "open_writer",
)
