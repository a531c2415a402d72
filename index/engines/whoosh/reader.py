"""Searching one sealed generation with Whoosh's postings and numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.analysis import normalized
from index.analysis.pinyin import Pattern
from index.article import Article, PartialDate, Visibility
from index.config import Config
from index.correcting import Attested
from index.dates import period
from index.engine import SearchRequest
from index.engines.whoosh.answering import Found, answered_by, notices
from index.engines.whoosh.attached import Occurrences, texts
from index.engines.whoosh.attesting import Attesting
from index.engines.whoosh.blocks import whole
from index.engines.whoosh.calendar_column import Calendar
from index.engines.whoosh.columns import Mask, ReadColumns
from index.engines.whoosh.documents import is_id
from index.engines.whoosh.facets import MEETING_DATE, Facets
from index.engines.whoosh.fields import INDEX_NAME, whoosh_schema
from index.engines.whoosh.hits import hit
from index.engines.whoosh.matching import TEXTS, Matching
from index.engines.whoosh.ordering import smallest
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.posting_lists import Docs
from index.engines.whoosh.postings import Clock, Postings
from index.engines.whoosh.ranking import Ranking, Scores, Statistics
from index.engines.whoosh.similar import similar
from index.engines.whoosh.tiers import by_number, tiers, worth_scoring
from index.engines.whoosh.tiers import scores as scores_of
from index.engines.whoosh.titles import holding
from index.engines.whoosh.unpickling import guard
from index.engines.whoosh.views import View, visible
from index.engines.whoosh.vocabulary import carriers, read_lexicon
from index.generations import Generations
from index.layout import Generation
from index.lexicon import Lexicon
from index.marks import ranges
from index.moves import destination, opened
from index.query import Node, terms
from index.results import Facet, Hit, Page, Range, Sort
from index.similarity import Likeness

_PER_TITLE = 4
"""Articles read for each title wanted, as some have the same."""


class WhooshReader:
    """Fulfils :class:`index.engine.Reader` over a sealed, verified generation."""

    def __init__(self, generation: Generation, config: Config) -> None:
        guard()
        self._config = config
        self._generation = generation
        storage = FileStorage(str(generation.path), readonly=True)
        toc = TOC.read(storage, INDEX_NAME, schema=whoosh_schema())
        self._postings = Postings([segment.open(generation.path) for segment in toc.segments])
        self._postings.load()
        self._moves = opened(generation.path)
        self._views: dict[Visibility, View] = {}
        self._normal: dict[str, tuple[str, ...]] = {}
        self._within: tuple[SearchRequest, Mask] | None = None

    @property
    def generation(self) -> str:
        """The name of the generation, as ``gen-0007``."""
        return self._generation.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the analysis and schema it was built with."""
        return self._generation.manifest.fingerprint

    @property
    def created(self) -> str:
        """When the generation was sealed: an ISO time in UTC."""
        return self._generation.manifest.created

    def close(self) -> None:
        """Let go of files; calling twice is harmless."""
        self._views.clear()
        self._normal.clear()
        self._within = None
        self.__dict__.pop("_columns", None)
        self.__dict__.pop("_lexicon", None)
        self._postings = Postings(())
        self._moves = b""

    def count(self, viewer: Visibility = Visibility.PUBLIC) -> int:
        """How many articles the viewer may see."""
        return self._view(viewer).statistics.collection

    def search(self, request: SearchRequest) -> Page:
        """The page of hits; never raises for any tree and any filter value."""
        matching = self._matching(request)
        facets = self._facets(request)
        answered = answered_by(matching, request, facets.selected(request.filters))
        node, found = answered.node, answered.found
        named = request.query if answered.full else node
        led = by_number(matching, named, found.docs(), request.sort)
        docs, scores = self._best(found.docs(), node, matching, request)
        return Page(
            total=len(found.docs()),
            page=request.page,
            size=request.size,
            hits=tuple(self._hits(docs, scores, node, matching)),
            facets={
                name: facets.count(name, found.docs(name), request.filters, request.facet_size)
                for name in request.facets
            },
            notices=(*notices(answered, matching.clock), *led.notices),
            generation=self.generation,
            dropped=answered.dropped,
            full=answered.full,
            partial=matching.clock.expired,
            leading=led.count,
        )

    def total(self, request: SearchRequest) -> int:
        """How many articles match; no hits, facets or relaxing."""
        mask = self._matching(request).mask(request.query)
        return len(Found(mask, self._facets(request).selected(request.filters)).docs())

    def facet(self, name: str, request: SearchRequest) -> Facet:
        """All buckets of one facet; raises KeyError for a facet that is not.

        Counts among what :meth:`search` would give for the request, relaxed or not.
        """
        matching, facets = self._matching(request), self._facets(request)
        found = answered_by(matching, request, facets.selected(request.filters)).found
        return facets.count(name, found.docs(name), request.filters)

    def article(self, article_id: str, viewer: Visibility = Visibility.PUBLIC) -> Article | None:
        """The article as indexed, or None where the viewer has none of that id."""
        visible = self._view(viewer).visible
        docs = self._postings.docs("id", article_id.encode("utf-8", "replace"))
        return next((self._stored(doc) for doc in docs.tolist() if visible[doc]), None)

    def moved(self, article_id: str, viewer: Visibility = Visibility.PUBLIC) -> str | None:
        """See :meth:`index.engine.Reader.moved`."""
        to = destination(self._moves, article_id) if is_id(article_id) else None
        return to if to is not None and self.article(to, viewer) is not None else None

    def articles(self) -> Iterator[Article]:
        """Every article of the generation, whoever may see it; for checks and rebuilds."""
        for doc in np.flatnonzero(self._postings.alive()).tolist():
            yield self._stored(doc)

    def marks(self, query: Node, text: str) -> tuple[Range, ...]:
        """Where the asked-for terms of ``query`` stand in ``text``: sorted, disjoint."""
        return ranges(text, terms(query))

    def lexicon(self) -> Lexicon:
        """The Chinese words of the generation, whoever may see them."""
        return self._lexicon

    def carriers(
        self,
        words: Sequence[str],
        viewer: Visibility = Visibility.PUBLIC,
        within: SearchRequest | None = None,
    ) -> tuple[int, ...]:
        """See :meth:`index.engine.Reader.carriers`."""
        visible = self._among(viewer, within)
        return tuple(carriers(self._postings, word, visible) for word in words)

    def attested(self, viewer: Visibility = Visibility.PUBLIC) -> Attested:
        """Counts what articles of the viewer's hold literally, in the time of one search."""
        clock = Clock(self._config.limits.query_seconds)
        return Attesting(self._postings, self._view(viewer).visible, clock)

    def titled(
        self,
        pattern: Pattern,
        viewer: Visibility = Visibility.PUBLIC,
        *,
        inside: bool,
        size: int,
        within: SearchRequest | None = None,
    ) -> tuple[Article, ...]:
        """See :meth:`index.engine.Reader.titled`."""
        docs, offsets = holding(self._postings, pattern, inside=inside)
        wanted = self._among(viewer, within)[docs]
        docs, offsets = docs[wanted], offsets[wanted]
        keys = ((offsets > 0).astype(np.int64), -self._days[docs])
        order = smallest(keys, _PER_TITLE * size, partial(self._id_at, docs))
        titled: dict[str, Article] = {}
        for doc in docs[order].tolist():
            if len(titled) == size:
                break
            article = self._listed(doc)
            titled.setdefault(normalized(article.title), article)
        return tuple(titled.values())

    def similar(
        self, wanted: Likeness, viewer: Visibility = Visibility.PUBLIC, *, size: int
    ) -> tuple[Article, ...]:
        """See :meth:`index.engine.Reader.similar`."""
        view = self._view(viewer)
        brevity = view.statistics.factors["body"]
        docs, shares = similar(self._postings, view.visible, brevity, wanted)
        keys = (-shares, -self._days[docs])
        order = smallest(keys, size, partial(self._id_at, docs))
        return tuple(map(self._listed, docs[order].tolist()))

    def _among(self, viewer: Visibility, within: SearchRequest | None) -> Mask:
        """The viewer's documents that the search matches; that of the last one is kept, as
        many words are looked up under it."""
        visible = self._view(viewer).visible
        if within is None:
            return visible
        if self._within is None or self._within[0] != within:
            matching, facets = self._matching(within), self._facets(within)
            mask = matching.mask(within.query) & facets.selected(within.filters).mask()
            if matching.clock.expired:
                return mask & visible
            self._within = within, mask
        return self._within[1] & visible

    def _matching(self, request: SearchRequest) -> Matching:
        clock = Clock(self._config.limits.query_seconds)
        visible = self._view(request.viewer).visible
        return Matching(self._postings, self._columns, visible, clock, self._normal_values)

    def _normal_values(self, name: str) -> tuple[str, ...]:
        if name not in self._normal:
            self._normal[name] = tuple(map(normalized, self._columns[name].values))
        return self._normal[name]

    def _facets(self, request: SearchRequest) -> Facets:
        return Facets(
            self._columns,
            self._calendar,
            self._meeting_calendar,
            self._today(request),
            self._view(request.viewer).borne_out,
        )

    def _today(self, request: SearchRequest) -> PartialDate:
        """The day asked for, else the newest date that the viewer may see."""
        return request.today or self._view(request.viewer).newest

    def _best(
        self, docs: Docs, node: Node, matching: Matching, request: SearchRequest
    ) -> tuple[Docs, Scores]:
        """The documents of the page asked for, in order, with their scores: by relevance tier
        by tier; ties by date, newest first, then by id. By date, only those of the page are
        scored."""
        start = (request.page - 1) * request.size
        days = self._days[docs]
        last = partial(self._id_at, docs)
        ranking = partial(self._ranking, matching, request)
        if request.sort is Sort.RELEVANCE:
            tier = tiers(matching, request.query, node, docs)
            wanted = start + request.size
            places = worth_scoring(request.query, tier, docs, ranking, wanted)
            if places is not None:
                docs, tier, days = docs[places], tier[places], days[places]
            scores = scores_of(request.query, tier, docs, ranking)
            keys = (tier, -scores, -days) if tier.any() else (-scores, -days)
            page = smallest(keys, wanted, partial(self._id_at, docs))[start:]
            return docs[page], scores[page]
        if request.sort is Sort.MEETING:
            days = self._meeting_days[docs]
        keys = (days == 0, days if request.sort is Sort.OLDEST else -days)
        page = smallest(keys, start + request.size, last)[start:]
        order = np.argsort(page)
        shown = docs[page[order]]
        scores = np.empty(len(page))
        tier = tiers(matching, request.query, node, shown)
        scores[order] = scores_of(request.query, tier, shown, ranking)
        return docs[page], scores

    def _hits(self, docs: Docs, scores: Scores, node: Node, matching: Matching) -> Iterator[Hit]:
        records = [self._postings.record(doc) for doc in docs.tolist()]
        attached = np.sort(docs[np.array([bool(one.texts) for one in records], np.bool_)])
        occurrences = Occurrences(matching, attached)
        numbers = attached.searchsorted(docs).tolist()
        for number, doc in enumerate(docs.tolist()):
            article = Article.from_json(records[number].article)
            found = texts(article, records[number], partial(occurrences.of, numbers[number]))
            matched = matching.matched_terms(node, doc)
            yield hit(article, float(scores[number]), matched, tuple(found))

    def _ranking(self, matching: Matching, request: SearchRequest, docs: Docs) -> Ranking:
        today = period(self._today(request)).last
        statistics = self._view(request.viewer).statistics
        return Ranking(matching, statistics, self._config.ranking, today, docs)

    def _id_at(self, docs: Docs, place: int) -> bytes:
        return self._postings.id_of(int(docs[place]))

    def _stored(self, doc: int) -> Article:
        return whole(self._postings.record(doc))

    def _listed(self, doc: int) -> Article:
        """The article without the texts of its attachments."""
        return Article.from_json(self._postings.record(doc).article)

    def _view(self, viewer: Visibility) -> View:
        if viewer not in self._views:
            mask = visible(self._columns["visibility"], viewer)
            statistics = Statistics.of(mask, self._lengths, self._days)
            self._views[viewer] = View.of(self._columns, self._postings, mask, statistics)
        return self._views[viewer]

    @cached_property
    def _columns(self) -> ReadColumns:
        return ReadColumns(self._postings)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return read_lexicon(self._postings)

    @cached_property
    def _days(self) -> npt.NDArray[np.int64]:
        """The last day of each document's date as a day number; 0 where it has none."""
        days: Numbers = np.append(self._calendar.last, 0)[self._columns["date"].last()]
        return days

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar.of(self._columns["date"].values)

    @cached_property
    def _meeting_calendar(self) -> Calendar:
        return Calendar.of(self._columns[MEETING_DATE].values)

    @cached_property
    def _meeting_days(self) -> npt.NDArray[np.int64]:
        """The same of the first day of each document's meeting."""
        last = self._columns[MEETING_DATE].last()
        days: Numbers = np.append(self._meeting_calendar.last, 0)[last]
        return days

    @cached_property
    def _lengths(self) -> dict[str, npt.NDArray[np.int64]]:
        return {part: self._postings.lengths(f"{part}_words") for part in TEXTS}


def open_current(config: Config) -> WhooshReader:
    """See :func:`index.engine.open_reader`."""
    return Generations(config.index.path, keep=config.index.keep).open_current(
        lambda generation: WhooshReader(generation, config)
    )
