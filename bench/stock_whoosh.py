"""The peer: Whoosh as its manual has it, with the analyzer that jieba brings for it.

Its best honest set-up: title above body, facets counted by ``groupedby`` over sortable
columns, characters stored so that highlighting need not analyse the text again. Facets are
counted with ``limit=None``; under a limit Whoosh counts only what it happened to look at.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import fields, highlight, index, query, sorting
from whoosh.qparser import MultifieldParser

from bench.queries import Asked
from index.article import Article


def build(folder: Path, articles: Iterable[Article]) -> None:
    """Index the articles into the folder."""
    from jieba.analyse import ChineseAnalyzer  # it leaves a file open as it is imported

    analyzer = ChineseAnalyzer()
    schema = fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer, stored=True, chars=True),
        body=fields.TEXT(analyzer, stored=True, chars=True),
        day=fields.ID(sortable=True),
        year=fields.ID(sortable=True),
        category=fields.ID(sortable=True),
        kind=fields.ID(sortable=True),
        org=fields.KEYWORD(commas=True),
    )
    folder.mkdir(parents=True)
    writer = index.create_in(str(folder), schema).writer(limitmb=512)
    for article in articles:
        writer.add_document(**_document(article))
    writer.commit()


def _document(article: Article) -> dict[str, str]:
    day = str(article.published or "")
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "day": day,
        "year": day[:4],
        "category": "/".join(article.category),
        "kind": article.kind.value,
        "org": ",".join(found.name for found in article.organizations),
    }


class StockSearch:
    """An open index; :meth:`ask` does what a page of results needs."""

    def __init__(self, folder: Path) -> None:
        opened = index.open_dir(str(folder))
        self._searcher = opened.searcher()
        boosts = {"title": 3.0, "body": 1.0}
        self.counts: dict[str, dict[str, int]] = {}
        self._parser = MultifieldParser(["title", "body"], opened.schema, fieldboosts=boosts)

    def ask(self, asked: Asked) -> int:
        """How many articles match; hits, facets and highlights are made on the way."""
        facets = sorting.Facets()
        for name in ("year", "category", "kind"):
            facets.add_field(name)
        facets.add_field("org", allow_overlap=True)
        results = self._searcher.search(
            self._parser.parse(asked.stock) if asked.text else query.Every(),
            limit=None,
            groupedby=facets,
            filter=_filter(asked),
            sortedby=sorting.FieldFacet("day", reverse=True) if asked.newest else None,
        )
        results.fragmenter = highlight.PinpointFragmenter(maxchars=120)
        self.counts = {name: _counted(results.groups(name)) for name in facets.names()}
        for hit in results[:10]:
            self._shown(hit)
        return len(results)

    @staticmethod
    def _shown(hit: Any) -> tuple[str, str]:
        return hit.highlights("title", top=1) or hit["title"], hit.highlights("body", top=2)


def _counted(groups: dict[str, list[int]]) -> dict[str, int]:
    return {value: len(found) for value, found in groups.items()}


def _filter(asked: Asked) -> Any:
    wanted = [
        query.Term(name, value)
        for name, value in (("year", asked.year), ("category", asked.category))
        if value
    ]
    if asked.organizations:
        wanted.append(query.Or([query.Term("org", name) for name in asked.organizations]))
    return query.And(wanted) if wanted else None
