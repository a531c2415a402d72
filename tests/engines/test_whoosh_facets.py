"""Facets of odd values: no category, selection or length of a name breaks a count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.article import Article, Organization
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
