"""Searching one sealed generation with Whoosh's postings and numpy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from index.article import Article, PartialDate, Visibility
from index.config import Config
from index.dates import period
from index.engine import SearchRequest
from index.engines.whoosh.columns import Column, Mask
from index.engines.whoosh.facets import Facets
from index.engines.whoosh.fields import whoosh_schema
from index.engines.whoosh.hits import hit
from index.engines.whoosh.matching import TEXTS, Columns, Matching
from index.engines.whoosh.postings import Clock, Postings
from index.engines.whoosh.ranking import Ranking, Statistics
from index.engines.whoosh.relaxing import relax
from index.engines.whoosh.unpickling import guard
from index.generations import Generations
from index.layout import Generation
from index.marks import ranges
from index.query import Node, terms
from index.results import Facet, Notice, NoticeCode, Page, Range, Sort
from index.schema import FIELDS, FieldKind

Order = npt.NDArray[np.int64]


class WhooshReader:
    """Fulfils :class:`index.engine.Reader` over a sealed, verified generation."""

    def __init__(self, generation: Generation, config: Config) -> None:
        guard()
        self._config = config
        self._generation = generation
        self._closed = False
        storage = FileStorage(str(generation.path), readonly=True)
        self._reader = FileIndex(storage, schema=whoosh_schema()).reader()
        _open_every_file(self._reader)
        self._size = int(self._reader.doc_count_all())
        self._postings = Postings(self._reader)

    @property
    def generation(self) -> str:
        """The name of the generation, as ``gen-0007``."""
        return self._generation.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the analysis and schema it was built with."""
        return self._generation.manifest.fingerprint

    def close(self) -> None:
        """Let go of files; calling twice is harmless."""
        if not self._closed:
            self._closed = True
            self._reader.close()

    def count(self, viewer: Visibility = Visibility.PUBLIC) -> int:
        """How many articles the viewer may see."""
        return int(np.count_nonzero(self._visible(viewer)))

    def search(self, request: SearchRequest) -> Page:
        """The page of hits; never raises for any tree and any filter value."""
        matching = self._matching(request)
        facets = self._facets(request)
        allowed = facets.mask(request.filters)
        node, dropped = _answered(matching, request, allowed)
        mask = matching.mask(node) & allowed
        scores = self._ranking(matching, request).scores(node)
        start = (request.page - 1) * request.size
        docs = self._ordered(mask, scores, request.sort)[start : start + request.size]
        return Page(
            total=int(np.count_nonzero(mask)),
            page=request.page,
            size=request.size,
            hits=tuple(
                hit(self._stored(doc), float(scores[doc]), matching.matched_terms(node, doc))
                for doc in docs.tolist()
            ),
            facets={
                name: self._facet(name, node, matching, facets, request) for name in request.facets
            },
            notices=_notices(dropped, matching.clock),
            generation=self.generation,
            dropped=dropped,
            partial=matching.clock.expired,
        )

    def total(self, request: SearchRequest) -> int:
        """How many articles match; no hits, facets or relaxing."""
        mask = self._matching(request).mask(request.query)
        return int(np.count_nonzero(mask & self._facets(request).mask(request.filters)))

    def facet(self, name: str, request: SearchRequest) -> Facet:
        """All buckets of one facet; raises KeyError for a facet that is not.

        Counts among what :meth:`search` would give for the request, relaxed or not.
        """
        request = replace(request, facet_size=0)
        matching, facets = self._matching(request), self._facets(request)
        node, _ = _answered(matching, request, facets.mask(request.filters))
        return self._facet(name, node, matching, facets, request)

    def article(self, article_id: str, viewer: Visibility = Visibility.PUBLIC) -> Article | None:
        """The article as indexed, or None where the viewer has none of that id."""
        visible = self._visible(viewer)
        docs = self._postings.docs("id", article_id.encode("utf-8", "replace"))
        return next((self._stored(doc) for doc in docs.tolist() if visible[doc]), None)

    def articles(self) -> Iterator[Article]:
        """Every article of the generation, whoever may see it; for checks and rebuilds."""
        for doc in self._reader.all_doc_ids():
            yield self._stored(doc)

    def marks(self, query: Node, text: str) -> tuple[Range, ...]:
        """Where the asked-for terms of ``query`` stand in ``text``: sorted, disjoint."""
        return ranges(text, terms(query))

    def _matching(self, request: SearchRequest) -> Matching:
        clock = Clock(self._config.limits.query_seconds)
        return Matching(self._postings, self._columns, self._visible(request.viewer), clock)

    def _facets(self, request: SearchRequest) -> Facets:
        return Facets(self._columns, self._today(request))

    def _facet(
        self, name: str, node: Node, matching: Matching, facets: Facets, request: SearchRequest
    ) -> Facet:
        mask = matching.mask(node) & facets.mask(request.filters, leaving_out=name)
        return facets.count(name, mask, request.filters, request.facet_size)

    def _today(self, request: SearchRequest) -> PartialDate:
        """The day asked for, else the newest date that the viewer may see."""
        if request.today is not None:
            return request.today
        column = self._columns["date"]
        seen = np.flatnonzero(column.counts(self._visible(request.viewer)))
        return PartialDate.parse(column.values[seen[-1]]) if seen.size else PartialDate(1970)

    def _ranking(self, matching: Matching, request: SearchRequest) -> Ranking:
        today = period(self._today(request)).last
        return Ranking(matching, self._statistics, self._config.ranking, today)

    def _ordered(self, mask: Mask, scores: npt.NDArray[np.float64], sort: Sort) -> Order:
        """The documents of ``mask`` in order; ties by date, newest first, then by id."""
        docs = np.flatnonzero(mask)
        days, ranks = self._dates[docs], self._id_ranks[docs]
        undated = days == 0
        keys = {
            Sort.RELEVANCE: (ranks, -days, -scores[docs]),
            Sort.NEWEST: (ranks, -days, undated),
            Sort.OLDEST: (ranks, days, undated),
        }
        return docs[np.lexsort(keys[sort])]

    def _stored(self, doc: int) -> Article:
        return Article.from_json(self._reader.stored_fields(doc)["article"])

    def _visible(self, viewer: Visibility) -> Mask:
        column = self._columns["visibility"]
        if viewer is Visibility.STAFF:
            return column.carrying(np.ones(len(column.values), np.bool_))
        return column.where([value == Visibility.PUBLIC for value in column.values])

    @cached_property
    def _columns(self) -> Columns:
        names = [field.name for field in FIELDS if field.kind is FieldKind.VALUES]
        return {
            name: Column.read(self._postings, name, self._size)
            for name in names
            if name != "title_key"
        }

    @cached_property
    def _dates(self) -> npt.NDArray[np.int64]:
        """The last day of each document's date as a day number; 0 where it has none."""
        column = self._columns["date"]
        last_days = [period(PartialDate.parse(value)).last for value in column.values]
        return np.array([*last_days, 0], np.int64)[column.by_document()]

    @cached_property
    def _id_ranks(self) -> npt.NDArray[np.int64]:
        return Column.read(self._postings, "id", self._size).by_document()

    @cached_property
    def _statistics(self) -> Statistics:
        # Of an empty field Whoosh gives the default in some segments, None in others.
        lengths = {
            part: np.array(
                [
                    self._reader.doc_field_length(doc, f"{part}_words", 0) or 0
                    for doc in range(self._size)
                ],
                np.float64,
            )
            for part in TEXTS
        }
        return Statistics(lengths, self._dates)


