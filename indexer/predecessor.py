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
from index.engine import Writer, open_reader
from index.errors import IndexMissing
from index.generations import Generations
from indexer.conversion import enriched
from indexer.enrich import Vocabulary
from indexer.identity import digest_of
from indexer.placement import STALE


@dataclass(frozen=True, slots=True)
class Predecessor:
    """``articles`` gives every article of the old generation, each time it is called."""

    catalog: Catalog
    articles: Callable[[], Iterator[Article]]


def open_predecessor(config: Config) -> Predecessor | None:
    """The newest whole generation, or None where nothing was ever sealed.

    Raises IndexCorrupt or IndexOutdated where there is one that cannot be read.
    """
    try:
        generation = Generations(config.index.path, keep=config.index.keep).newest_whole()
    except IndexMissing:
        return None
    return Predecessor(Catalog.read(generation.path), lambda: _articles(config))


def _articles(config: Config) -> Iterator[Article]:
    reader = open_reader(config)
    try:
        yield from reader.articles()
    finally:
        reader.close()


def carry_over(
    predecessor: Predecessor, kept: Iterable[Entry], writer: Writer, vocabulary: Vocabulary
) -> Iterator[Entry]:
    """Put the articles of the ``kept`` entries into the writer; gives each entry made.

    What the run has put under the same id, or says the same, stands: an entry then
    leads there, marked stale where that is not what its item said.
    """
    wanted: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in kept:
        wanted[entry.article_id].append(entry)
    if not wanted:
        return
    for old in predecessor.articles():
        if old.id in wanted:
            article_id, digest = _settle(enriched(old, vocabulary), writer)
            for entry in wanted[old.id]:
                is_same = article_id == entry.article_id and digest == entry.digest
                mark = entry.hash if is_same else STALE + entry.hash.removeprefix(STALE)
                made = dataclasses.replace(entry, article_id=article_id, digest=digest, hash=mark)
                writer.catalog.put(made)
                yield made


def _settle(article: Article, writer: Writer) -> tuple[str, str]:
    """Where the article is to be found in the new index: the id, and its digest there."""
    present = writer.catalog.leading_to(article.id)
    if present:
        return article.id, present[0].digest
    digest = digest_of(article)
    alike = writer.catalog.article_of(digest)
    if alike is None:
        writer.put(article)
    return alike or article.id, digest
