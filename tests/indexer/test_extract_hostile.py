"""Files that were never meant to be articles: each gives text or a clear error, quickly."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract import Extracted, ExtractError, extract_html, extract_markdown, extract_text

HOSTILE = Path(__file__).parents[1] / "data" / "hostile"
CASES = [json.loads(line) for line in (HOSTILE / "cases.jsonl").read_text("utf-8").splitlines()]
START = "<html><body><h1>罐区检修</h1><p>罐区检修今天开始，请按计划进场。</p>"


def read(name: str) -> Extracted:
    extract = extract_html if name.endswith(".html") else extract_text
    return extract((HOSTILE / name).read_bytes())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_hostile_file(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(ExtractError, match=case["error"]):
            read(case["file"])
        return
    found = read(case["file"])
    assert found.title == case["title"]
    assert case["body"] in found.body
    assert case.get("absent", "\0") not in found.body


def test_every_hostile_file_has_its_case() -> None:
    named = {case["file"] for case in CASES} | {"cases.jsonl"}
    assert {path.name for path in HOSTILE.iterdir()} == named


def seconds(page: str) -> tuple[Extracted, float]:
    begun = time.perf_counter()
    found = extract_html(page.encode())
    return found, time.perf_counter() - begun


@pytest.mark.parametrize("tag", ["div", "table", "font", "b", "p", "ul", "a href=x"])
def test_a_hundred_thousand_nested_tags_lose_nothing(tag: str) -> None:
    """libxml2 stops at a depth of 256: what stands after it must not vanish silently."""
    page = (
        START
        + f"<{tag}>" * 100_000
        + "最里面的一句话，也要找得到。"
        + f"</{tag.split()[0]}>" * 100_000
    )
    found, taken = seconds(page + "<p>最后的一句话，同样要找得到。</p></body></html>")
    assert "最里面的一句话" in found.body
    assert "最后的一句话" in found.body
    assert taken < 10


def test_unclosed_font_tags_of_an_old_page_lose_nothing() -> None:
    page = START + "".join(f"<p><font size=2>第{i}段写在这里。" for i in range(600))
    assert len(seconds(page)[0].body.split("\n")) == 601


def test_a_line_of_one_megabyte() -> None:
    found, taken = seconds(START + "<p>" + "防腐蚀施工，" * 170_000 + "</p>")
    assert len(found.body) > 1_000_000
    assert taken < 15


@pytest.mark.parametrize(
    "flood",
    [
        "<b></b>",
        "&nbsp;",
        "　",
        "来源：",
        "<br>",
        "2020-1-1 ",
        "<a href=x>一</a>",
        "（",
        "<td>",
        "1,",
    ],
)
def test_a_flood_of_one_thing_costs_no_more_than_its_length(flood: str) -> None:
    page = START + "<p>来源：" + flood * 60_000 + "尾声。</p><p>最后的一句话，同样要找得到。</p>"
    found, taken = seconds(page)
    assert "最后的一句话" in found.body
    assert taken < 10


def test_too_large_a_file_is_refused_before_it_is_read() -> None:
    data = b"<p>" + b"x" * 50_000_000
    begun = time.perf_counter()
    with pytest.raises(ExtractError, match="文件太大"):
        extract_html(data)
    assert time.perf_counter() - begun < 0.1


def outcome(extract: Callable[[bytes], Extracted], data: bytes) -> str:
    """The title of what came out, or the reason why nothing did."""
    try:
        found = extract(data)
    except ExtractError as error:
        return str(error)
    assert found.body
    return found.title


@given(st.binary(max_size=300), st.sampled_from(("", "<h1>标题</h1><p>正文在此。</p>")))
def test_any_bytes_in_any_form(data: bytes, before: str) -> None:
    for extract in (extract_html, extract_text, extract_markdown):
        assert outcome(extract, before.encode() + data)


PIECES = st.sampled_from(
    "<table> <tr> <td> </td> </tr> </table> <p> <div> </div> <br> <font> <a href=x> </a> <h1>"
    " <!-- --> <script> </script> <marquee> <b> &lt; &amp; 来源： 发布时间：2020-01-02 当前位置：首页>新闻"
    " 上一篇 防腐蚀施工， 通知。 浏览次数：12 版权所有".split()
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_tag_soup(soup: str) -> None:
    assert outcome(extract_html, ("<p>开头一句。</p>" + soup).encode())
