"""The same articles in a stock Whoosh index: its own codec, its own writer, a posting at a
time. What the array codec is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex, create_in

from index.analysis import Analyzer, Token, ngrams
from index.article import Article
from index.engines.whoosh.documents import Prepared, checked, prepare
from index.engines.whoosh.fields import whoosh_schema

TEXTS = ("title", "body", "attachment")


def stock_index(
    folder: Path, batches: Iterable[Sequence[Article]], deleted: Iterable[str], analyzer: Analyzer
) -> FileIndex:
    """An index with a segment a batch; an article replaces the one of its id before it."""
    folder.mkdir()
    index = create_in(str(folder), whoosh_schema())
    for batch in batches:
        writer = index.writer(codec=W3Codec(), compound=False)
        for article in batch:
            stored = {"article": article.to_json()}
            writer.update_document(**fields(prepare(checked(article)), analyzer), **stored)
        writer.commit(merge=False)
    writer = index.writer(compound=False)
    for article_id in deleted:
        writer.delete_by_term("id", article_id)
    writer.commit(merge=False)
    return index


def fields(document: Prepared, analyzer: Analyzer) -> dict[str, Any]:
    """The document's searched fields as Whoosh's writer takes them."""
    tokens: dict[str, Any] = {}
    for part, texts in document.texts.items():
        tokens[f"{part}_ngrams"] = list(_joined(texts))
        tokens[f"{part}_words"] = [word for text in texts for word, _ in analyzer.words(text)]
    values = {name: list(own) for name, own in document.values.items() if name != "id"}
    return {
        "id": document.values["id"][0],
        **tokens,
        **values,
    }


def _joined(texts: Iterable[str]) -> Iterator[Token]:
    base = 0
    for text in texts:
        yield from ((token, base + position) for token, position in ngrams(text))
        base += len(text) + 1
