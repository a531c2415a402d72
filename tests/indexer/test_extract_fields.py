"""Rows of named fields: keys in two languages, strict types, errors that name the key."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract import ExtractError, extract_fields
from indexer.extract.fields import body_text

TODAY = date(2024, 6, 30)
ROW: dict[str, Any] = {"title": "罐区检修", "body": "检修今天开始。"}


def test_english_and_chinese_keys_give_the_same() -> None:
    english = extract_fields(
        {
            "id": "a-1",
            "title": " 罐区检修 ",
            "content": "　　第一段。\r\n\r\n　　第二段。",
            "published": "2023-07-19",
            "category": ["新闻动态", "行业动态"],
            "source": "秘书处",
            "author": ["姚小满", "程堃"],
            "views": 1198,
            "url": "https://a.example/1.html",
            "doc_no": "澜化节协〔2023〕1号",
            "extra": {"left": "alone"},
        }
    )
    chinese = extract_fields(
        {
            "编号": "a-1",
            "\ufeff标题": "罐区检修",
            "正文": "第一段。\n第二段。",
            "发布日期": "2023年7月19日",
            "栏目": "新闻动态 / 行业动态",
            "来源": "秘书处",
            "作者": "姚小满、程堃",
            "浏览次数": "1,198次",
            "网址": "https://a.example/1.html",
            "文号": "澜化节协〔2023〕1号",
        }
    )
    assert english == chinese
    assert english.body == "第一段。\n第二段。"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"title": ""}, "缺少标题"),
        ({"title": 7}, "title"),
        ({"body": None}, "没有正文"),
        ({"body": ["a"]}, "body"),
        ({"date": "2023-13-45"}, "date"),
        ({"发布时间": "前天"}, "发布时间"),
        ({"date": True}, "date"),
        ({"category": 5}, "category"),
        ({"category": ["a", 5]}, "category"),
        ({"views": "很多"}, "views"),
        ({"views": -1}, "views"),
        ({"views": 1.5}, "views"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "/news/1.html"}, "url"),
        ({"source": {"name": "x"}}, "source"),
        ({"id": 1.5}, "id"),
        ({None: ["多出的一列"]}, "列比表头多"),
    ],
)
def test_a_wrong_value_is_named_by_its_key(change: dict[Any, Any], named: str) -> None:
    with pytest.raises(ExtractError, match=named):
        extract_fields({**ROW, **change}, today=TODAY)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-07-19", "2023-07-19"),
        ("2023-07-19T08:00:00Z", "2023-07-19"),
        ("2023年7月", "2023-07"),
        (2023, "2023"),
        ("20230719", "2023-07-19"),
        (date(2023, 7, 19), "2023-07-19"),
        (datetime(2023, 7, 19, 8), "2023-07-19"),
        ("2099-01-01", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_a_row(written: object, expected: str | None) -> None:
    found = extract_fields({**ROW, "date": written}, today=TODAY)
    assert (found.published and str(found.published)) == expected
    assert found.date_reason == ("field" if expected else "")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>能耗&lt;5%</p><p>第二段</p>", "能耗<5%\n第二段"),
        ("第一段<br/>第二段<br/>第三段", "第一段\n第二段\n第三段"),
        ("能耗<5%，A<b，x>y", "能耗<5%，A<b，x>y"),
        ("在<br>标签处换行", "在<br>标签处换行"),
        ("《<b>》是粗体的写法", "《<b>》是粗体的写法"),
        ("AT&amp;T", "AT&amp;T"),
        ("a\x00b\ufffe", "ab"),
    ],
)
def test_markup_in_a_body_is_read_only_where_it_clearly_is_markup(written: str, shown: str) -> None:
    assert body_text(written) == shown


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ("date", "栏目", "category", "views", "url", "author", "文号", "id", "source", "x")
)


@given(st.dictionaries(KEYS, VALUES))
def test_any_row_is_an_article_or_a_clear_error(row: dict[str, Any]) -> None:
    try:
        found = extract_fields({**ROW, **row})
    except ExtractError as error:
        named = str(error)
    else:
        named = found.title
    assert any(key in named for key in (*row, "罐区检修"))
