"""Which item gives which article its content: a function of the items that there are.

* An *order*: sources as configured, those that are not by name after them; the items of
  a source as it lists them.
* Of the items that claim one article id (by their address), the last *wins*.
* Of the winners that say the same, the first *represents* the others: theirs are no
  articles, and whoever claims them leads to the article of the one that represents.

Nothing here depends on which run saw what, so that the outcome does not either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.catalog import Entry

Rank = tuple[int, str, int, str]
"""Sorts entries: source, its name where it is not configured, position, key."""


class Order:
    """The order of all items; ``sources`` names those that are configured."""

    def __init__(self, sources: Sequence[str] = ()) -> None:
        self._ranks = {name: rank for rank, name in enumerate(sources)}

    def rank(self, entry: Entry) -> Rank:
        """What the entry sorts by."""
        source = self._ranks.get(entry.source, len(self._ranks))
        return source, entry.source, entry.position, entry.key


class Resolution:
    """The outcome for all ``entries``."""

    def __init__(self, entries: Iterable[Entry], order: Order) -> None:
        self._winners: dict[str, Entry] = {}
        self._alike: dict[str, list[Entry]] = {}
        for entry in entries:
            winner = self._winners.get(entry.claim)
            if winner is None or order.rank(winner) < order.rank(entry):
                self._winners[entry.claim] = entry
        for winner in sorted(self._winners.values(), key=order.rank):
            self._alike.setdefault(winner.digest, []).append(winner)

    def winner(self, entry: Entry) -> Entry:
        """Who wins what the entry claims."""
        return self._winners[entry.claim]

    def representative(self, entry: Entry) -> Entry:
        """Whose article the entry is to lead to."""
        return self._alike[self.winner(entry).digest][0]

    def representatives(self) -> list[Entry]:
        """Those that are to give an article its content."""
        return [alike[0] for alike in self._alike.values()]

    def stand_in(self, entry: Entry) -> Entry | None:
        """The representative or, where its article does not have its content yet, the
        next one that says the same and gave it; None where none did."""
        alike = self._alike[self.winner(entry).digest]
        return next((winner for winner in alike if winner.gave), None)
