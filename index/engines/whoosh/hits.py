"""A matching document as a hit: its article, with where and how it matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Attachment
from index.marks import Spot, merged, spots, text_units, written_numbers
from index.places import place_at, telling_spots
from index.query import Term
from index.results import Hit, Place, Snippet
from index.snippets import MOST, Mark, passages

MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class _Attached:
    """What an attachment holds of what was asked for; ``number`` is its place in the article."""

    number: int
    attachment: Attachment
    marks: Sequence[Mark]

    @property
    def units(self) -> set[int]:
        """The numbers of the units it holds."""
        return {mark.unit for mark in self.marks}

    def place(self, offset: int) -> Place:
        """The place of that character of its text."""
        return place_at(self.attachment, self.number, offset)

    def snippets(self, most: int) -> list[Snippet]:
        """Its passages, each with the place of its first mark."""
        found = passages(self.attachment.text, self.marks, field="attachment", most=most)
        return [replace(one, place=self.place(_first(one))) for one in found]


def hit(article: Article, score: float, matched: Iterable[Term]) -> Hit:
    """The hit of an article by the terms that it matched.

    Two snippets at most: of the body, and of the attachment that holds the most of what was
    asked for where the body leaves room or lacks a part of it. Where neither title nor body
    holds any of it, both are of the attachment.
    """
    matched = tuple(matched)
    attached_texts = (attachment.text for attachment in article.attachments)
    numbers = written_numbers(matched, (article.title, article.body, *attached_texts))
    title_spots = spots(article.title, (*text_units(matched, title=True), *numbers))
    units = (*text_units(matched), *numbers)
    body = _marks(spots(article.body, units))
    attached = [
        _Attached(number, attachment, marks)
        for number, attachment in enumerate(article.attachments)
        if (marks := _marks(telling_spots(attachment.text, units)))
    ]
    where = {"title": title_spots, "body": body, "attachment": attached}
    return Hit(
        article=article,
        score=score,
        title_ranges=merged((start, end) for start, end, _ in title_spots),
        snippets=tuple(_snippets(article, body, attached, bool(title_spots))),
        matched_in=tuple(part for part, found in where.items() if found),
        places=tuple(one.place(one.marks[0].start) for one in attached[:MOST_PLACES]),
    )


def _marks(found: Iterable[Spot]) -> list[Mark]:
    return [Mark(*spot) for spot in found]


def _snippets(
    article: Article, body: Sequence[Mark], attached: Sequence[_Attached], in_title: bool
) -> list[Snippet]:
    if not attached:
        return passages(article.body, body) or _opening(article)
    best = max(attached, key=lambda one: len(one.units))
    if not body and not in_title:
        return best.snippets(MOST)
    shown = passages(article.body, body)
    if len(shown) == MOST and best.units - {mark.unit for mark in body}:
        shown = passages(article.body, body, most=MOST - 1)
    return shown + (best.snippets(MOST - len(shown)) if len(shown) < MOST else [])


def _opening(article: Article) -> list[Snippet]:
    """The opening of the first attachment that has a text, where the body has none."""
    readable = (one for one in enumerate(article.attachments) if one[1].text.strip())
    number, attachment = next(readable, (0, None))
    return [] if attachment is None else _Attached(number, attachment, ()).snippets(1)


def _first(snippet: Snippet) -> int:
    """The offset of the first mark in the text that the snippet is of."""
    return snippet.start + (snippet.ranges[0][0] if snippet.ranges else 0)
