"""Markdown: front matter, headings, and a body without the signs."""

from __future__ import annotations

from itertools import pairwise

import pytest

from indexer.extract import ExtractError, extract_markdown

PAGE = """---
title: 罐区检修
date: 2023-07-19
category: [新闻动态, 行业动态]
来源: 秘书处
views: 12
url: https://a.example/1.html
---

**检修**今天开始，能耗<5%，见[方案](https://a.example/p)与`H06-4`。

## 安排

1. 先`检查`
2. 再*计划*

| 牌号 | 用量 |
|---|---|
| H06-4 | 80 |

![照片](a.png)
> 急不得。
"""


def test_front_matter_gives_the_fields_and_the_body_is_what_a_reader_sees() -> None:
    found = extract_markdown(PAGE.encode())
    assert (found.title, str(found.published), found.views) == ("罐区检修", "2023-07-19", 12)
    assert (found.category, found.attribution) == (("新闻动态", "行业动态"), "秘书处")
    assert found.url == "https://a.example/1.html"
    assert found.body.split("\n") == [
        "检修今天开始，能耗<5%，见方案与H06-4。",
        "安排",
        "先检查",
        "再计划",
        "牌号\t用量",
        "H06-4\t80",
        "急不得。",
    ]


def test_the_first_heading_is_the_title_and_label_lines_count() -> None:
    text = (
        "# 罐区 **检修** 的体会\n\n发布时间：2023年7月19日 来源：秘书处\n\n先做检查，再做计划。\n"
    )
    found = extract_markdown(text.encode("gb18030"))
    assert (found.title, found.body) == ("罐区 检修 的体会", "先做检查，再做计划。")
    assert (str(found.published), found.attribution) == ("2023-07-19", "秘书处")


def test_a_heading_stands_in_for_a_title_that_the_front_matter_lacks() -> None:
    found = extract_markdown("---\ndate: 2023-07\n---\n# 检修\n正文在此。\n".encode())
    assert (found.title, str(found.published), found.body) == ("检修", "2023-07", "正文在此。")


def test_without_any_heading_the_first_line_is_the_title() -> None:
    assert extract_markdown("先做检查，再做计划。\n".encode()).title == "先做检查，再做计划。"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "空文件"),
        ("---\ntitle: [x\n---\n正文", "front matter"),
        ("---\ntitle: 检修\n---\n", "没有正文"),
        ("# 只有标题\n", "没有正文"),
        ("---\ntitle: 检修\ndate: 下周\n---\n正文。", "date"),
        ("---\ntitle: {a: 1}\n---\n正文。", "title"),
        ("---\ntitle: 检修\nviews: 多\n---\n正文。", "views"),
    ],
)
def test_what_is_wrong_is_named(text: str, named: str) -> None:
    with pytest.raises(ExtractError, match=named):
        extract_markdown(text.encode())


def test_a_yaml_bomb_is_not_unfolded() -> None:
    """Nine aliases of nine, nine levels deep: a repr of it would take minutes."""
    levels = "abcdefghi"
    rows = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for below, level in pairwise(levels):
        rows.append(f"{level}: &{level} [{','.join([f'*{below}'] * 9)}]")
    text = "\n".join(["---", "title: 检修", *rows, "category: *i", "---", "正文。"])
    with pytest.raises(ExtractError, match="category"):
        extract_markdown(text.encode())
