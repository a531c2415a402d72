"""tantivy as a peer, without snippets and with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.answers import BUCKETS, FACETS, Answer, bigrams, day, values, views
from bench.queries import Asked
from index.analysis import Analyzer, normalized
from index.article import Article
from index.parsing import parse
from index.query import And, Everything, Node, Not, Or, Term, terms

# By default tantivy adds up the 120 largest buckets of each segment, which is not exact.
_BUCKETS_OF_ALL = {"size": BUCKETS, "segment_size": 65_000}


class Tantivy:
    """tantivy through its Python binding."""

    snippets = False

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        import tantivy

        opened = tantivy.Index.open(str(folder))
        self._tantivy: Any = tantivy
        self._units = analyzer.units
        self._searcher: Any = opened.searcher()
        self._schema = opened.schema

        if self.snippets:
            opened.register_tokenizer(_PAIRS, _pairs(tantivy))

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article], _: Analyzer) -> None:
        """Index the articles."""
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("title", "body"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_integer_field("day", fast=True)
        builder.add_bytes_field("stored", stored=True, indexed=False)
        if cls.snippets:
            builder.add_text_field(
                "shown", stored=True, tokenizer_name=_PAIRS, index_option="basic"
            )
        folder.mkdir(parents=True)
        made = tantivy.Index(builder.build(), str(folder))
        if cls.snippets:
            made.register_tokenizer(_PAIRS, _pairs(tantivy))
        writer = made.writer(256_000_000)
        for article in articles:
            writer.add_document(tantivy.Document(**cls._fields(article), **values(article)))
        writer.commit()
        writer.wait_merging_threads()

    @classmethod
    def _fields(cls, article: Article) -> dict[str, Any]:
        fields = {
            "title": " ".join(bigrams(normalized(article.title))),
            "body": " ".join(bigrams(normalized(article.body))),
            "day": day(article),
        }
        if cls.snippets:
            fields["shown"] = article.body
            article = replace(article, body="")
        return fields | {"stored": article.to_json().encode()}

    def ask(self, asked: Asked) -> Answer | None:
        """The first ten hits with their articles, and four facets."""
        if asked.relax:
            return None
        node = parse(asked.text, self._units).node
        query = self._query(node)
        chosen = self._filtered(query, asked, frozenset(asked.filters))
        order = {"order_by_field": "day"} if asked.newest else {}
        found = self._searcher.search(chosen, 10, **order)
        counted: dict[str, Any] = {}
        for used, names in views(asked):
            wanted = {name: {"terms": _BUCKETS_OF_ALL | {"field": name}} for name in names}
            counted |= self._searcher.aggregate(self._filtered(query, asked, used), wanted)
        self._show([self._searcher.doc(address) for _, address in found.hits], node)
        orgs = tuple(bucket["doc_count"] for bucket in counted["org"]["buckets"])
        return Answer(int(found.count or 0), orgs)

    def _show(self, docs: list[Any], node: Node) -> None:
        for doc in docs:
            Article.from_json(bytes(doc["stored"][0]).decode())

    def _filtered(self, query: Any, asked: Asked, used: frozenset[str]) -> Any:
        should, made = self._tantivy.Occur.Should, []
        for name in sorted(used):
            either = [
                (should, self._tantivy.Query.term_query(self._schema, name, value))
                for value in asked.filters[name]
            ]
            wanted = self._tantivy.Query.boolean_query(either)
            made.append(self._tantivy.Query.const_score_query(wanted, 0.0))
        return self._all([query, *made])

    def _query(self, node: Node) -> Any:
        match node:
            case Term(units=units):
                return self._all([self._unit(unit) for unit in units])
            case And(children):
                made = [
                    (self._tantivy.Occur.MustNot, self._query(child.child))
                    if isinstance(child, Not)
                    else (self._tantivy.Occur.Must, self._query(child))
                    for child in children
                ]
                return self._tantivy.Query.boolean_query(made)
            case Or(children):
                should = self._tantivy.Occur.Should
                return self._tantivy.Query.boolean_query(
                    [(should, self._query(c)) for c in children]
                )
            case Not(child):
                everything = (self._tantivy.Occur.Must, self._tantivy.Query.all_query())
                unwanted = (self._tantivy.Occur.MustNot, self._query(child))
                return self._tantivy.Query.boolean_query([everything, unwanted])
            case Everything():
                return self._tantivy.Query.all_query()

    def _all(self, queries: list[Any]) -> Any:
        if len(queries) == 1:
            return queries[0]
        must = self._tantivy.Occur.Must
        return self._tantivy.Query.boolean_query([(must, query) for query in queries])

    def _unit(self, unit: str) -> Any:
        tokens = bigrams(unit)
        should, made = self._tantivy.Occur.Should, []
        for name, boost in (("title", 3.0), ("body", 1.0)):
            if len(tokens) == 1:
                query = self._tantivy.Query.term_query(self._schema, name, tokens[0])
            else:
                query = self._tantivy.Query.phrase_query(self._schema, name, tokens)
            made.append((should, self._tantivy.Query.boost_query(query, boost)))
        return self._tantivy.Query.boolean_query(made)


_PAIRS = "pairs"


def _pairs(tantivy: Any) -> Any:
    """All pairs of characters: what tantivy marks a snippet by."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 2)).build()


class TantivySnippets(Tantivy):
    """tantivy with snippets by its SnippetGenerator: one of the body for each hit.

    The body as it stands is stored in a field of its own, which is indexed by pairs of
    characters because the generator asks for the frequency of each term there. It marks
    single pairs, wherever they stand, where we mark whole occurrences.
    """

    snippets = True

    def _show(self, docs: list[Any], node: Node) -> None:
        pairs = dict.fromkeys(
            unit[at : at + 2]
            for term in terms(node)
            for unit in term.units
            for at in range(len(unit) - 1)
        )
        query = self._tantivy.Query.boolean_query(
            [
                (
                    self._tantivy.Occur.Should,
                    self._tantivy.Query.term_query(self._schema, "shown", pair),
                )
                for pair in pairs
            ]
        )
        generator = self._tantivy.SnippetGenerator.create(
            self._searcher, query, self._schema, "shown"
        )
        for doc in docs:
            article = Article.from_json(bytes(doc["stored"][0]).decode())
            replace(article, body=doc["shown"][0])
            snippet = generator.snippet_from_doc(doc)
            snippet.fragment(), snippet.highlighted()
