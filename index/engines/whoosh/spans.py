"""Where the postings of a query's tokens lie, known before any of them are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.analysis import phrase
from index.engines.whoosh.fields import term_bytes
from index.engines.whoosh.inverted import Span
from index.engines.whoosh.postings import Postings


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of tokens in every segment, looked up once a request."""

    postings: Postings
    _known: dict[tuple[str, str], tuple[Span, ...]] = field(default_factory=dict)

    def of(self, name: str, token: str) -> tuple[Span, ...]:
        """The span of the token of the field ``name`` in each segment; an empty one where
        it is not."""
        if (name, token) not in self._known:
            term = term_bytes(token)
            found = (segment.fields[name].span(term) for segment in self.postings.segments)
            self._known[name, token] = tuple(found)
        return self._known[name, token]

    def at_most(self, name: str, text: str) -> int:
        """How many documents can hold the normalised ``text`` as a phrase: as many as have
        its rarest token, or as it was found in lately."""
        read = self.postings.recent.peek((name, text.encode()))
        if read is not None:
            return read[0].size
        tokens = phrase(text)
        if any(token.prefix for token in tokens):
            return self.postings.size
        spans = (self.of(name, token.text) for token in tokens)
        return sum(min(last - first for first, last in own) for own in zip(*spans, strict=True))
