"""Which item gives an article its content, when several lead to it.

The rules, for items in their order (sources as configured, items as each gives them):

* items of one address *own* one article, and the last of them gives its content;
* an item that says what an earlier item's article says *joins* that article.

The catalog holds no content, so when an owner changes or goes, what others of its group
said is not known any more: they are marked stale in the catalog and read again, later in
the pass or in a further one. The outcome is the same as building from nothing, whatever
the history. The marks outlive a kill, and wait for a source that is not of this run.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable

from index.article import Article
from index.catalog import Catalog, Entry
from index.engine import Writer
from indexer.identity import digest_of

STALE = "!"
"""Before a hash in the catalog: to be read again though its bytes are the same."""

JOINED = "="
"""Before a hash: the article belongs to another item, which says the same."""

Name = tuple[str, str]
"""Source and key: what names an item."""


class Placed(enum.Enum):
    """What became of an item that was read."""

    ADDED = "added"
    CHANGED = "changed"
    SAME_ADDRESS = "same address"
    SAME_CONTENT = "same content"


class Placement:
    """Changes articles and catalog together. ``sources`` are those of this run."""

    def __init__(self, writer: Writer, sources: Iterable[str]) -> None:
        self._writer = writer
        self._sources = frozenset(sources)
        self._settled: set[str] = set()
        self._seen: set[Name] = set()
        self._put: set[Name] = set()

    @property
    def catalog(self) -> Catalog:
        """The writer's catalog."""
        return self._writer.catalog

    def begin_pass(self) -> None:
        """All sources of the run are to be gone through, from the first item on."""
        self._settled.clear()
        self._seen.clear()
        self._put.clear()

    def pass_over(self, source: str) -> None:
        """The source has nothing to read in this pass; its items come before what follows."""
        self._settled.add(source)

    def is_unchanged(self, source: str, key: str, content_hash: str) -> bool:
        """Whether the item became what it is from these very bytes."""
        entry = self.catalog.get(source, key)
        return entry is not None and entry.hash.removeprefix(JOINED) == content_hash

    def is_stale(self, source: str, key: str) -> bool:
        """Whether the item is to be read again whatever its hash."""
        entry = self.catalog.get(source, key)
        return entry is not None and is_stale(entry)

    def stale(self, source: str) -> set[str]:
        """The keys of the source's items that are still to be read again."""
        return {entry.key for entry in self.catalog.of_source(source) if is_stale(entry)}

    def stand(self, source: str, key: str) -> None:
        """The item is there and what it became stays: unchanged, or not readable now."""
        self._seen.add((source, key))

    def place(self, source: str, key: str, content_hash: str, article: Article) -> Placed:
        """Make the article of the item part of the index; raises InvalidArticle, unchanged."""
        entry = Entry(source, key, content_hash, article.id, digest_of(article))
        alike = [i for i in self.catalog.articles_of(entry.digest) if i != article.id]
        held = next((i for i in alike if self._is_held(i, entry)), None)
        if held is not None:
            joined = dataclasses.replace(entry, article_id=held, hash=JOINED + entry.hash)
            self._enter(joined)
            return Placed.SAME_CONTENT
        self._writer.put(article)
        self._put.add(_name(entry))
        is_new = self.catalog.get(source, key) is None
        is_shared = any(_is_owner(e) and self._is_earlier(e) for e in self._others(entry))
        self._enter(entry)
        self._overrule(entry)
        for article_id in alike:
            self._mark_later_owners(article_id)
        if is_shared:
            return Placed.SAME_ADDRESS
        return Placed.ADDED if is_new else Placed.CHANGED

    def forget(self, entry: Entry) -> None:
        """The item is gone; its article goes with the last item that leads to it."""
        self.catalog.remove(entry.source, entry.key)
        self._left(entry)

    def gone(self, source: str) -> list[Entry]:
        """The entries of the source whose items did not come up in this pass."""
        return [e for e in self.catalog.of_source(source) if _name(e) not in self._seen]

    def _enter(self, entry: Entry) -> None:
        old = self.catalog.get(entry.source, entry.key)
        self.catalog.put(entry)
        self._seen.add(_name(entry))
        if old is not None and old.article_id != entry.article_id:
            self._left(old)

    def _others(self, entry: Entry) -> list[Entry]:
        leading = self.catalog.leading_to(entry.article_id)
        return [other for other in leading if _name(other) != _name(entry)]

    def _is_held(self, article_id: str, entry: Entry) -> bool:
        """Whether an earlier item, not ``entry``, owns the article as it is.

        Not so where the item of ``entry`` was an owner of it until now and no other has
        put it in this pass: what the article says may be what that item said.
        """
        leading = self.catalog.leading_to(article_id)
        was_owner = any(_name(e) == _name(entry) and _is_owner(e) for e in leading)
        if was_owner and not any(_name(e) in self._put for e in leading):
            return False
        return any(_is_owner(e) and not is_stale(e) and self._is_earlier(e) for e in leading)

    def _is_earlier(self, entry: Entry) -> bool:
        is_settled = entry.source not in self._sources or entry.source in self._settled
        return is_settled or _name(entry) in self._seen

    def _overrule(self, entry: Entry) -> None:
        """The article says now what ``entry`` says: later owners will have their turn, and
        who joined it for what it said before has to look elsewhere."""
        for other in self._others(entry):
            stays = self._is_earlier(other) if _is_owner(other) else other.digest == entry.digest
            self._update(other, entry.digest, is_stale=not stays)

    def _mark_later_owners(self, article_id: str) -> None:
        """Those that say what an item before them says now are to join it."""
        for entry in self.catalog.leading_to(article_id):
            if _is_owner(entry) and not self._is_earlier(entry):
                self._update(entry, entry.digest, is_stale=True)

    def _left(self, old: Entry) -> None:
        """Let the article go with its last item, and find it an owner where the one that
        left gave it its content."""
        remaining = self.catalog.leading_to(old.article_id)
        if not remaining:
            self._writer.delete(old.article_id)
        elif _is_owner(old) and not any(_name(e) in self._put for e in remaining):
            owners = [entry for entry in remaining if _is_owner(entry)]
            for entry in owners or remaining:
                self._update(entry, entry.digest, is_stale=True)

    def _update(self, entry: Entry, digest: str, *, is_stale: bool) -> None:
        mark = STALE + entry.hash.removeprefix(STALE) if is_stale else entry.hash
        if (mark, digest) != (entry.hash, entry.digest):
            self.catalog.put(dataclasses.replace(entry, hash=mark, digest=digest))


def is_stale(entry: Entry) -> bool:
    """Whether the entry's item is to be read again."""
    return entry.hash.startswith(STALE)


def _is_owner(entry: Entry) -> bool:
    return not entry.hash.removeprefix(STALE).startswith(JOINED)


def _name(entry: Entry) -> Name:
    return entry.source, entry.key
