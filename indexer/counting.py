"""What a run did, counted when all is known: only then is it told what moved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from index.catalog import Catalog, Entry, Name
from index.moves import Moves
from indexer.moving import Moved, followed, moved, steps
from indexer.placement import Placed, outcome
from indexer.report import Line, Move, RunReport
from indexer.resolution import Resolution


@dataclass(frozen=True, slots=True)
class Reading:
    """An item that was read in the first pass; ``path`` is for the report."""

    path: str
    source: str
    key: str
    is_new: bool


@dataclass(slots=True)
class Counting:
    """``before`` is what was sealed. ``told`` has of items that are elsewhere, as their source
    says, which items they are now; ``addresses`` those of the articles that were read;
    ``gone`` the entries that were removed."""

    before: Collection[Entry]
    readings: list[Reading] = field(default_factory=list)
    told: dict[Name, Name] = field(default_factory=dict)
    addresses: dict[Name, str] = field(default_factory=dict)
    gone: list[Entry] = field(default_factory=list)

    def into(self, report: RunReport, catalog: Catalog, resolution: Resolution) -> None:
        """Count all of it into the report, which has every source of the run."""
        found = [
            one
            for one in moved(self.before, catalog, self.told)
            if one.new.source in report.sources and outcome(one.new, resolution) is Placed.UNIQUE
        ]
        for one in found:
            report.move(report.sources[one.new.source], self._shown(one))
        arrived = {one.new.name for one in found}
        for reading in self.readings:
            entry = catalog.get(reading.source, reading.key)
            if entry is not None and entry.name not in arrived:
                _count(report, reading, outcome(entry, resolution))
        left = {one.old.claim for one in found}
        for entry in self.gone:
            if entry.claim not in left:
                report.deleted += 1
                report.sources[entry.source].deleted += 1

    def _shown(self, one: Moved) -> Move:
        """The keys of websites are addresses; an item of the same key has another address."""
        new = one.new.key
        if one.old.name == one.new.name:
            new = self.addresses.get(one.new.name) or new
        return Move(one.new.source, one.old.key, new)

    def lost(self, gone: Collection[Entry], catalog: Catalog) -> int:
        """How many of the items are gone with what they said; a renamed file is not, nor what
        is elsewhere as its source says."""
        names = {entry.name for entry in gone}
        left = [entry for entry in catalog if entry.name not in names]
        ids = {entry.article_id for entry in left}
        digests = {entry.digest for entry in left}
        led = {
            one.old.name for one in followed(gone, catalog, self.told) if one.new.name not in names
        }
        lost = (entry for entry in gone if entry.name not in led)
        return sum(e.article_id not in ids and e.digest not in digests for e in lost)

    def moves(self, before: Moves, catalog: Catalog) -> Moves:
        """The moves up to now, and those by which an article has another id."""
        live = {entry.article_id for entry in catalog}
        return before.after(steps(self.before, catalog, self.told), live)


def _count(report: RunReport, reading: Reading, placed: Placed) -> None:
    source = report.sources[reading.source]
    match placed:
        case Placed.UNIQUE if reading.is_new:
            report.added += 1
            source.added += 1
        case Placed.UNIQUE:
            report.changed += 1
            source.changed += 1
        case Placed.SAME_ADDRESS:
            line = Line(reading.path, "网址与另一篇相同，内容以排在后面的为准")
            report.duplicate(source, line)
        case Placed.SAME_CONTENT:
            line = Line(reading.path, "标题、正文和日期与另一篇相同")
            report.duplicate(source, line)
