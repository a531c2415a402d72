"""The organisations of an article: those of the site's file, each in one bucket."""

from __future__ import annotations

from collections.abc import Iterator

from index.analysis import normalize
from index.article import Article, Organization, SurfaceForm
from indexer.enrich.matching import longest
from indexer.enrich.vocabulary import Vocabulary


def organizations_of(article: Article, vocabulary: Vocabulary) -> tuple[Organization, ...]:
    """Every organisation the title and body name, by first appearance.

    Offsets of the forms are of the article's own title and body.
    """
    found: dict[str, list[SurfaceForm]] = {}
    for field, text in (("title", article.title), ("body", article.body)):
        for name, form in _in_field(text, field, vocabulary):
            found.setdefault(name, []).append(form)
    return tuple(Organization(name, tuple(forms)) for name, forms in found.items())


def _in_field(text: str, field: str, vocabulary: Vocabulary) -> Iterator[tuple[str, SurfaceForm]]:
    plain = normalize(text)
    for match in longest(vocabulary.names.matches(plain.text)):
        start, end = plain.original_span(match.start, match.end)
        yield match.name, SurfaceForm(text[start:end], field, start, end)
