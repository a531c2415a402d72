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
from index.correcting import (
    DEAREST,
    FEW,
    Attested,
    Corpus,
    Correction,
    corrections,
    is_telling,
    score,
)
from index.query import Field, terms
from index.results import Page
from webapp.addresses import address
from webapp.searching import Search, matching
from webapp.service import reader, service

MOST_TRIED = 10
"""Corrections of each run that are counted."""
MOST_IN_ALL = 20

TIMES_MORE = 20
"""So many times the hits of a query that has any, before another is offered."""


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
    attested = reader().attested()
    tried = ((run, one) for run in _runs(search) for one in _corrections(search, run, attested))
    best: tuple[float, Offer] | None = None
    for run, correction in islice(tried, MOST_IN_ALL):
        # Under the rest of the query there are no more articles than there are at all.
        if best is None or score(correction.count, correction.cost) > best[0]:
            found = _scored(search, run, correction, total, attested)
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


def _corrections(search: Search, run: _Run, attested: Attested) -> list[Correction]:
    opened = reader()

    def together(words: tuple[str, ...]) -> bool:
        return not words or _count(search, " ".join(words)) > 0

    corpus = Corpus(
        opened.lexicon(),
        opened.carriers,
        attested,
        service().is_known,
        service().words,
        together,
    )
    return corrections(run.text, corpus, MOST_TRIED)


def _scored(
    search: Search, run: _Run, correction: Correction, total: int, attested: Attested
) -> tuple[float, Offer] | None:
    """What the correction is worth by the articles that hold it literally, and the offer; None
    where it finds no more, or not clearly."""
    if not _is_clear(run, correction, total, correction.count, attested):
        return None
    text = run.put(search.parameters.q, correction.text)
    count = _count(search, text)
    if count <= total:
        return None
    standing = _standing(search, run, correction)
    if not _is_clear(run, correction, total, standing, attested):
        return None
    parameters = replace(search.parameters, q=text, page=1)
    return score(standing, correction.cost), Offer(text, address(parameters), count)


def _standing(search: Search, run: _Run, correction: Correction) -> int:
    """How many articles of the mended search hold the correction literally."""
    if not correction.count:
        return 0
    query = search.parameters.q
    literal = correction.text
    if query[: run.start].count('"') % 2 == 0:
        literal = f'"{literal}"'
    return _count(search, run.put(query, literal))


def _is_clear(
    run: _Run, correction: Correction, total: int, standing: int, attested: Attested
) -> bool:
    """Whether the correction, which ``standing`` articles hold literally, is worth a line
    beside ``total`` hits. The more articles, the clearer."""
    if not total:
        return standing > 0 or is_telling(correction)
    if correction.cost > DEAREST or standing < min(TIMES_MORE, FEW) * total:
        return False
    least = TIMES_MORE if attested.reaches(run.text, 1) else FEW
    return standing >= least * total


def _count(search: Search, query: str) -> int:
    parsed = service().parse(query)
    asked = replace(search, parameters=replace(search.parameters, q=parsed.text), parsed=parsed)
    return matching(reader(), asked)
