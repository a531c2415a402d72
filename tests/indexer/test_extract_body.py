"""Nothing visible inside an article is lost, and nothing around it comes in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract import extract_html, extract_text
from indexer.extract.encoding import decode
from indexer.extract.labels import labels_in, read_count, views_in
from indexer.extract.trail import split_path

SENTENCE = st.text("防腐蚀施工检测涂料衬里设备管道储罐培训工程", min_size=6, max_size=40)
PARAGRAPHS = st.lists(SENTENCE.map(lambda text: text + "。"), min_size=1, max_size=12, unique=True)
AROUND = (
    "<table><tr><td><marquee>滚动公告一则</marquee></td></tr></table>"
    "<table><tr><td><a href=1>首页</a></td><td><a href=2>新闻动态</a></td></tr></table>"
    "<table><tr><td>当前位置：<a href=1>首页</a> > <a href=2>新闻动态</a> > 正文</td></tr>"
    "<tr><td align=center><b>罐区检修圆满结束</b></td></tr>"
    "<tr><td align=center>来源：秘书处　发布时间：2020-5-6　浏览次数：12</td></tr>"
    "<tr><td>{}</td></tr><tr><td>上一篇：<a href=3>别的文章</a></td></tr></table>"
    "<p>友情链接 | 版权所有 © 某某协会</p>"
)
WAYS: dict[str, Callable[[list[str]], str]] = {
    "p": lambda lines: "".join(f"<p>　　{line}</p>" for line in lines),
    "br": "<br>&nbsp;&nbsp;".join,
    "div": lambda lines: "".join(f"<div>{line}</div>" for line in lines),
    "spans": lambda lines: "".join(f"<p><span>{x[:3]}</span><b>{x[3:]}</b></p>" for x in lines),
    "section": lambda lines: "".join(f"<section><div>{x}</div></section>" for x in lines),
    "cells": lambda lines: (
        "<table>" + "".join(f"<tr><td>{x}</td></tr>" for x in lines) + "</table>"
    ),
    "list": lambda lines: "<ul>" + "".join(f"<li>{x}" for x in lines) + "</ul>",
}


@pytest.mark.parametrize("way", WAYS)
@given(lines=PARAGRAPHS)
def test_every_paragraph_and_nothing_else(way: str, lines: list[str]) -> None:
    found = extract_html(AROUND.format(WAYS[way](lines)).encode())
    assert found.body.split("\n") == lines
    assert (found.title, str(found.published)) == ("罐区检修圆满结束", "2020-05-06")
    assert (found.category, found.views, found.attribution) == (("新闻动态",), 12, "秘书处")


@given(PARAGRAPHS)
def test_saved_text_gives_what_its_page_gives(lines: list[str]) -> None:
    saved = "最新公告: 滚动一则\n新闻动态\n行业动态   欢迎访问某网!!!\n\n罐区检修圆满结束\n\n"
    saved += "http://a.example        2020年5月6日\n\n" + "\n\n".join("      " + x for x in lines)
    saved += (
        "\n\n(阅览次数:12次)\n\n上一篇 返回列表 下一篇\n\n友情链接 | 联系我们\n版权所有 © 某协会"
    )
    found = extract_text(saved.encode("gb18030"))
    assert found.body.split("\n") == lines
    assert (found.title, found.views) == ("罐区检修圆满结束", 12)
    assert (found.category, str(found.published)) == (("新闻动态", "行业动态"), "2020-05-06")


def test_the_cells_of_a_row_stay_apart() -> None:
    row = "<table><tr><td>牌号</td><td><p>H06-4</p></td><td>80 μm</td></tr></table>"
    body = extract_html(AROUND.format("<p>用量如下。</p>" + row).encode()).body
    assert body.split("\n") == ["用量如下。", "牌号\tH06-4\t80 μm"]


def test_what_a_script_will_reveal_is_read_where_there_is_nothing_else() -> None:
    page = "<h1>罐区检修</h1><div style='display:none'><p>{}</p></div>".format(
        "检修今天开始。" * 40
    )
    assert extract_html(page.encode()).body.startswith("检修今天开始。")


SIDE = (
    "<div class=box><h4>协会简介</h4><p>本会成立于多年以前，是本市防腐蚀行业的社会团体。</p></div>"
)


@pytest.mark.parametrize("form", ["{side}{article}", "{article}{side}"])
@given(lines=PARAGRAPHS)
def test_a_column_beside_a_short_article_costs_it_nothing(form: str, lines: list[str]) -> None:
    article = "<div class=left><h2>罐区检修圆满结束</h2><div>发布时间：2020-5-6</div>{}</div>"
    page = form.format(side=SIDE, article=article.format(WAYS["p"](lines)))
    found = extract_html(f"<title>罐区检修圆满结束-某协会</title>{page}".encode())
    assert [line for line in found.body.split("\n") if line in lines] == lines
    assert found.title == "罐区检修圆满结束"


def test_when_and_where_of_an_event_stay_in_the_body() -> None:
    lines = ["时间：2023年8月1日上午9:00", "地点：科技楼五楼", "请准时参加。"]
    found = extract_html(AROUND.format("<br>".join(lines)).encode())
    assert found.body.split("\n") == lines
    assert str(found.published) == "2020-05-06"


def test_a_text_of_title_and_body_alone() -> None:
    found = extract_text("罐区检修的体会\n\n　　先做检查，再做计划。\n　　急不得。\n".encode())
    assert (found.title, found.body) == ("罐区检修的体会", "先做检查，再做计划。\n急不得。")
    assert (found.published, found.category, found.views) == (None, (), None)


def test_the_seed_page(shared_data: Path) -> None:
    (path,) = (shared_data / "seed").glob("*.txt")
    data = path.read_bytes()
    found = extract_text(data)
    lines = [" ".join(line.split()) for line in decode(data)[0].splitlines() if line.strip()]
    assert found.title == lines[3]
    assert (str(found.published), found.views) == ("2023-07-19", 1198)
    assert found.category == ("新闻动态", "行业动态")
    assert (
        found.body.split("\n") == lines[5 : lines.index(next(x for x in lines if "阅览次数" in x))]
    )


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        ("来 源：澜江日报　作者：卫东篱", "attribution", "澜江日报"),
        ("来源:\x1f秘书处\x1f2020-01-02", "attribution", "秘书处"),
        (
            "发文字号：\t国办函〔2018〕74号\t发布日期：\t2018年11月12日",
            "number",
            "国办函〔2018〕74号",
        ),
        ("【来源：本会办公室】", "attribution", "本会办公室"),
    ],
)
def test_a_labelled_value_ends_where_it_ends(raw: str, kind: str, value: str) -> None:
    assert next(label.value for label in labels_in(raw) if label.kind == kind) == value


@pytest.mark.parametrize(
    "raw", ["会议来源于实践", "工作日期间", "我会发布时间表", "IPv6访问", "共浏览过"]
)
def test_words_that_only_look_like_labels(raw: str) -> None:
    assert labels_in(raw) == []
    assert views_in([raw]) is None


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("(阅览次数:1,198次)", 1198),
        ("点击：[415]", 415),
        ("已有 86 人浏览", 86),
        ("阅读 1.2万", 12000),
        ("人气：0", 0),
    ],
)
def test_view_counts(raw: str, count: int) -> None:
    assert views_in([raw]) == count
    assert read_count("没有") is None


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("新闻动态 / 行业动态", ("新闻动态", "行业动态")),
        ("新闻动态>行业动态", ("新闻动态", "行业动态")),
        ("科技、教育\\教育", ("科技、教育", "教育")),
        ("首页 > 通知公告", ("通知公告",)),
        ("通知公告", ("通知公告",)),
        ("", ()),
    ],
)
def test_category_paths(written: str, path: tuple[str, ...]) -> None:
    assert split_path(written) == path


@pytest.mark.parametrize("flags", ["", "--bare", "--bare --site-title", "--bare --no-title"])
def test_the_targets_hold_on_the_shared_pages(shared_data: Path, flags: str) -> None:
    """The bench prints the figures; here they may not fall below what was promised, not even
    where no name is left in the markup."""
    from bench.extraction import measure, ours, preparation

    for folder in sorted(path.parent for path in (shared_data / "pages").glob("*/gold.jsonl")):
        figures = measure(folder, ours, preparation(folder, flags.split()))
        assert min(figures["title"], figures["date"]) >= 0.98, folder.name
        assert figures["f1"] >= 0.97, folder.name
        assert figures.get("lists", 1.0) == 1.0
        assert re.fullmatch(r"\d+", str(figures["articles"]))
