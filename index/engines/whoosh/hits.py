"""A matching document as a hit: its article, with where and how it matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Attachment
from index.marks import Spot, asked_numbers, merged, spots, text_units, written_numbers
from index.places import Piece, Text, WholeText, place_at
from index.query import Term
from index.results import Hit, Place, Snippet
from index.snippets import MOST, Mark, passages

MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class _Attached:
    """What a piece of an attachment holds of what was asked for; ``number`` is the place of the
    attachment in the article."""

    number: int
    attachment: Attachment
    piece: Piece

    @property
    def units(self) -> set[int]:
        """The numbers of the units it holds."""
        return {unit for _, _, unit in self.piece.spots}

    def place(self, offset: int) -> Place:
        """The place of that character of the piece."""
        return place_at(self.attachment, self.number, self.piece.start + offset)

    def snippets(self, most: int) -> list[Snippet]:
        """Its passages, each with the place of its first mark."""
        marks = _marks(self.piece.spots)
        found = passages(self.piece.text, marks, field="attachment", most=most)
        return [
            replace(one, start=self.piece.start + one.start, place=self.place(_first(one)))
            for one in found
        ]


def hit(
    article: Article, score: float, matched: Iterable[Term], texts: Sequence[Text] | None = None
) -> Hit:
    """The hit of an article by the terms that it matched. ``texts`` are those of its
    attachments, unless they are in the article itself.

    Two snippets at most: of the body, and of the attachment that holds the most of what was
    asked for where the body leaves room or lacks a part of it. Where neither title nor body
    holds any of it, both are of the attachment.
    """
    matched = tuple(matched)
    if texts is None:
        texts = [WholeText(attachment.text) for attachment in article.attachments]
    numbers = _numbers(article, matched, texts)
    title_spots = spots(article.title, dict.fromkeys((*text_units(matched, title=True), *numbers)))
    units = tuple(dict.fromkeys((*text_units(matched), *numbers)))
    body = _marks(spots(article.body, units))
    attached = [
        _Attached(number, attachment, piece)
        for number, (attachment, text) in enumerate(zip(article.attachments, texts, strict=True))
        if units and (piece := text.telling(units)).spots
    ]
    where = {"title": title_spots, "body": body, "attachment": attached}
    return Hit(
        article=article,
        score=score,
        title_ranges=merged((start, end) for start, end, _ in title_spots),
        snippets=tuple(_snippets(article, texts, body, attached, bool(title_spots))),
        matched_in=tuple(part for part, found in where.items() if found),
        places=tuple(one.place(one.piece.spots[0][0]) for one in attached[:MOST_PLACES]),
    )


def _numbers(article: Article, matched: Iterable[Term], texts: Iterable[Text]) -> list[str]:
    """How the article writes the numbers that the terms ask for."""
    names = asked_numbers(matched)
    if not names:
        return []
    own = map(Piece, (article.title, article.body))
    attached = (piece for text in texts for piece in text.numbered(names))
    pieces = (*own, *attached)
    return [found for one in pieces for found in written_numbers(names, one.text, one.lead)]


def _marks(found: Iterable[Spot]) -> list[Mark]:
    return [Mark(*spot) for spot in found]


def _snippets(
    article: Article,
    texts: Sequence[Text],
    body: Sequence[Mark],
    attached: Sequence[_Attached],
    in_title: bool,
) -> list[Snippet]:
    if not attached:
        return passages(article.body, body) or _opening(article, texts)
    best = max(attached, key=lambda one: len(one.units))
    if not body and not in_title:
        return best.snippets(MOST)
    shown = passages(article.body, body)
    if len(shown) == MOST and best.units - {mark.unit for mark in body}:
        shown = passages(article.body, body, most=MOST - 1)
    return shown + (best.snippets(MOST - len(shown)) if len(shown) < MOST else [])


def _opening(article: Article, texts: Sequence[Text]) -> list[Snippet]:
    """The opening of the first attachment that has a text, where the body has none."""
    for number, text in enumerate(texts):
        if piece := text.opening():
            return _Attached(number, article.attachments[number], piece).snippets(1)
    return []


def _first(snippet: Snippet) -> int:
    """The offset of the first mark in the piece that the snippet is of."""
    return snippet.start + (snippet.ranges[0][0] if snippet.ranges else 0)
