"""The generation that a rebuild replaces, and what is taken over from it.

A rebuild reads the sources of its run anew. Articles of other sources, and of items
that cannot be read just now, would be lost: they are taken from the old generation and
enriched again, with their entries, so that the next run knows them.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from index.article import Article
from index.catalog import Catalog, Entry
from index.config import Config
from index.engine import open_reader
from index.errors import IndexMissing
from index.generations import Generations
from index.moves import Moves
from indexer.placement import Placement


@dataclass(frozen=True, slots=True)
class Predecessor:
    """``articles`` gives every article of the old generation, each time it is called."""

    catalog: Catalog
    articles: Callable[[], Iterator[Article]]
    moves: Moves = Moves()


def open_predecessor(config: Config) -> Predecessor | None:
    """The newest whole generation, or None where nothing was ever sealed.

    Raises IndexCorrupt or IndexOutdated where there is one that cannot be read.
    """
    try:
        generation = Generations(config.index.path, keep=config.index.keep).newest_whole()
    except IndexMissing:
        return None
    catalog, moves = Catalog.read(generation.path), Moves.read(generation.path)
    return Predecessor(catalog, lambda: _articles(config), moves)


def _articles(config: Config) -> Iterator[Article]:
    reader = open_reader(config)
    try:
        yield from reader.articles()
    finally:
        reader.close()


def carry_over(
    predecessor: Predecessor,
    kept: Iterable[Entry],
    placement: Placement,
    enrich: Callable[[Iterable[Article]], Iterable[Article]],
) -> Iterator[Entry]:
    """Put the articles of the ``kept`` entries into the new index; gives each entry made.

    What the run has put under the same id stands where it comes later in the order, and
    where no kept item gave the article its content; the entries then lead there.
    """
    wanted: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in kept:
        wanted[entry.article_id].append(entry)
    if not wanted:
        return
    for article in enrich(old for old in predecessor.articles() if old.id in wanted):
        yield from _carried(wanted[article.id], article, placement)


def _carried(entries: list[Entry], article: Article, placement: Placement) -> Iterator[Entry]:
    """The entries that led to the article, as they are in the new index."""
    giver = next((entry for entry in entries if entry.gave), None)
    if giver is None:
        article_id = placement.keep(entries[0], article)
    else:
        made = placement.enter(giver, article)
        article_id = made.article_id
        yield made
    for entry in entries:
        if entry is not giver:
            other = dataclasses.replace(entry, article_id=article_id, gave=False)
            placement.catalog.put(other)
            yield other
