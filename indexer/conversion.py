"""Item -> article: the extractor of its form, an id, and what enrichment adds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from index.article import Article, SurfaceForm
from index.identifiers import identifiers
from indexer.attachments import read_attachments
from indexer.corrections import (
    NO_CORRECTIONS,
    Corrections,
    after_enrichment,
    before_enrichment,
)
from indexer.document_articles import extract_document
from indexer.enrich import Vocabulary, enrich
from indexer.enrich.meetings import meeting_of
from indexer.extract import (
    Extracted,
    ExtractError,
    extract_fields,
    extract_html,
    extract_markdown,
    extract_text,
)
from indexer.extract.documents import Documents
from indexer.extract.fields import has_title
from indexer.identity import article_id, canonical_url
from indexer.sources import Form, Item
from indexer.titles import derived_title

_BYTES_EXTRACTORS = {
    Form.TEXT: extract_text,
    Form.MARKDOWN: extract_markdown,
}
_STAND_IN = "（无标题）"
_LEAD = 20_000
"""Characters of a document that are enriched: who wrote it and what it is stands there."""


def article_of(
    item: Item,
    source: str,
    vocabulary: Vocabulary,
    documents: Documents | None = None,
    corrections: Corrections = NO_CORRECTIONS,
) -> Article:
    """The article that the item of that source becomes; ``documents`` reads documents (a
    worker of its own for this item alone, where there is none).

    Raises ExtractError where it becomes none (NotAnArticle: and is not meant to).
    """
    if documents is None:
        with Documents() as own:
            return article_of(item, source, vocabulary, own, corrections)
    extracted = _extracted(item, documents)
    url = canonical_url(extracted.url) or canonical_url(item.url)
    article = Article(
        id=article_id(source, item.key, url),
        title=extracted.title or derived_title(extracted.body),
        body=extracted.body,
        url=url,
        source=source,
        published=extracted.published,
        category=extracted.category,
        attachments=(*extracted.attachments, *read_attachments(item.attachments, documents)),
        identifiers=extracted.identifiers,
        attribution=extracted.attribution,
        author=extracted.author,
        views=extracted.views,
        visibility=item.visibility,
        content_hash=item.hash,
        published_reason=extracted.date_reason if extracted.published else "",
    )
    return enriched(article, vocabulary, corrections)


def enriched(
    article: Article, vocabulary: Vocabulary, corrections: Corrections = NO_CORRECTIONS
) -> Article:
    """The enriched article, which also keeps the identifiers it came with: a labelled
    line outside the body may have named them. What staff put right wins."""
    values = corrections.of.get(article.id, {})
    article = before_enrichment(article, values)
    rich = _enriched_by_text(article, vocabulary)
    named = (name for text in article.identifiers for name in identifiers(text) or (text,))
    every = dict.fromkeys((*rich.identifiers, *named))
    rich = dataclasses.replace(rich, identifiers=tuple(every))
    return after_enrichment(rich, values, meeting_of) if values else rich


def _enriched_by_text(article: Article, vocabulary: Vocabulary) -> Article:
    """A document that is an article of its own has its text in an attachment."""
    if article.body or not article.attachments:
        return enrich(article, vocabulary)
    lead = article.attachments[0].text[:_LEAD]
    rich = enrich(dataclasses.replace(article, body=lead), vocabulary)
    organizations = tuple(
        dataclasses.replace(organization, forms=tuple(map(_in_attachment, organization.forms)))
        for organization in rich.organizations
    )
    return dataclasses.replace(rich, body="", organizations=organizations)


def _in_attachment(form: SurfaceForm) -> SurfaceForm:
    return dataclasses.replace(form, field="attachment") if form.field == "body" else form


def _extracted(item: Item, documents: Documents) -> Extracted:
    content = item.load()
    if isinstance(content, bytes) and item.form is Form.DOCUMENT:
        return extract_document(content, item.path, item.url, documents)
    if isinstance(content, bytes) and item.form is Form.HTML:
        return _joined(extract_html(content, url=item.url, declared=item.declared or None), item)
    if isinstance(content, bytes):
        return _BYTES_EXTRACTORS[item.form](content, url=item.url)
    return _from_row(content, item.url)


def _joined(first: Extracted, item: Item) -> Extracted:
    """The article with what its further pages say; one without text adds nothing."""
    bodies = [first.body]
    for load in item.more:
        try:
            part = extract_html(load(), url=item.url, declared=item.declared or None)
        except ExtractError:
            continue  # a page of nothing but a picture, or the list of the parts
        bodies.append(part.body)
    return dataclasses.replace(first, body="\n".join(bodies))


def _from_row(fields: Mapping[str, object], url: str) -> Extracted:
    if has_title(fields):
        return extract_fields(fields, url=url)
    untitled = extract_fields({**fields, "title": _STAND_IN}, url=url)
    return dataclasses.replace(untitled, title=derived_title(untitled.body))
