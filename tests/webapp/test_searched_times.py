"""A time in the words of a query: a chip that can be taken off, and a way back to the text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.article import Article, PartialDate
from index.config import Config, IndexSettings
from index.engine import open_writer
from tests.webapp.markup import links, of_class, parsed, text
from webapp import create_app
from webapp.readers import Readers


@pytest.fixture(scope="module")
def client(config: Config) -> Iterator[FlaskClient]:
    readers = Readers.of(config)
    yield create_app(config, readers=readers, clock=lambda: date(2024, 5, 20)).test_client()
    readers.close()


def answer(client: FlaskClient, **asked: str) -> dict[str, Any]:
    """What the API answers."""
    found = client.get("/api/v1/search", query_string=asked).json
    assert isinstance(found, dict)
    return found


def test_a_time_is_a_filter_with_a_chip_and_a_link(client: FlaskClient) -> None:
    page = parsed(client.get("/search?q=去年的培训班&kind=notice").text)
    assert text(of_class(page, "chip")[0]) == "时间2023年（来自“去年”），点击取消×"
    notice = text(of_class(page, "notices")[0])
    assert notice == "“去年”当作时间筛选了：2023年 按文字搜索"
    dates = [when.get("datetime", "") for when in page.iter("time")]
    assert dates
    assert all(when.startswith("2023-") for when in dates)
    found = links(page)
    as_text = client.get(found["按文字搜索"]).text
    assert "没有找到完全符合的文章" in as_text
    assert "来自" not in as_text
    chip = of_class(page, "chip")[0].get("href", "")
    without = parsed(client.get(chip).text)
    assert len({when.get("datetime", "")[:4] for when in without.iter("time")}) > 1
    assert "kind=notice" in chip


def test_counts_are_those_of_the_same_range_chosen(client: FlaskClient) -> None:
    lifted = answer(client, q="2021年以来 培训")
    chosen = answer(client, q="培训", **{"from": "2021-01-01"})
    assert lifted["total"] == chosen["total"] > 0
    counted = [
        {name: [(b["value"], b["count"]) for b in facet["buckets"]] for name, facet in page.items()}
        for page in (lifted["facets"], chosen["facets"])
    ]
    assert counted[0] == counted[1]
    assert lifted["notices"] == [
        {
            "code": "date_words",
            "text": "“2021年以来”当作时间筛选了",
            "query": '"2021年以来" 培训',
        }
    ]


def test_a_query_that_is_only_a_time_is_the_collection_of_that_time(client: FlaskClient) -> None:
    found = answer(client, q="去年")
    assert found["total"] == answer(client, date="2023")["total"] > 0
    days = [hit["published"] for hit in found["hits"]]
    assert days == sorted(days, reverse=True)


def test_a_chosen_time_wins_over_words(client: FlaskClient) -> None:
    found = answer(client, q="去年 培训", date="2021")
    assert found["total"] == answer(client, q="培训", date="2021")["total"] > 0
    assert found["notices"][0]["text"] == "“去年”没有用上：已另选了时间"
    page = client.get("/search?q=去年 培训&date=2021").text
    assert "来自" not in page


def test_where_the_time_leaves_nothing_the_text_is_offered(tmp_path: Path) -> None:
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        writer.put(Article("a", "回顾", "去年的年会在江边开。", published=PartialDate(2020, 1, 8)))
        writer.put(Article("b", "年会通知", "定于下月。", published=PartialDate(2021, 1, 8)))
        writer.seal()
    readers = Readers.of(config)
    client = create_app(config, readers=readers, clock=lambda: date(2024, 5, 20)).test_client()
    page = parsed(client.get("/search?q=去年 年会").text)
    assert [text(way) for way in of_class(page, "ways")[0]] == [
        "不按时间理解“去年”，当文字搜索1 篇",
        "不限时间“2023年（来自“去年”）”2 篇",
    ]
    found = parsed(client.get(links(page)["不按时间理解“去年”，当文字搜索"]).text)
    assert [text(mark) for mark in found.iter("mark")] == ["去年", "年会"]
    readers.close()


def test_quoted_words_are_text(client: FlaskClient) -> None:
    found = answer(client, q='"去年" 培训')
    assert [notice["code"] for notice in found["notices"]] == ["relaxed"]


def test_all_filters_are_cleared_with_the_words(client: FlaskClient) -> None:
    page = parsed(client.get("/search?q=去年 培训&kind=notice").text)
    assert links(page)["全部清除"] == "/search?q=%E5%9F%B9%E8%AE%AD"


def test_other_buckets_of_the_date_facet_can_be_chosen(client: FlaskClient) -> None:
    page = answer(client, q="去年 培训")
    other = next(b for b in page["facets"]["date"]["buckets"] if b["value"] == "2021")
    found = client.get(other["url"]).json
    assert found is not None
    assert found["total"] == other["count"] > 0
