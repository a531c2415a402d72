"""The part of the contract that says what stands before what, whatever the scores."""

from __future__ import annotations

from dataclasses import replace

from index.article import Article
from index.config import Config
from index.engine import SearchRequest
from index.query import Field, Identified, Widened
from index.results import Sort
from tests.engines.conformance import EngineContract
from tests.engines.drawn import quoted


class TierContract(EngineContract):
    """As :class:`EngineContract`, with the tiers."""

    def test_an_exact_hit_stands_before_every_hit_of_a_synonym(self, config: Config) -> None:
        long = "无关的内容。" * 200
        reader = self.build(
            config,
            [
                Article(id="a", title="科学技术协会", body="科学技术协会 " * 30),
                Article(id="b", title="简讯", body=f"{long}市科协{long}"),
                Article(id="c", title="市科协", body="科学技术协会"),
            ],
        )
        plain = quoted("市科协")
        page = reader.search(SearchRequest(Widened((plain, quoted("科学技术协会")))))
        assert [hit.article.id for hit in page.hits] == ["c", "b", "a"]
        exact = reader.search(SearchRequest(plain))
        assert [hit.score for hit in page.hits[:2]] == [hit.score for hit in exact.hits]
        assert page.hits[2].title_ranges == ((0, 6),)
        assert page.hits[0].matched_in == ("title", "body")

    def test_the_number_of_an_article_stands_before_those_that_name_it(
        self, config: Config
    ) -> None:
        name = "国发〔2019〕5号"
        reader = self.build(
            config,
            [
                Article(id="a", title="解读", body=f"根据{name}。" * 9, identifiers=(name,)),
                Article(id="b", title="意见", body=f"{name}\n各单位", identifiers=(name,)),
                Article(id="c", title="国发(2019)5号 国发(2019)5号", body="未读出"),
                Article(
                    id="d", title="国发〔2019〕55号", body="", identifiers=("国发〔2019〕55号",)
                ),
            ],
        )
        typed = quoted("国发（2019）5号")
        node = Identified((typed, replace(quoted(name, Field.IDENTIFIER), quoted=False)))
        page = reader.search(SearchRequest(node))
        assert [hit.article.id for hit in page.hits] == ["b", "a", "c"]
        assert page.leading == 1
        snippet = page.hits[0].snippets[0]
        assert [snippet.text[start:end] for start, end in snippet.ranges] == [name]
        assert page.notices[0].text == f"以下 1 篇的文号就是“{name}”"
        assert reader.search(SearchRequest(node, sort=Sort.NEWEST)).leading == 0
