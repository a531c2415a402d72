"""A matching document as a hit: its article, with where and how it matched."""

from __future__ import annotations

from collections.abc import Iterable

from index.article import Article
from index.marks import merged, spots, text_units
from index.query import Term
from index.results import Hit, Snippet
from index.snippets import Mark, passages


def hit(article: Article, score: float, matched: Iterable[Term]) -> Hit:
    """The hit of an article by the terms that it matched.

    Snippets are of the body; of an attachment only where neither title nor body holds
    anything that was asked for.
    """
    matched = tuple(matched)
    title_spots = spots(article.title, text_units(matched, title=True))
    units = text_units(matched)
    body = [Mark(*spot) for spot in spots(article.body, units)]
    attached = [
        (attachment.text, marks)
        for attachment in article.attachments
        if (marks := [Mark(*spot) for spot in spots(attachment.text, units)])
    ]
    where = {"title": title_spots, "body": body, "attachment": attached}
    snippets: tuple[Snippet, ...]
    if attached and not body and not title_spots:
        text, marks = attached[0]
        snippets = tuple(passages(text, marks, field="attachment"))
    else:
        snippets = tuple(passages(article.body, body))
    return Hit(
        article=article,
        score=score,
        title_ranges=merged((start, end) for start, end, _ in title_spots),
        snippets=snippets,
        matched_in=tuple(part for part, found in where.items() if found),
    )
