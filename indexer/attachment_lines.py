"""What a report says of the documents of an article."""

from __future__ import annotations

from index.article import Article
from indexer.report import Line
from indexer.sources import Form, Item


def attachment_lines(item: Item, article: Article) -> list[Line]:
    """What there is to say of the documents of an article: one could not be read."""
    return [
        Line(item.path if item.form is Form.DOCUMENT else f"{item.path} → {one.name}", one.note)
        for one in article.attachments
        if one.note
    ]
