"""Sentences of our own making: templates, and the parts they are filled with.

``parts.txt`` gives alternatives a name; a template holds ``<name>`` where one of them goes,
``<name1>`` where the same one goes wherever the text says ``<name1>`` again. Random with a
seed, so that the same files give the same sentences.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.enrich.words import words_tagged

_SLOT = re.compile(r"<([^<>\d]+)(\d*)>")
DEEPEST = 8


def read_parts(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The alternatives of each name. Raises ValueError naming a line that is not ``name = …``,
    or a slot that nothing fills."""
    parts: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, equals, alternatives = line.partition(" = ")
        if not equals:
            raise ValueError(f"line {number}: not a name with alternatives: {line.strip()}")
        parts[name] = parts.get(name, ()) + tuple(alternatives.split())
    for name, alternatives_of in list(parts.items()):
        parts[name] = _expanded(alternatives_of)
        for slot, _ in _SLOT.findall(" ".join(alternatives_of)):
            if slot not in parts:
                raise ValueError(f"{name}: nothing fills <{slot}>")
    return parts


def _expanded(alternatives: Sequence[str]) -> tuple[str, ...]:
    """The alternatives, each ``@tag`` replaced by the dictionary's words with that tag."""
    words: list[str] = []
    for alternative in alternatives:
        words += words_tagged(alternative[1:]) if alternative.startswith("@") else (alternative,)
    return tuple(words)


@dataclass
class Filler:
    """Fills templates with alternatives drawn from ``random``."""

    parts: Mapping[str, Sequence[str]]
    random: random.Random
    _kept: dict[str, str] = field(default_factory=dict)

    def fill(self, template: str) -> str:
        """The template with every slot filled; a numbered slot alike throughout it.

        Raises KeyError for a slot that nothing fills.
        """
        self._kept = {}
        return self._filled(template, 0)

    def _filled(self, text: str, depth: int) -> str:
        return _SLOT.sub(lambda slot: self._slot(slot[1], slot[2], depth), text)

    def _slot(self, name: str, number: str, depth: int) -> str:
        if number and name + number in self._kept:
            return self._kept[name + number]
        alternatives = self.parts[name]
        if depth >= DEEPEST:  # end a name that is made of itself
            plain = [alternative for alternative in alternatives if "<" not in alternative]
            alternatives = plain or alternatives
        filled = self._filled(self.random.choice(alternatives), depth + 1)
        if number:
            self._kept[name + number] = filled
        return filled
