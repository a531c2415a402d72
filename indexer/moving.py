"""Articles whose address changed: told by comparing what was sealed with what is there now.

Of a source, an address that is gone and one that is new are one article that moved where
they alone say the same (title, text, day and viewers, see :mod:`indexer.identity`), or where
the source itself says where an item went. Where several could be meant, none is.

A function of the two catalogs, so that a run which was killed and gone on with tells the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from index.catalog import Catalog, Entry, Name

_name = attrgetter("name")

Told = Mapping[Name, Name]
"""Items that their source says are elsewhere, and the item that each is now."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The entry of an address that is gone, and the one that has its place."""

    old: Entry
    new: Entry


def followed(gone: Iterable[Entry], catalog: Catalog, told: Told) -> list[Moved]:
    """Where entries went whose source says so: each to an item that no other one became, so
    that a page to which a whole site leads is nobody's place."""
    found = [(entry, catalog.get(*told[entry.name])) for entry in gone if entry.name in told]
    became = Counter(new.name for _, new in found if new is not None)
    return [Moved(old, new) for old, new in found if new is not None and became[new.name] == 1]


def moved(before: Collection[Entry], after: Catalog, told: Told) -> list[Moved]:
    """All that moved from what was sealed to what is there now, sorted by the old names.
    Where a source says otherwise than the contents do, the source is believed."""
    claimed, claims = {entry.claim for entry in before}, {entry.claim for entry in after}
    gone = _by_saying(entry for entry in before if entry.claim not in claims)
    if not gone:
        return []
    new = _by_saying(entry for entry in after if entry.claim not in claimed)
    alike = (
        Moved(*olds.values(), *new[said].values())
        for said, olds in gone.items()
        if len(olds) == len(new[said]) == 1
    )
    vanished = [old for olds in gone.values() for old in olds.values()]
    led = [one for one in followed(vanished, after, told) if one.new.claim not in claimed]
    settled = {name for one in led for name in (one.old.name, one.new.name)}
    rest = (one for one in alike if settled.isdisjoint((one.old.name, one.new.name)))
    return sorted((*led, *rest), key=lambda one: one.old.name)


def _by_saying(entries: Iterable[Entry]) -> defaultdict[tuple[str, str], dict[str, Entry]]:
    """By source and digest, of each claim the entry that is first by name."""
    found: defaultdict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        alike = found[entry.source, entry.digest]
        alike[entry.claim] = min(alike.get(entry.claim, entry), entry, key=_name)
    return found


def steps(before: Iterable[Entry], after: Catalog, told: Told) -> dict[str, str]:
    """By the id of an article whose content is not there any more, the id of the one that has
    it; of one that is no more at all, also that of the one to which its source leads."""
    live = {entry.article_id for entry in after}
    left = [entry for entry in before if entry.gave and not _says(entry, after)]
    heirs = {
        entry.article_id: min(after.givers_of(entry.digest), key=_name, default=None)
        for entry in left
    }
    lost = [entry for entry in left if entry.article_id not in live]
    led = {one.old.article_id: one.new.article_id for one in followed(lost, after, told)}
    return {old: heir.article_id for old, heir in heirs.items() if heir is not None} | led


def _says(entry: Entry, after: Catalog) -> bool:
    """Whether the article to which the entry gave its content has it still."""
    giver = after.giver(entry.article_id)
    return giver is not None and giver.digest == entry.digest
