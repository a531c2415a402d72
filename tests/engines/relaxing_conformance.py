"""The contract of an engine where little or nothing matches all that was asked for."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.config import Config, IndexSettings
from index.engine import SearchRequest
from index.query import And, Everything, Field, Not, Term
from index.results import NoticeCode
from tests.engines.conformance import Building, whole
from tests.engines.drawn import COLLECTION, flat, quoted
from tests.engines.oracle import counts, found, matches, partly_found

SENTENCE = st.lists(
    st.sampled_from(("防腐", "防腐蚀", "技术", "年会", "通知", "重庆", "2023年", "第5届", "火星")),
    min_size=4,
    max_size=7,
    unique=True,
)


class RelaxingContract(Building):
    """Subclass it with a ``config`` fixture whose engine is the one to test."""

    def test_terms_are_let_go_only_when_nothing_has_all(self, config: Config) -> None:
        reader = self.build(
            config,
            [
                Article(id="a", title="防腐年会", body=""),
                Article(id="b", title="年会通知", body=""),
            ],
        )
        node = And((quoted("防腐"), quoted("年会"), quoted("火星")))
        page = reader.search(SearchRequest(node))
        assert [hit.article.id for hit in page.hits] == ["a"]
        assert page.dropped == ("火星",)
        assert [notice.code for notice in page.notices] == [NoticeCode.RELAXED]
        assert page.facets["kind"].buckets[0].count == page.total == 1
        assert reader.facet("kind", SearchRequest(node)) == page.facets["kind"]

    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        deadline=None,
        max_examples=50,
    )
    @given(COLLECTION, st.lists(SENTENCE, min_size=1, max_size=6))
    def test_a_sentence_is_answered_by_what_says_most_of_it(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        collection: tuple[Article, ...],
        sentences: list[list[str]],
    ) -> None:
        """The articles that have all words stand first, and every count is of all answers.
        There are too few articles here for a page of those that have all words."""
        collection = collection[:9]
        config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("index")))
        reader = self.build(config, collection)
        public = found(collection, Everything())
        for words in sentences:
            term = Term("".join(words), tuple(words), shown="".join(words))
            page = reader.search(SearchRequest(term, size=100))
            answers, full = partly_found(public, words)
            assert {hit.article.id for hit in page.hits} == {article.id for article in answers}
            assert page.full == full
            assert all(matches(term, article) for article in whole(reader, page)[:full])
            assert set(page.dropped) == {
                word
                for word in words
                if not all(matches(Term(word, (word,)), article) for article in answers)
            }
            counted = {b.value: b.count for b in flat(page.facets["kind"].buckets) if b.count}
            assert counted == dict(counts("kind", answers))
        reader.close()

    def test_a_sentence_with_few_whole_answers_says_so(self, config: Config) -> None:
        """Whatever their scores, those that have all words stand first."""
        articles = [
            Article(id="a", title="简讯", body="重庆" + "。" * 500 + "技术、标准和防腐蚀年会"),
            Article(id="b", title="防腐蚀技术标准年会", body="防腐蚀技术标准年会"),
            Article(id="c", title="重庆", body=""),
        ]
        reader = self.build(config, articles)
        term = Term("重庆防腐蚀技术标准年会", ("重庆", "防腐蚀", "技术", "标准", "年会"))
        page = reader.search(SearchRequest(term))
        assert [hit.article.id for hit in page.hits] == ["a", "b"]
        assert (page.total, page.full, page.dropped) == (2, 1, ("重庆",))
        assert page.notices[0].text == "含全部词的有 1 篇，排在最前；其余不一定含：“重庆”"

    def test_few_words_ask_for_all_of_them(self, config: Config) -> None:
        """Only a sentence is answered by a part of itself where something has all of it."""
        articles = [
            Article(id="a", title="防腐蚀技术年会", body=""),
            Article(id="b", title="防腐蚀技术", body=""),
        ]
        reader = self.build(config, articles)
        term = Term("防腐蚀技术年会", ("防腐蚀", "技术", "年会"))
        page = reader.search(SearchRequest(term))
        assert ([hit.article.id for hit in page.hits], page.dropped) == (["a"], ())

    def test_what_is_quoted_is_let_go_only_where_nothing_has_it(self, config: Config) -> None:
        """And an exclusion or the field of a term never is."""
        articles = [
            Article(id="a", title="技术简讯", body="防腐蚀的技术"),
            Article(id="b", title="年会", body="防腐蚀 标准 重庆 会员"),
            Article(id="c", title="年会", body="防腐蚀 标准 重庆 会员 草案"),
        ]
        reader = self.build(config, articles)
        bare = Term("标准重庆会员防腐蚀", ("标准", "重庆", "会员", "防腐蚀"))
        for fixed, ids in (
            (quoted("技术"), ["a"]),
            (quoted("技术", Field.TITLE), ["a"]),
            (Not(quoted("草案")), ["b"]),
        ):
            page = reader.search(SearchRequest(And((bare, fixed))))
            assert [hit.article.id for hit in page.hits] == ids
        page = reader.search(SearchRequest(And((bare, quoted("火星"), Not(quoted("草案"))))))
        assert ([hit.article.id for hit in page.hits], page.dropped) == (["b"], ("火星",))
