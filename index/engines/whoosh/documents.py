"""An article as the fields of one Whoosh document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.analysis import Analyzer, Token, ngrams, normalize, normalized
from index.article import Article
from index.engines.whoosh.fields import term_bytes
from index.errors import InvalidArticle
from index.facet_values import cut, facet_values

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SIGNS = re.compile(r"[\W_]+")


def document(article: Article, analyzer: Analyzer) -> dict[str, Any]:
    """The document's fields by name; raises InvalidArticle where there can be none.

    Everything that can go wrong does so here: an error between Whoosh's
    ``add_document`` and its commit would leave a corrupt segment.
    """
    if not is_id(article.id):
        raise InvalidArticle(f"文章编号不合规定：{article.id!r}")
    title = normalize(article.title).text
    body = normalize(article.body).text
    attachments = [normalize(attachment.text).text for attachment in article.attachments]
    if not any(text.strip() for text in (title, body, *attachments)):
        raise InvalidArticle("文章没有标题，也没有正文")
    forms = {
        normalized(form)
        for organization in article.organizations
        for form in (organization.name, *(found.text for found in organization.forms))
    }
    return {
        "id": article.id,
        "title_key": [title_key(title)] if title_key(title) else [],
        "title_ngrams": list(ngrams(title)),
        "body_ngrams": list(ngrams(body)),
        "attachment_ngrams": list(_joined(attachments)),
        "title_words": [word for word, _ in analyzer.words(title)],
        "body_words": [word for word, _ in analyzer.words(body)],
        "attachment_words": [w for text in attachments for w, _ in analyzer.words(text)],
        **facet_values(article),
        "org_form": cut(sorted(forms)),
        "identifier": cut(article.identifiers),
        "visibility": [article.visibility.value],
        "article": _stored(article),
    }


def is_id(text: str) -> bool:
    """Whether an article can have that id: 1 to 64 ASCII letters, digits, ``_`` and ``-``."""
    return _ID.fullmatch(text) is not None


def title_key(title: str) -> str:
    """What two titles share that differ in punctuation alone; empty for an empty title."""
    letters = _SIGNS.sub("", title)
    return term_bytes(letters).hex() if letters else ""


def _joined(texts: list[str]) -> Iterator[Token]:
    """Tokens of several texts with a gap between, which no phrase can reach across."""
    base = 0
    for text in texts:
        yield from ((token, base + position) for token, position in ngrams(text))
        base += len(text) + 1


def _stored(article: Article) -> str:
    try:
        stored = article.to_json()
        stored.encode()
    except (ValueError, TypeError) as error:
        raise InvalidArticle(f"文章里有不能保存的字符：{error}") from error
    return stored
