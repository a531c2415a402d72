"""Completing what is being typed with words of the index that the viewer has hits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from index.analysis.pinyin import Pattern, SlotKind, literal, patterns
from index.lexicon import MOST_PLACES, Lexicon, Numbers, best

Carriers = Callable[[Sequence[str]], Sequence[int]]
"""Of each word how many articles have it that the viewer may see."""

MOST_WAYS = 3
"""Ways to read what was typed that are looked for."""

_TELLING = 4
"""So many initials say enough to be looked for within a text and not only at its beginning."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read what was typed; ``inside``: it may stand within a text too."""

    pattern: Pattern
    inside: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A word with how many of the viewer's articles have it; ``begins``: as was typed."""

    text: str
    count: int
    begins: bool


def ways(typed: str) -> list[Way]:
    """What a normalised text can mean while it is typed, the likeliest first: itself, then
    its letters as pinyin. Initials alone say little, so a few of them begin a text."""
    read = [literal(typed), *patterns(typed)][: MOST_WAYS + 1]
    return [Way(pattern, inside=_says_enough(pattern)) for pattern in read if pattern]


def _says_enough(pattern: Pattern) -> bool:
    if all(slot.kind is SlotKind.CHARACTER for slot in pattern):
        return True
    whole = sum(slot.kind is not SlotKind.BEGINNING for slot in pattern)
    return len(pattern) > 1 and (whole > 0 or len(pattern) >= _TELLING)


def words(
    lexicon: Lexicon,
    asked: Sequence[Way],
    carriers: Carriers,
    *,
    accept: Callable[[str, int], bool],
    most: int,
    places: int = MOST_PLACES,
) -> list[Word]:
    """At most ``most`` words of the lexicon: those that begin as asked, then those that hold
    it, each time those of the most articles that the viewer may see.

    ``accept`` says by its count whether a word is worth offering. What the viewer may not
    see decides nothing, neither which words come nor their order: the lexicon's own counts,
    which know more, only bound how far has to be looked (:func:`index.lexicon.best`), at most
    ``places`` words for each way.
    """
    found: dict[str, Word] = {}
    held = [lexicon.holding(way.pattern, inside=way.inside) for way in asked]
    for begins in (True, False):
        for numbers, offsets in held:
            wanted = numbers[(offsets == 0) == begins]
            exact = partial(_counted, lexicon, wanted, carriers, accept)
            for count, word in best(lexicon.counts[wanted], exact, most - len(found), places):
                found.setdefault(word, Word(word, int(count), begins))
    return list(found.values())[:most]


def _counted(
    lexicon: Lexicon,
    numbers: Numbers,
    carriers: Carriers,
    accept: Callable[[str, int], bool],
    places: Numbers,
) -> Iterator[tuple[float, str]]:
    """The words of the places in ``numbers`` that are worth offering, with their counts."""
    texts = [lexicon.text(number) for number in numbers[places].tolist()]
    for text, count in zip(texts, carriers(texts), strict=True):
        if count and accept(text, count):
            yield float(count), text
