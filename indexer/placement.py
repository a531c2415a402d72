"""Keeps articles and catalog in line while items come up, and settles them at the end.

An item that is new or changed is put at once, under the id that it claims, unless an
article is there already that it would lead to. Once all items have come up,
:mod:`indexer.resolution` says who gives which article its content; items that should
and did not are *due* to be read again, and then every entry is led where it belongs.

At any moment the articles are just those that entries lead to, and no entry says of
itself what another item gave it: a run that is killed leaves nothing for the next one
to misread. What is due and cannot be read, as its source is not of this run, leaves the
articles as they are until it can.
"""

from __future__ import annotations

import dataclasses
import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.article import Article
from index.catalog import Catalog, Entry, Name
from index.engine import Writer
from indexer.identity import digest_of
from indexer.resolution import Order, Resolution


class Placed(enum.Enum):
    """What became of an item that was read."""

    UNIQUE = "unique"
    SAME_ADDRESS = "same address"
    SAME_CONTENT = "same content"


class Placement:
    """Changes articles and catalog together. ``sources`` are those of this run, ``order``
    names those that are configured."""

    def __init__(self, writer: Writer, sources: Iterable[str], order: Sequence[str] = ()) -> None:
        self._writer = writer
        self._sources = frozenset(sources)
        self._order = Order(order)
        self._seen: set[Name] = set()
        self._due: frozenset[Name] = frozenset()

    @property
    def catalog(self) -> Catalog:
        """The writer's catalog."""
        return self._writer.catalog

    def is_unchanged(self, source: str, key: str, content_hash: str) -> bool:
        """Whether the item's entry is of these very bytes."""
        entry = self.catalog.get(source, key)
        return entry is not None and entry.hash == content_hash

    def stand(self, source: str, key: str, position: int) -> None:
        """The item is there and what it became stays: unchanged, or not readable now."""
        self._seen.add((source, key))
        entry = self.catalog.get(source, key)
        if entry is not None and entry.position != position:
            self.catalog.put(dataclasses.replace(entry, position=position))

    def place(
        self, source: str, key: str, position: int, content_hash: str, article: Article
    ) -> None:
        """Make the article of the item part of the index; raises InvalidArticle, unchanged."""
        claim, digest = article.id, digest_of(article)
        entry = Entry(source, key, content_hash, claim, digest, claim, position, True)
        self.enter(entry, article)
        self._seen.add(entry.name)

    def enter(self, entry: Entry, article: Article) -> Entry:
        """Put the article that the entry claims, or lead the entry to where it is known to
        belong; gives the entry as it is now. Raises InvalidArticle, unchanged."""
        old = self.catalog.get(entry.source, entry.key)
        host = None if self._is_due(entry) else self._host(entry)
        if host is None:
            self._writer.put(article)
        made = dataclasses.replace(entry, article_id=host or entry.claim, gave=host is None)
        self.catalog.put(made)
        self._leave(old)
        return made

    def keep(self, entry: Entry, article: Article) -> str:
        """Where an article without its giver is to be found, put if need be; ``entry`` is
        one that leads to it."""
        if self.catalog.references(article.id):
            return article.id
        alike = next(self.catalog.givers_of(entry.digest), None)
        if alike is not None:
            return alike.claim
        self._writer.put(article)
        return article.id

    def forget(self, entry: Entry) -> None:
        """The item is gone; its article goes with the last item that leads to it."""
        self._leave(self.catalog.remove(entry.source, entry.key))

    def gone(self, source: str) -> list[Entry]:
        """The entries of the source whose items did not come up."""
        return [e for e in self.catalog.of_source(source) if e.name not in self._seen]

    def due(self) -> frozenset[Name]:
        """The items that came up, but did not give their article the content they should."""
        resolution = self.resolve()
        due = (entry for entry in resolution.representatives() if not entry.gave)
        self._due = frozenset(entry.name for entry in due) & self._seen
        return self._due

    def settle(self) -> Iterator[Entry]:
        """Lead every entry where it belongs; gives each one that was changed."""
        resolution = self.resolve()
        for entry in list(self.catalog):
            host = resolution.stand_in(entry)
            if host is None or entry.article_id == host.claim:
                continue
            made = dataclasses.replace(entry, article_id=host.claim, gave=False)
            self.catalog.put(made)
            self._leave(entry)
            yield made

    def resolve(self) -> Resolution:
        """Who should give which article its content, by what is known now."""
        return Resolution(self.catalog, self._order)

    def awaited(self) -> Counter[str]:
        """By source that is not of this run: of how many articles the content is not there
        before that source is read again."""
        resolution = self.resolve()
        wanting = (e for e in resolution.representatives() if resolution.stand_in(e) is None)
        return Counter(e.source for e in wanting if e.source not in self._sources)

    def _is_due(self, entry: Entry) -> bool:
        old = self.catalog.get(entry.source, entry.key)
        is_same = old is not None and (old.claim, old.digest) == (entry.claim, entry.digest)
        return is_same and entry.name in self._due

    def _host(self, entry: Entry) -> str | None:
        """The article that the entry is known to lead to without being put; else None."""
        rank = self._order.rank(entry)
        giver = self.catalog.giver(entry.claim)
        if giver is not None and giver.name != entry.name and self._order.rank(giver) > rank:
            return giver.claim
        alike = filter(self._is_there, self.catalog.givers_of(entry.digest))
        others = (other for other in alike if entry.claim != other.claim)
        return next((other.claim for other in others if self._order.rank(other) < rank), None)

    def _is_there(self, entry: Entry) -> bool:
        """Whether the entry's item is known not to be gone, as far as this run can tell."""
        return entry.source not in self._sources or entry.name in self._seen

    def _leave(self, old: Entry | None) -> None:
        """Let the article of an entry that was changed or removed go, if it was the last."""
        if old is not None and not self.catalog.references(old.article_id):
            self._writer.delete(old.article_id)


def outcome(entry: Entry, resolution: Resolution) -> Placed:
    """What became of the item of that entry."""
    if resolution.winner(entry).name != entry.name:
        return Placed.SAME_ADDRESS
    is_unique = resolution.representative(entry).name == entry.name
    return Placed.UNIQUE if is_unique else Placed.SAME_CONTENT
