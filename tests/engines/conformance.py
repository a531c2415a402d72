"""The contract of an engine, written once: an engine is done when its subclass passes.

Everything is compared with :mod:`oracle`, a scan of the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import character_class
from index.analysis.pinyin import Pattern
from index.article import (
    Article,
    Attachment,
    Evidence,
    Kind,
    Meeting,
    PartialDate,
    Visibility,
)
from index.config import Config, IndexSettings
from index.engine import Reader, SearchRequest, open_reader, open_writer
from index.errors import IndexMissing, InvalidArticle
from index.own_number import OWN
from index.query import And, Everything, Field, Node, Or, Term, asked, numbered
from index.results import Filters, NoticeCode, Page, Sort
from index.schema import ALL_FACETS
from index.similarity import likeness
from tests.engines.drawn import COLLECTION, FILTERS, PATTERNS, QUERY, flat, quoted
from tests.engines.oracle import (
    ANALYZER,
    TODAY,
    counts,
    found,
    matches,
    sharing,
    texts,
    titled,
    words_of,
)


class Building:
    """Builds and opens indexes of the engine that the ``config`` fixture names."""

    @pytest.fixture
    def config(self, tmp_path: Path) -> Config:
        """A configuration whose index lies in a folder of the test's own."""
        return Config(index=IndexSettings(path=tmp_path / "index"))

    @pytest.fixture(autouse=True)
    def opened(self) -> Iterator[ExitStack]:
        """Closes every reader at the end of the test that opened it."""
        with ExitStack() as self.stack:
            yield self.stack

    def open(self, config: Config) -> Reader:
        """A reader of the current generation, closed when the test is over."""
        return self.stack.enter_context(closing(open_reader(config)))

    def build(self, config: Config, *batches: Iterable[Article]) -> Reader:
        """Write each batch with a checkpoint, seal, and open what was sealed."""
        with open_writer(config) as writer:
            for batch in batches:
                for article in batch:
                    writer.put(article)
                writer.checkpoint()
            writer.seal()
        return self.open(config)


def bare(article: Article) -> Article:
    """The article without the texts of its attachments."""
    attachments = tuple(replace(one, text="") for one in article.attachments)
    return replace(article, attachments=attachments)


def whole(reader: Reader, page: Page) -> list[Article]:
    """The articles of the hits, which need not have the texts of their attachments."""
    read = [reader.article(hit.article.id, Visibility.STAFF) for hit in page.hits]
    return [article for article in read if article is not None]


