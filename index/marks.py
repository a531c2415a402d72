"""What to mark: where the units of the terms that matched stand in an original text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from index.analysis import normalize, normalized, occurrences
from index.identifiers import named_identifiers
from index.query import Field, Term
from index.results import Range

LONGEST_NUMBERED = 100_000

Spot = tuple[int, int, int]
"""``[start, end)`` in characters of the original text, and the number of the unit."""


def spots(text: str, units: Iterable[str]) -> list[Spot]:
    """Every place of every unit in ``text``, by start; they may overlap.

    A unit is normalised text; its places are those that its n-grams have, found by a
    scan of the normalised text: nothing is segmented.
    """
    wanted = tuple(units)
    if not wanted:
        return []
    normal = normalize(text)
    return sorted(
        (*normal.original_span(at, at + len(unit)), number)
        for number, unit in enumerate(wanted)
        for at in occurrences(normal.text, unit)
    )


def ranges(text: str, terms: Iterable[Term]) -> tuple[Range, ...]:
    """Where the terms stand in ``text``: sorted, disjoint, touching ones made one."""
    every = tuple(terms)
    units = dict.fromkeys((*text_units(every), *written_numbers(asked_numbers(every), text)))
    return merged((start, end) for start, end, _ in spots(text, units))


def text_units(terms: Iterable[Term], *, title: bool = False) -> tuple[str, ...]:
    """The units that the terms ask for in running text (or in a title), each once."""
    fields = (None, Field.TITLE) if title else (None,)
    wanted = (unit for term in terms if term.field in fields for unit in term.units)
    return tuple(dict.fromkeys(wanted))


def asked_numbers(terms: Iterable[Term]) -> frozenset[str]:
    """The numbers that the terms ask for by their canonical form, normalised."""
    return frozenset(term.text for term in terms if term.field is Field.IDENTIFIER)


def written_numbers(names: Collection[str], text: str, lead: int = 0) -> Iterator[str]:
    """How ``text`` writes the numbers of these names, normalised: more units to mark, since
    a number matches by its canonical form. Only of numbers that begin behind the first
    ``lead`` characters; a text beyond ``LONGEST_NUMBERED`` is looked through up to there."""
    if not names:
        return
    normal = normalize(text[:LONGEST_NUMBERED])
    for one in named_identifiers(normal.text):
        begins = normal.original_span(one.start, one.end)[0]
        if begins >= lead and any(map(partial(_names, normalized(one.name)), names)):
            yield normal.text[one.start : one.end]


def _names(name: str, wanted: str) -> bool:
    return next(occurrences(name, wanted), None) is not None


def merged(found: Iterable[Range]) -> tuple[Range, ...]:
    """The union of ranges given by rising start, as few ranges as it takes."""
    result: list[Range] = []
    for start, end in found:
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
