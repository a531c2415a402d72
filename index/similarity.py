"""What an article is about, as what similar ones share with it: words, names, numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from index.analysis import Token, normalized
from index.analysis.content_words import is_content
from index.article import Article
from index.facet_values import cut

LONGEST = 1_500
"""Characters of the body that are looked at: what it is about is said early."""
MOST_WORDS = 40

TITLE = 3.0
"""How many times a word of the title weighs one that the body has once."""
ORGANIZATION = 2.0
IDENTIFIER = 4.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """Words with their weights, and values of the fields ``org`` and ``identifier``."""

    words: tuple[tuple[str, float], ...] = ()
    organizations: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


def likeness(article: Article, words: Callable[[str], Iterable[Token]]) -> Likeness:
    """What there is to share with the article; ``words`` segments a normalised text."""
    weights: Counter[str] = Counter()
    for word, _ in words(normalized(article.body[:LONGEST])):
        if _tells(word):
            weights[word] += 1
    # How often says less and less; that it stands in the title says more than all of it.
    weighed = {word: 1 + min(count - 1, 4) / 4 for word, count in weights.items()}
    for word, _ in words(normalized(article.title)):
        if _tells(word):
            weighed[word] = weighed.get(word, 0.0) + TITLE
    heaviest = sorted(weighed.items(), key=lambda one: -one[1])[:MOST_WORDS]
    return Likeness(
        tuple(heaviest),
        cut(organization.name for organization in article.organizations),
        cut(article.identifiers),
    )


def _tells(word: str) -> bool:
    return is_content(word) and any(character.isalpha() for character in word)
