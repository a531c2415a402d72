"""Enrichment: what an article says of itself, read from its text into its fields.

``enrich(article, vocabulary)`` fills organizations, kind and identifiers; the same
article and vocabulary always give the same result, in time linear in the text.
Knows no source and no format.
"""

from __future__ import annotations

import dataclasses

from index.article import Article, Kind
from index.identifiers import identifiers
from index.organizations_file import OrganizationEntry
from indexer.enrich.kinds import kind_with_reason
from indexer.enrich.meetings import meeting_of
from indexer.enrich.organizations import organizations_of
from indexer.enrich.vocabulary import Vocabulary, load_vocabulary

__all__ = ("OrganizationEntry", "Vocabulary", "enrich", "load_vocabulary")


def enrich(article: Article, vocabulary: Vocabulary) -> Article:
    """The article with its organizations, kind, identifiers and meeting filled from its
    text; only a meeting report has a meeting."""
    kind, reason = kind_with_reason(article)
    rich = dataclasses.replace(
        article,
        organizations=organizations_of(article, vocabulary),
        kind=kind,
        kind_reason=reason,
        identifiers=identifiers(
            article.title, article.body, *(attached.text for attached in article.attachments)
        ),
    )
    meeting = meeting_of(rich) if rich.kind is Kind.MEETING else None
    return dataclasses.replace(rich, meeting=meeting)
