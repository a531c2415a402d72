"""From the query tree to the set of documents that match, kept for marks and ranking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from index.analysis import normalized, occurrences
from index.article import Kind
from index.engines.whoosh.columns import Column, Mask, where
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.phrases import at_most, find_phrase, find_places
from index.engines.whoosh.posting_lists import NOTHING, Docs, PostingList, Split
from index.engines.whoosh.postings import Clock, Postings
from index.query import And, Everything, Field, Most, Node, Not, Or, Term

TEXTS = ("title", "body", "attachment")
"""The parts of an article that are searched; a part's n-grams are in ``<part>_ngrams``."""

Columns = Mapping[str, Column]


@dataclass(slots=True)
class Matching:
    """The evaluation of one request's queries over one generation.

    When the clock is over, what it gives is a subset of the truth: a term finds fewer
    documents and a Not finds none.
    """

    postings: Postings
    columns: Columns
    visible: Mask
    clock: Clock
    normal_values: Callable[[str], tuple[str, ...]]
    """All values of a column, normalised, in its order."""
    _units: dict[tuple[str, str], PostingList] = field(default_factory=dict)
    _words: dict[tuple[str, str], PostingList] = field(default_factory=dict)
    _split: Split | None = None
    _masks: dict[Node, Mask] = field(default_factory=dict)
    _holding: dict[tuple[tuple[str, ...], str], Mask] = field(default_factory=dict)
    _carriers: dict[tuple[tuple[str, ...], str], int] = field(default_factory=dict)

    def mask(self, node: Node) -> Mask:
        """The visible documents that match ``node``."""
        if node not in self._masks:
            self._masks[node] = self._evaluate(node) & self.visible
        return self._masks[node]

    def unit(self, part: str, text: str) -> PostingList:
        """The documents whose ``part`` holds the normalised ``text`` literally."""
        if (part, text) not in self._units:
            found = find_phrase(self.postings, f"{part}_ngrams", text, self.clock)
            self._units[part, text] = found
        return self._units[part, text]

    def words(self, part: str, text: str) -> PostingList:
        """The documents in whose ``part`` the segmenter saw ``text`` as a word."""
        if (part, text) not in self._words:
            found = NOTHING if self.clock.over() else self.postings.term(f"{part}_words", text)
            self._words[part, text] = found
        return self._words[part, text]

    def split(self, docs: Docs) -> Split:
        """See :meth:`Postings.split`; the last one is kept, as lists are asked one by one."""
        if self._split is None or self._split.docs is not docs:
            self._split = self.postings.split(docs)
        return self._split

    def places(
        self, part: str, texts: Iterable[str], among: Split, *, together: bool = False
    ) -> dict[str, Numbers]:
        """Of each of ``texts`` where it stands in that part of the documents ``among``: the
        place of its document among them times 2^32 plus the offset, ascending. ``together``:
        only in documents that hold more than one of them.

        Nothing for a single Han character, of which no token tells where it stands
        everywhere; fewer when the clock is over.
        """
        carriers = {text: self.unit(part, text) for text in texts}
        name = f"{part}_ngrams"
        return find_places(self.postings, name, carriers, among, self.clock, together=together)

    def holding(self, parts: tuple[str, ...], text: str) -> Mask:
        """The visible documents of which any of the parts holds the normalised ``text``."""
        if (parts, text) not in self._holding:
            mask = np.zeros_like(self.visible)
            for part in parts:
                self.unit(part, text).mark(mask)
            mask &= self.visible
            self._holding[parts, text] = mask
        return self._holding[parts, text]

    def carriers(self, parts: tuple[str, ...], text: str) -> int:
        """How many visible documents hold ``text`` in any of the parts."""
        if (parts, text) not in self._carriers:
            found = int(np.count_nonzero(self.holding(parts, text)))
            self._carriers[parts, text] = found
        return self._carriers[parts, text]

    def matched_terms(self, node: Node, doc: int) -> Iterator[Term]:
        """The terms by which ``doc``, which matches ``node``, does so."""
        match node:
            case Term():
                yield node
            case And(children) | Or(children):
                for child in children:
                    if self.mask(child)[doc]:
                        yield from self.matched_terms(child, doc)
            case Not() | Everything():
                return

    def _evaluate(self, node: Node) -> Mask:
        match node:
            case Term():
                return self._term(node)
            case And(children):
                return self._all(children)
            case Most():
                return self._most(node)
            case Or(children):
                mask = np.zeros_like(self.visible)
                for child in children:
                    mask |= self.mask(child)
                return mask
            case Not(child):
                inside = self.mask(child)
                return np.zeros_like(inside) if self.clock.over() else ~inside
            case Everything():
                return self.visible

    def _all(self, children: tuple[Node, ...]) -> Mask:
        mask = self.visible.copy()
        for child in sorted(children, key=self._at_most):
            mask &= self.mask(child)
            if not mask.any():
                break
        return mask

    def _most(self, most: Most) -> Mask:
        found = np.zeros(len(self.visible))
        for child, weight in zip(most.children, most.weights, strict=True):
            found += weight * self.mask(child)
        return found >= most.least

    def _term(self, term: Term) -> Mask:
        if term.field is None or term.field is Field.TITLE:
            return self._literal(term, searched_parts(term))
        return self._value(term.field, term.text)

    def _literal(self, term: Term, parts: tuple[str, ...]) -> Mask:
        units = term.units
        if len(units) == 1:
            return self.holding(parts, units[0])
        mask = self.visible.copy()
        for unit in sorted(units, key=partial(self._unit_at_most, parts)):
            mask &= self.holding(parts, unit)
            if not mask.any():
                break
        return mask

    def _at_most(self, node: Node) -> int:
        """How many documents can match: what can match few is evaluated first."""
        match node:
            case Term(units=units):
                parts = searched_parts(node)
                return min((self._unit_at_most(parts, unit) for unit in units), default=0)
            case And(children):
                return min(map(self._at_most, children))
            case Or(children):
                return sum(map(self._at_most, children))
            case Not() | Everything():
                return self.postings.size

    def _unit_at_most(self, parts: tuple[str, ...], unit: str) -> int:
        return sum(at_most(self.postings, f"{part}_ngrams", unit) for part in parts)

    def _value(self, name: Field, text: str) -> Mask:
        if name is Field.KIND:
            accepted = [text in (kind, normalized(Kind(kind).label)) for kind in self._kinds()]
            return where(self.columns["kind"], accepted)
        column = self.columns[_COLUMN_OF[name]]
        values = self.normal_values(_COLUMN_OF[name])
        if name is Field.IDENTIFIER:
            return where(column, [text in v and _holds(v, text) for v in values])
        return where(column, [text in value for value in values])

    def _kinds(self) -> tuple[str, ...]:
        return self.columns["kind"].values


_COLUMN_OF = {
    Field.ORGANIZATION: "org_form",
    Field.CATEGORY: "category",
    Field.IDENTIFIER: "identifier",
}


def _holds(value: str, text: str) -> bool:
    """Whether the value names the number, and not one that it is a part of."""
    return next(occurrences(value, text), None) is not None


def searched_parts(term: Term) -> tuple[str, ...]:
    """The parts of an article in which the term looks for its text; none for a value."""
    if term.field is Field.TITLE:
        return ("title",)
    return TEXTS if term.field is None else ()