class EngineContract(Building):
    """Subclass it with a ``config`` fixture whose engine is the one to test."""

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(COLLECTION, st.lists(st.tuples(QUERY, FILTERS), min_size=1, max_size=8))
    def test_hits_and_counts_are_those_of_a_scan(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        collection: tuple[Article, ...],
        searches: list[tuple[Node, Filters]],
    ) -> None:
        config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("index")))
        middle = len(collection) // 2
        stale = [replace(article, body="旧的正文") for article in collection[:middle]]
        reader = self.build(config, stale, collection[:middle], collection[middle:])
        for node, filters in searches:
            self._compare(reader, collection, node, filters)
        reader.close()

    def _compare(
        self, reader: Reader, collection: tuple[Article, ...], node: Node, filters: Filters
    ) -> None:
        for viewer in Visibility:
            request = SearchRequest(
                node,
                filters,
                size=100,
                viewer=viewer,
                relax=False,
                today=TODAY,
                facets=ALL_FACETS,
                facet_size=0,  # the first few leave out what one mention alone speaks for
            )
            page = reader.search(request)
            wanted = found(collection, node, filters, viewer=viewer)
            hits = whole(reader, page)
            assert set(hits) == set(wanted)
            assert list(map(bare, hits)) == [bare(hit.article) for hit in page.hits]
            assert page.total == len(wanted) == reader.total(request)
            self._compare_tiers(page, hits, node)
            for name, facet in page.facets.items():
                others = found(collection, node, filters, leaving_out=name, viewer=viewer)
                every = reader.facet(name, request)
                counted = {b.value: b.count for b in flat(every.buckets) if b.count}
                assert counted == dict(counts(name, others))
                # Organisations that one mention alone speaks for are in the list of all.
                assert {b.value: b.count for b in flat(facet.buckets) if b.count}.items() <= (
                    counted.items()
                )

    def _compare_tiers(self, page: Page, hits: list[Article], node: Node) -> None:
        """Own numbers, then numbers, then what was asked, then synonyms; the line tells the
        truth of the first of these."""
        plain = asked(node)
        ladder = [plain]
        if numbered(plain) != plain:
            ladder = [numbered(plain, OWN), numbered(plain), plain]

        def tier(article: Article) -> int:
            return next((n for n, step in enumerate(ladder) if matches(step, article)), 3)

        tiers = [tier(article) for article in hits]
        assert tiers == sorted(tiers)
        if page.leading:
            led = ladder[tiers[0]]
            assert sum(matches(led, article) for article in hits) == page.leading
            assert page.notices[-1].code is NoticeCode.IDENTIFIER

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(COLLECTION, st.lists(QUERY, min_size=1, max_size=5))
    def test_marks_are_the_original_text_that_matched(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        collection: tuple[Article, ...],
        nodes: list[Node],
    ) -> None:
        config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("index")))
        reader = self.build(config, collection)
        for node in nodes:
            page = reader.search(SearchRequest(node, size=100, relax=False))
            for hit, article in zip(page.hits, whole(reader, page), strict=True):
                for start, end in hit.title_ranges:
                    assert 0 <= start < end <= len(hit.article.title)
                for snippet in hit.snippets:
                    number = snippet.place.attachment if snippet.place else 0
                    text = article.attachments[number].text if snippet.place else article.body
                    assert text[snippet.start :].startswith(snippet.text)
        reader.close()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(COLLECTION, st.lists(PATTERNS, min_size=1, max_size=4))
    def test_titles_and_carriers_are_those_of_a_scan(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        collection: tuple[Article, ...],
        patterns: list[Pattern],
    ) -> None:
        config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("index")))
        middle = len(collection) // 2
        stale = [replace(article, title="防腐技术旧题") for article in collection[:middle]]
        reader = self.build(config, stale, collection[:middle], collection[middle:])
        words = sorted({word for article in collection for word in words_of(article)})
        lexicon = reader.lexicon()
        counts = {lexicon.text(n): int(lexicon.counts[n]) for n in range(len(lexicon))}
        for viewer in Visibility:
            seen = [a for a in collection if viewer is Visibility.STAFF or a.visibility == "public"]
            having = [sum(word in words_of(article) for article in seen) for word in words]
            assert list(reader.carriers(words, viewer)) == having
            for word, count in zip(words, having, strict=True):
                is_han = len(word) > 1 and all(character_class(c) == "han" for c in word)
                assert (word in counts) == is_han
                assert counts.get(word, count) >= count
            narrow = SearchRequest(filters=Filters(kinds=(Kind.NEWS,)), viewer=viewer)
            among = [article for article in seen if article.kind is Kind.NEWS]
            having = [sum(word in words_of(article) for article in among) for word in words]
            assert list(reader.carriers(words, viewer, narrow)) == having
            attested = reader.attested(viewer)
            for piece in {text[at : at + 2] for text in words for at in range(len(text) - 1)}:
                count = sum(matches(quoted(piece), article) for article in seen)
                assert attested.count(piece) == count
                assert [attested.reaches(piece, n) for n in (1, count, count + 1)] == [
                    count > 0,
                    True,
                    False,
                ]
            for pattern in patterns:
                for inside in (True, False):
                    given = reader.titled(pattern, viewer, inside=inside, size=20)
                    assert [a.title for a in given] == titled(seen, pattern, inside=inside)
                    given = reader.titled(pattern, viewer, inside=inside, size=20, within=narrow)
                    assert [a.title for a in given] == titled(among, pattern, inside=inside)
        reader.close()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(COLLECTION, st.integers(1, 5))
    def test_similar_articles_are_those_of_a_scan(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        collection: tuple[Article, ...],
        size: int,
    ) -> None:
        config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("index")))
        middle = len(collection) // 2
        stale = [replace(article, body="旧的正文") for article in collection[:middle]]
        reader = self.build(config, stale, collection[:middle], collection[middle:])
        for viewer in Visibility:
            seen = [a for a in collection if viewer is Visibility.STAFF or a.visibility == "public"]
            for article in collection[:3]:
                wanted = likeness(article, ANALYZER.words)
                shares = sharing(seen, wanted)
                given = reader.similar(wanted, viewer, size=size)
                assert len(given) == min(size, len(shares))
                ranked = sorted(shares.values(), reverse=True)
                own = [shares[other.id] for other in given]
                assert own == pytest.approx(ranked[: len(own)])
        reader.close()

    def test_a_text_run_is_found_wherever_it_stands(self, config: Config) -> None:
        body = "协会秘书长参加2023年防腐蚀技术年会，執行ＧＢ／Ｔ 50046—2018。"
        article = Article(
            id="a", title="標題", body=body, attachments=(Attachment("附", "", "附件文字"),)
        )
        reader = self.build(config, [article])
        searched = texts(article)
        for text in searched:
            for start in range(len(text)):
                for end in range(start + 1, min(len(text), start + 6) + 1):
                    term = quoted(text[start:end])
                    wanted = found([article], term)
                    assert reader.total(SearchRequest(term)) == len(wanted), term
        reader.close()

    def test_an_article_put_again_replaces_itself(self, config: Config) -> None:
        first = Article(id="a", title="旧", body="从前")
        self.build(config, [first]).close()
        reader = self.build(config, [replace(first, title="新"), replace(first, title="更新")])
        assert [hit.article.title for hit in reader.search(SearchRequest()).hits] == ["更新"]
        assert not reader.total(SearchRequest(quoted("从前", Field.TITLE)))

    def test_a_deleted_article_is_gone(self, config: Config) -> None:
        self.build(
            config, [Article(id="a", title="甲", body=""), Article(id="b", title="乙", body="")]
        )
        with open_writer(config) as writer:
            writer.delete("a")
            writer.delete("never-there")
            writer.seal()
        reader = self.open(config)
        assert reader.count() == 1
        assert reader.article("a") is None
        assert [article.id for article in reader.articles()] == ["b"]

    def test_an_article_that_cannot_be_is_refused_and_the_rest_goes_on(
        self, config: Config
    ) -> None:
        with open_writer(config) as writer:
            for bad in (
                Article(id="", title="无编号", body=""),
                Article(id="x", title=" ", body=""),
            ):
                with pytest.raises(InvalidArticle):
                    writer.put(bad)
            writer.put(Article(id="a", title="好", body="a" * 100_000))
            writer.seal()
        reader = self.open(config)
        assert reader.total(SearchRequest(quoted("a" * 100_000))) == 1
        assert reader.total(SearchRequest(quoted("a" * 99_999))) == 0

    def test_nothing_sealed_is_a_missing_index(self, config: Config) -> None:
        with pytest.raises(IndexMissing):
            open_reader(config)

    def test_an_empty_generation_answers(self, config: Config) -> None:
        page = self.build(config).search(SearchRequest(quoted("甲")))
        assert (page.total, page.hits) == (0, ())

    def test_an_exact_title_comes_first_and_then_the_phrase(self, config: Config) -> None:
        reader = self.build(
            config,
            [
                Article(id="a", title="技术年会通知", body="防腐蚀的各项技术。" * 3),
                Article(id="b", title="简讯", body="会上讨论了防腐蚀技术。"),
                Article(id="c", title="防腐蚀技术", body="概述。"),
            ],
        )
        term = Term("防腐蚀技术", ("防腐蚀", "技术"), shown="防腐蚀技术")
        assert [h.article.id for h in reader.search(SearchRequest(term)).hits] == ["c", "b", "a"]

    @pytest.mark.parametrize(
        ("sort", "order"),
        [(Sort.NEWEST, ["c", "b", "a", "d"]), (Sort.OLDEST, ["a", "b", "c", "d"])],
    )
    def test_sorting_by_date_leaves_the_undated_last(
        self, config: Config, sort: Sort, order: list[str]
    ) -> None:
        dates = {"a": "2020", "b": "2023-05-02", "c": "2024-01-01", "d": None}
        reader = self.build(
            config,
            [
                Article(id=i, title="年会", body="", published=PartialDate.parse(d) if d else None)
                for i, d in dates.items()
            ],
        )
        page = reader.search(SearchRequest(quoted("年会"), sort=sort))
        assert [hit.article.id for hit in page.hits] == order

    def test_sorting_by_the_day_of_the_meeting(self, config: Config) -> None:
        days = {"a": "2020-05-02", "b": "2023", "c": None, "d": "2021-01", "e": "日前"}
        reader = self.build(
            config,
            [
                Article(
                    id=i,
                    title="年会",
                    body="",
                    published=PartialDate(2024),
                    meeting=Meeting(date=Evidence(day)) if day else None,
                )
                for i, day in days.items()
            ],
        )
        page = reader.search(SearchRequest(sort=Sort.MEETING))
        assert [hit.article.id for hit in page.hits] == ["b", "d", "a", "c", "e"]

    def test_pages_are_slices_of_one_order(self, config: Config) -> None:
        reader = self.build(
            config, [Article(id=f"a{i}", title="年会", body="甲") for i in range(25)]
        )
        one = [h.article.id for h in reader.search(SearchRequest(quoted("年会"), size=25)).hits]
        pages = [
            h.article.id
            for page in (1, 2, 3, 4)
            for h in reader.search(SearchRequest(quoted("年会"), page=page)).hits
        ]
        assert pages == one
        assert len(set(one)) == 25

    def test_a_selected_bucket_without_hits_stays(self, config: Config) -> None:
        reader = self.build(config, [Article(id="a", title="年会", body="", kind=Kind.NEWS)])
        filters = Filters(kinds=("policy",), dates=("2019-02",), categories=("甲/乙",))
        facets = reader.search(SearchRequest(Everything(), filters)).facets
        for name, value in (("kind", "policy"), ("date", "2019-02"), ("category", "甲/乙")):
            bucket = next(b for b in flat(facets[name].buckets) if b.value == value)
            assert (bucket.selected, bucket.count) == (True, 0)

    def test_marks_leave_out_a_branch_that_did_not_match(self, config: Config) -> None:
        reader = self.build(config, [Article(id="a", title="防腐年会", body="")])
        node = Or((And((quoted("防腐"), quoted("火星"))), quoted("年会")))
        hit = reader.search(SearchRequest(node)).hits[0]
        assert hit.title_ranges == ((2, 4),)