def _answered(
    matching: Matching, request: SearchRequest, allowed: Mask
) -> tuple[Node, tuple[str, ...]]:
    """The query that is answered and the terms let go for it: the query itself where
    anything matches it, and where the time was up before that was known."""
    found = (matching.mask(request.query) & allowed).any()
    if found or not request.relax or matching.clock.expired:
        return request.query, ()
    relaxed = relax(matching, request.query, allowed)
    return (request.query, ()) if relaxed is None else (relaxed.node, relaxed.dropped)


def _open_every_file(reader: IndexReader) -> None:
    """Open what Whoosh opens only when first asked for: the stored articles and the lengths.
    By then a prune may have taken the names of the files away."""
    for leaf, _ in reader.leaf_readers():
        if leaf.doc_count_all():
            leaf.stored_fields(0)
            for part in TEXTS:
                leaf.doc_field_length(0, f"{part}_words")


def _notices(dropped: tuple[str, ...], clock: Clock) -> tuple[Notice, ...]:
    notices = []
    if dropped:
        shown = "、".join(f"“{text}”" for text in dropped)
        notices.append(
            Notice(NoticeCode.RELAXED, f"没有同时符合所有词的结果，以下结果不含：{shown}")
        )
    if clock.expired:
        notices.append(Notice(NoticeCode.TIME_UP, "搜索用时过长，以下只是一部分结果"))
    return tuple(notices)


def open_current(config: Config) -> WhooshReader:
    """See :func:`index.engine.open_reader`."""
    return Generations(config.index.path, keep=config.index.keep).open_current(
        lambda generation: WhooshReader(generation, config)
    )
