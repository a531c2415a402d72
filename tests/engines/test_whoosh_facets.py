"""Facets of odd values: no category, selection or length of a name breaks a count."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.article import Article, Organization, SurfaceForm, Visibility
from index.check import check
from index.config import Config, IndexSettings
from index.engine import Reader, SearchRequest, open_reader, open_writer
from index.facet_values import category_path
from index.results import Filters
from tests.engines.drawn import flat

Build = Callable[..., Reader]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(index=IndexSettings(path=tmp_path))


@pytest.fixture
def build(config: Config, request: pytest.FixtureRequest) -> Build:
    def built(*articles: Article) -> Reader:
        with open_writer(config) as writer:
            for article in articles:
                writer.put(article)
            writer.seal()
        reader = open_reader(config)
        request.addfinalizer(reader.close)
        return reader

    return built


@pytest.mark.parametrize(
    ("category", "path"),
    [
        (("新闻", "行业/地方"), "新闻/行业／地方"),
        (("", "新闻", " ", "地方 "), "新闻/地方"),
        (("/",), "／"),
        (("",), ""),
        (("甲" * 199, "乙"), "甲" * 199),
    ],
)
def test_a_category_path_can_be_cut_into_its_names(category: tuple[str, ...], path: str) -> None:
    assert category_path(category) == path
    assert category_path(path.split("/")) == path


def test_odd_categories_are_counted(build: Build, config: Config) -> None:
    """An empty name made the tree hang from itself without end."""
    categories = (("", "甲"), ("甲", "", "乙/丙"), ("",), ("丁" * 300,), ("深",) * 150)
    reader = build(*(Article(f"a{i}", "题", "文", category=c) for i, c in enumerate(categories)))
    facet = reader.search(SearchRequest()).facets["category"]
    counted = {bucket.value: bucket.count for bucket in flat(facet.buckets)}
    assert counted["甲"] == 2
    assert counted["甲/乙／丙"] == counted["丁" * 200] == 1
    assert facet.missing == 1
    assert reader.total(SearchRequest(filters=Filters(categories=("甲/乙／丙",)))) == 1
    assert check(config) == []


@pytest.mark.parametrize("path", ["", "/", "/x", "x/", "a//b", "a/" * 3000, "\ud800"])
def test_a_selected_path_that_cannot_be_is_no_error(build: Build, path: str) -> None:
    page = build(Article("a", "题", "文")).search(
        SearchRequest(filters=Filters(categories=(path,)))
    )
    assert page.total == 0


def test_a_name_is_counted_once_and_cut_alike_everywhere(build: Build, config: Config) -> None:
    names = ("长" * 300, "长" * 250, "")
    reader = build(Article("a", "题", "文", organizations=tuple(map(Organization, names))))
    buckets = reader.facet("org", SearchRequest()).buckets
    assert [(bucket.value, bucket.count) for bucket in buckets] == [("长" * 200, 1)]
    assert check(config) == []


def _named(name: str, times: int = 1, *, confirmed: bool = False) -> Organization:
    return Organization(name, (SurfaceForm(name, "body", 0, 2),) * times, confirmed)


def _shown(reader: Reader, **asked: Any) -> list[tuple[str, int]]:
    facet = reader.search(SearchRequest(**{"facet_size": 3, **asked})).facets["org"]
    return [(bucket.value, bucket.count) for bucket in facet.buckets]


@pytest.fixture
def evidence(build: Build) -> Reader:
    """Ten names found once, one in two articles, one named twice, one of the file, and one
    that an article of staff's bears out for staff alone."""
    once = tuple(_named(f"偶见{number}") for number in range(10))
    return build(
        Article("a", "题", "文", organizations=(*once, _named("两篇"), _named("只给人看"))),
        Article("b", "题", "文", organizations=(_named("两篇"), _named("两处", 2))),
        Article("c", "题", "文", organizations=(_named("确认", confirmed=True),)),
        Article(
            "d",
            "题",
            "文",
            organizations=(_named("只给人看"), _named("内部")),
            visibility=Visibility.STAFF,
        ),
    )


def test_names_found_once_do_not_flood_the_facet(evidence: Reader) -> None:
    """Ten names of one article's list stood before what a second mention bears out."""
    assert _shown(evidence) == [("两篇", 2), ("两处", 1), ("确认", 1)]
    facet = evidence.search(SearchRequest(facet_size=3)).facets["org"]
    assert (facet.other, facet.missing) == (11, 0)
    assert _shown(evidence, facet_size=8) == [("两篇", 2), ("两处", 1), ("确认", 1)]


def test_the_whole_list_has_them_behind(evidence: Reader) -> None:
    buckets = evidence.facet("org", SearchRequest(facet_size=0)).buckets
    values = [bucket.value for bucket in buckets]
    assert values[:3] == ["两篇", "两处", "确认"]
    assert sorted(values[3:]) == [*(f"偶见{number}" for number in range(10)), "只给人看"]
    assert [bucket.count for bucket in buckets] == [2, *[1] * 13]


def test_a_selected_name_is_shown_though_it_was_found_once(evidence: Reader) -> None:
    shown = _shown(evidence, filters=Filters(organizations=("偶见4",)))
    assert shown == [("两篇", 2), ("两处", 1), ("确认", 1), ("偶见4", 1)]


def test_where_all_were_found_once_they_are_shown(build: Build) -> None:
    reader = build(Article("a", "题", "文", organizations=tuple(map(_named, "甲乙丙丁"))))
    assert [value for value, _ in _shown(reader)] == sorted("甲乙丙丁")[:3]


def test_evidence_is_what_the_viewer_may_see(evidence: Reader) -> None:
    """Else the order would tell that there is an article for staff alone."""
    assert ("只给人看", 1) not in _shown(evidence, facet_size=5)
    assert ("只给人看", 2) in _shown(evidence, facet_size=5, viewer=Visibility.STAFF)


def test_evidence_goes_with_its_article(config: Config, build: Build) -> None:
    build(
        Article("a", "题", "文", organizations=(_named("甲"), _named("丙", 2))),
        Article("b", "题", "文", organizations=(_named("甲"), _named("乙"))),
    )
    with open_writer(config) as writer:
        writer.delete("a")
        writer.put(Article("c", "题", "文", organizations=(_named("丁", 2),)))
        writer.seal()
    with contextlib.closing(open_reader(config)) as reader:
        assert _shown(reader) == [("丁", 1)]
