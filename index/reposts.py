"""Which articles are reposts of which: kept beside the generations, for showing alone.

Reposts stay articles of their own: each is found, counted and opened like any other.
What is kept here only lets a list of hits show a group once, under its earliest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.disk import unwritable

FILE = "reposts.json"


@dataclass(frozen=True, slots=True)
class Reposts:
    """``groups`` has for the id of each earliest article the ids of its copies in order
    of their dates. All of a group are for the same viewers."""

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    originals: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        originals = {copy: first for first, copies in self.groups.items() for copy in copies}
        object.__setattr__(self, "originals", originals)

    def group_of(self, article_id: str) -> str:
        """The id of the earliest of its group; its own where it is in none."""
        return self.originals.get(article_id, article_id)

    def members(self, article_id: str) -> tuple[str, ...]:
        """All of its group, the earliest first; itself alone where it is in none."""
        first = self.group_of(article_id)
        return (first, *self.groups.get(first, ()))

    @classmethod
    def load(cls, folder: Path) -> Reposts:
        """What :meth:`save` left in the index folder; no groups where there is nothing to
        read, since an index without them is whole."""
        try:
            plain = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls({str(first): tuple(map(str, copies)) for first, copies in plain.items()})
        except (OSError, ValueError, TypeError, AttributeError):
            return cls()

    def save(self, folder: Path) -> None:
        """Keep the groups, whole or not at all; raises IndexUnwritable."""
        part = folder / (FILE + ".part")
        try:
            part.write_text(json.dumps(self.groups, sort_keys=True) + "\n", encoding="utf-8")
            part.replace(folder / FILE)
        except OSError as error:
            raise unwritable(folder, error) from error
