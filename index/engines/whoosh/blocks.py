"""The texts of attachments in the blocks that they are stored in, and whole again."""

from __future__ import annotations

from dataclasses import replace

from index.analysis import Normalized
from index.article import Article
from index.engines.whoosh.stored import Block, Record
from index.places import OVERLAP, stretches


def blocks(text: str, normal: Normalized) -> tuple[Block, ...]:
    """A text, given with its normal form, in the blocks that it is stored in."""
    return tuple(
        Block(
            text[max(0, start - OVERLAP) : end + OVERLAP],
            end - start,
            normal.before(end) - normal.before(start),
        )
        for start, end in stretches(text)
    )


def whole(record: Record) -> Article:
    """The article as it was given to be indexed."""
    article = Article.from_json(record.article)
    if not record.texts:
        return article
    pairs = zip(article.attachments, record.texts, strict=True)
    attachments = tuple(replace(one, text=text.whole()) for one, text in pairs)
    return replace(article, attachments=attachments)
