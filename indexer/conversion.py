"""Item -> article: the extractor of its form, an id, and what enrichment adds."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from index.article import Article
from indexer.enrich import Vocabulary, enrich
from indexer.extract import (
    Extracted,
    extract_fields,
    extract_html,
    extract_markdown,
    extract_text,
)
from indexer.extract.fields import has_title
from indexer.identity import article_id, canonical_url
from indexer.sources import Form, Item
from indexer.titles import derived_title

_BYTES_EXTRACTORS = {
    Form.HTML: extract_html,
    Form.TEXT: extract_text,
    Form.MARKDOWN: extract_markdown,
}
_STAND_IN = "（无标题）"


def article_of(item: Item, source: str, vocabulary: Vocabulary) -> Article:
    """The article that the item of that source becomes.

    Raises ExtractError where it becomes none (NotAnArticle: and is not meant to).
    """
    extracted = _extracted(item)
    url = canonical_url(extracted.url) or canonical_url(item.url)
    article = Article(
        id=article_id(source, item.key, url),
        title=extracted.title or derived_title(extracted.body),
        body=extracted.body,
        url=url,
        source=source,
        published=extracted.published,
        category=extracted.category,
        identifiers=extracted.identifiers,
        attribution=extracted.attribution,
        author=extracted.author,
        views=extracted.views,
        visibility=item.visibility,
        content_hash=item.hash,
    )
    return enriched(article, vocabulary)


def enriched(article: Article, vocabulary: Vocabulary) -> Article:
    """The enriched article, which also keeps the identifiers it came with: a labelled
    line outside the body may have named them."""
    rich = enrich(article, vocabulary)
    identifiers = dict.fromkeys((*rich.identifiers, *article.identifiers))
    return dataclasses.replace(rich, identifiers=tuple(identifiers))


def _extracted(item: Item) -> Extracted:
    content = item.load()
    if isinstance(content, bytes):
        return _BYTES_EXTRACTORS[item.form](content, url=item.url)
    return _from_row(content, item.url)


def _from_row(fields: Mapping[str, object], url: str) -> Extracted:
    if has_title(fields):
        return extract_fields(fields, url=url)
    untitled = extract_fields({**fields, "title": _STAND_IN}, url=url)
    return dataclasses.replace(untitled, title=derived_title(untitled.body))
