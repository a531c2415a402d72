"""Writing the next generation with Whoosh: batches into a draft, then a seal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from index.analysis import Analyzer
from index.article import Article
from index.catalog import Catalog
from index.config import Config
from index.draft import Draft
from index.engines.whoosh.documents import document, is_id
from index.engines.whoosh.fields import whoosh_schema
from index.engines.whoosh.storage import DraftStorage
from index.engines.whoosh.unpickling import guard
from index.fingerprint import fingerprint
from index.generations import Generations

CATALOG = "catalog-"

# A search visits every segment and a merge rewrites what it merges: with at most
# this many, of which the smallest are merged down to half, each article is
# rewritten about once for every doubling of the collection.
MOST_SEGMENTS = 12


class WhooshWriter:
    """Fulfils :class:`index.engine.Writer` over a draft."""

    def __init__(self, draft: Draft, analyzer: Analyzer) -> None:
        guard()
        self._draft = draft
        self._analyzer = analyzer
        self._storage = DraftStorage(draft)
        self._pending: dict[str, dict[str, Any]] = {}
        self._deleted: set[str] = set()
        self._index = self._open()
        self.catalog = self._read_catalog()

    def _open(self) -> FileIndex:
        schema = whoosh_schema()
        if any(name.endswith(".toc") for name in self._storage.list()):
            return FileIndex(self._storage, schema=schema)
        return FileIndex.create(self._storage, schema, "MAIN")

    def put(self, article: Article) -> None:
        """Add the article, or replace the one of its id. Raises InvalidArticle, unchanged."""
        self._pending[article.id] = document(article, self._analyzer)
        self._deleted.discard(article.id)

    def delete(self, article_id: str) -> None:
        """Remove the article of that id; nothing happens where there is none."""
        self._pending.pop(article_id, None)
        if is_id(article_id):
            self._deleted.add(article_id)

    def checkpoint(self) -> None:
        """Make everything up to here durable: a later run goes on from here."""
        self._flush()
        self._draft.checkpoint(int(self._index.doc_count()))

    def seal(self) -> str:
        """Make the generation durable and current; gives its name."""
        self._flush()
        self._merge()
        return self._draft.seal(int(self._index.doc_count())).name

    def _flush(self) -> None:
        """Write what is pending to the draft."""
        if self._pending or self._deleted:
            writer = self._segment_writer()
            try:
                self._remove_replaced(writer)
                for fields in self._pending.values():
                    writer.add_document(**fields)
            except BaseException:
                writer.cancel()
                raise
            writer.commit(merge=False)
            self._pending.clear()
            self._deleted.clear()
        self._write_catalog()

    def _segment_writer(self) -> SegmentWriter:
        # Compound files are copied into memory for every searcher; a pool over its
        # limit spills through marshal files. The draft holds the lock.
        return SegmentWriter(self._index, _lk=False, limitmb=512, compound=False)

    def _remove_replaced(self, writer: SegmentWriter) -> None:
        with self._index.reader() as reader:
            for article_id in self._deleted.union(self._pending):
                if ("id", article_id) in reader:
                    for number in list(reader.postings("id", article_id).all_ids()):
                        writer.delete_document(number)

    def _merge(self) -> None:
        if len(self._index._segments()) > MOST_SEGMENTS:
            self._segment_writer().commit(mergetype=_merge_smallest)

    def _read_catalog(self) -> Catalog:
        names = self._catalog_names()
        return Catalog.load((self._draft.path / names[-1]).read_bytes()) if names else Catalog()

    def _write_catalog(self) -> None:
        """A new file, as a draft never writes one twice."""
        before = self._catalog_names()
        number = int(before[-1].removeprefix(CATALOG).split(".")[0]) + 1 if before else 1
        self._draft.write(f"{CATALOG}{number:08d}.jsonl", self.catalog.dump())
        for name in before:
            self._draft.remove(name)

    def _catalog_names(self) -> list[str]:
        return [name for name in self._draft.names() if name.startswith(CATALOG)]


def _merge_smallest(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """A Whoosh merge policy: keep the largest segments, rewrite all others as one."""
    largest_first = sorted(segments, key=lambda segment: -int(segment.doc_count()))
    for segment in largest_first[MOST_SEGMENTS // 2 :]:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return largest_first[: MOST_SEGMENTS // 2]


@contextmanager
def open_next(config: Config, *, rebuild: bool = False) -> Iterator[WhooshWriter]:
    """See :func:`index.engine.open_writer`."""
    analyzer = Analyzer.from_config(config)
    generations = Generations(config.index.path, keep=config.index.keep)
    expected = fingerprint(config, analyzer)
    with generations.begin(fingerprint=expected, rebuild=rebuild) as draft:
        yield WhooshWriter(draft, analyzer)
