"""A writer and sources in memory, which fulfil the protocols of engine and source."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from index.article import Article
from index.catalog import Catalog
from index.errors import InvalidArticle
from index.moves import Moves
from indexer.identity import article_id, canonical_url
from indexer.sources import Form, Found, Item, SourceMissing
from indexer.sources.items import content_hash

Row = tuple[str, str] | Found
"""The title and address of an item, or what the source gives in its place."""


@dataclass
class MemoryWriter:
    """Keeps what was put; ``log`` tells the order of events."""

    catalog: Catalog = field(default_factory=Catalog)
    moves: Moves = field(default_factory=Moves)
    articles: dict[str, Article] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    generation: int = 0

    def put(self, article: Article) -> None:
        if not (article.title.strip() or article.body.strip()):
            raise InvalidArticle("文章没有标题，也没有正文")
        self.log.append(f"put {article.title}")
        self.articles[article.id] = article

    def delete(self, article_id: str) -> None:
        self.log.append("delete")
        self.articles.pop(article_id, None)

    def checkpoint(self) -> None:
        self.log.append("checkpoint")

    def seal(self) -> str:
        self.generation += 1
        self.log.append("seal")
        return f"gen-{self.generation:04d}"

    def contents(self) -> dict[str, tuple[str, str]]:
        """What a reader would find: title and address by id."""
        return {a.id: (a.title, a.url) for a in self.articles.values()}


class Killed(Exception):
    """The process is gone."""


@dataclass
class MortalWriter(MemoryWriter):
    """Dies at the ``life``-th checkpoint from now, once that is durable; 0: never."""

    life: int = 0

    def checkpoint(self) -> None:
        super().checkpoint()
        self.life -= 1
        if not self.life:
            raise Killed


@dataclass
class MemorySource:
    """``rows`` maps a key to (title, url) or to a Found; given in the order of keys.
    ``concluded`` has the keys that each finished run left in the index."""

    name: str
    rows: dict[str, Row] = field(default_factory=dict)
    is_missing: bool = False
    loads: list[str] = field(default_factory=list)
    concluded: list[set[str]] = field(default_factory=list)

    def conclude(self, indexed: Set[str]) -> None:
        self.concluded.append(set(indexed))

    def size(self) -> int:
        return len(self.rows)

    def items(self) -> Iterator[Found]:
        if self.is_missing:
            raise SourceMissing(f"来源 {self.name} 读不了")
        for key in sorted(self.rows):
            row = self.rows[key]
            yield self._item(key, *row) if isinstance(row, tuple) else row

    def _item(self, key: str, title: str, url: str) -> Item:
        def load() -> dict[str, object]:
            self.loads.append(key)
            return {"title": title, "body": title, "url": url}

        mark = content_hash(title.encode(), url)
        return Item(key, f"{self.name}/{key}", "", mark, Form.ROW, load, size=1)


def plain_article(item: Item, source: str, _vocabulary: object) -> Article:
    """A conversion without extraction, so that tests see the pipeline alone."""
    row = item.load()
    assert isinstance(row, dict)
    url = canonical_url(row["url"])
    identity = article_id(source, item.key, url)
    plain = Article(identity, row["title"], row["body"], url, source, content_hash=item.hash)
    return dataclasses.replace(plain, visibility=item.visibility)
