"""Did you mean: another query, one mistyped word mended, that finds more than this one.

Only for a search with hardly a hit; it is offered, never searched instead. Everything is
counted among what the visitor may see, under the rest of the query and its filters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from index.analysis import normalize
from index.analysis.ngrams import classed_runs
from index.correcting import FEW, Corpus, Correction, corrections, score
from index.engine import SearchRequest
from index.query import Field, Term, terms
from index.results import Page
from webapp.addresses import address
from webapp.searching import Search, matching
from webapp.service import reader, service

MOST_TRIED = 10
"""Corrections of each run that are counted."""
MOST_IN_ALL = 20

TIMES_MORE = 20
"""So many times the hits of a query that has any, before another is offered."""
DEAREST = 3
"""The cost of an error up to which another query is offered beside one that has hits."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Another query, its address, and how many articles it has."""

    text: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of Han characters of the query: normalised, and its place in the query."""

    text: str
    start: int
    end: int

    def put(self, query: str, other: str) -> str:
        """The query with ``other`` in its place."""
        return query[: self.start] + other + query[self.end :]


def offered(search: Search, page: Page) -> Offer | None:
    """The clearest correction of the search that ``page`` answers, or None."""
    total = 0 if page.dropped else page.total
    if total >= FEW or search.parameters.nocorrect or page.partial:
        return None
    tried = ((run, one) for run in _runs(search) for one in _corrections(run))
    best: tuple[float, Offer] | None = None
    for run, correction in islice(tried, MOST_IN_ALL):
        found = _scored(search, run, correction, total)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best[1] if best else None


def _runs(search: Search) -> Iterator[_Run]:
    """The runs that the query asks for in texts; what it excludes and names of values are
    not mended."""
    query = search.parameters.q
    asked = [t.text for t in terms(search.parsed.node) if t.field in (None, Field.TITLE)]
    normal = normalize(query)
    for name, start, end in classed_runs(normal.text):
        text = normal.text[start:end]
        if name == "han" and any(text in term for term in asked):
            yield _Run(text, *normal.original_span(start, end))


def _corrections(run: _Run) -> list[Correction]:
    opened = reader()
    corpus = Corpus(opened.lexicon(), opened.carriers, _attested, service().is_known)
    return corrections(run.text, corpus, MOST_TRIED)


def _attested(text: str) -> int:
    term = Term(text, (text,), quoted=True)
    return reader().total(SearchRequest(term, size=0, facets=(), relax=False))


def _scored(
    search: Search, run: _Run, correction: Correction, total: int
) -> tuple[float, Offer] | None:
    """What the correction is worth by the articles that hold it literally, and the offer; None
    where it finds no more, or not clearly."""
    query = search.parameters.q
    literal = run.put(query, correction.text)
    if query[: run.start].count('"') % 2 == 0:
        literal = run.put(query, f'"{correction.text}"')
    standing = _count(search, literal)
    if not _is_clear(run, correction, total, standing):
        return None
    text = run.put(query, correction.text)
    count = _count(search, text)
    if count <= total:
        return None
    parameters = replace(search.parameters, q=text, page=1)
    return score(standing, correction.cost), Offer(text, address(parameters), count)


def _is_clear(run: _Run, correction: Correction, total: int, standing: int) -> bool:
    """Whether the correction, which ``standing`` articles hold literally, is worth a line
    beside ``total`` hits."""
    is_cheap = correction.cost <= DEAREST
    if not total:
        return standing > 0 or (is_cheap and len(correction.word) > 2)
    if not is_cheap or standing < min(TIMES_MORE, FEW) * total:
        return False
    least = TIMES_MORE if _attested(run.text) else FEW
    return standing >= least * total


def _count(search: Search, query: str) -> int:
    parsed = service().parse(query)
    asked = replace(search, parameters=replace(search.parameters, q=parsed.text), parsed=parsed)
    return matching(reader(), asked)
