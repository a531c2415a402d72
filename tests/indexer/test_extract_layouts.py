"""Pages of many makes: fields exactly as ``tests/data/layouts/gold.jsonl`` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.extract import NotAnArticle, extract_html

LAYOUTS = Path(__file__).parents[1] / "data" / "layouts"
GOLD = [json.loads(line) for line in (LAYOUTS / "gold.jsonl").read_text("utf-8").splitlines()]
ARTICLES = [gold for gold in GOLD if "page" not in gold]
LISTS = [gold["file"] for gold in GOLD if gold.get("page") == "list"]


@pytest.mark.parametrize("gold", ARTICLES, ids=lambda gold: gold["file"])
def test_every_field_of_a_layout(gold: dict[str, Any]) -> None:
    found = extract_html((LAYOUTS / gold["file"]).read_bytes())
    assert found.body.split("\n") == gold["body"]
    assert (found.title, str(found.published)) == (gold["title"], gold["date"])
    assert list(found.category) == gold["category"]
    assert (found.attribution, found.author) == (gold["attribution"], gold["author"])
    assert (found.views, found.url) == (gold["views"], gold.get("url", ""))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_not_an_article(name: str) -> None:
    with pytest.raises(NotAnArticle):
        extract_html((LAYOUTS / name).read_bytes())


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_layout_reads_the_same_in_every_encoding(encoding: str) -> None:
    text = (LAYOUTS / "gov_meta.html").read_text("utf-8")
    assert extract_html(text.encode(encoding)) == extract_html(text.encode())
