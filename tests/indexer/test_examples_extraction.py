"""The sample association: every article as ``tests/data/examples_gold.jsonl`` says."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from indexer.extract import (
    Extracted,
    NotAnArticle,
    decode,
    extract_fields,
    extract_html,
    extract_markdown,
    extract_text,
)

ROOT = Path(__file__).parents[2]
GOLD_FILE = ROOT / "tests" / "data" / "examples_gold.jsonl"
GOLD = [json.loads(line) for line in GOLD_FILE.read_text("utf-8").splitlines()]
ARTICLES = [gold for gold in GOLD if gold.get("page") != "list"]
LISTS = [gold["path"] for gold in GOLD if gold.get("page") == "list"]
BY_SUFFIX = {
    ".html": extract_html,
    ".htm": extract_html,
    ".txt": extract_text,
    ".md": extract_markdown,
}


def rows(path: Path) -> Iterator[Mapping[str, Any]]:
    text = decode(path.read_bytes())[0]
    if path.suffix == ".jsonl":
        return (json.loads(line) for line in text.splitlines() if line)
    return iter(csv.DictReader(io.StringIO(text)))


def extracted(gold: dict[str, Any]) -> Extracted:
    path = ROOT / gold["path"]
    if gold["row"] is None:
        return BY_SUFFIX[path.suffix](path.read_bytes())
    return extract_fields(
        next(r for r in rows(path) if gold["row"] in (r.get("id"), r.get("编号")))
    )


def unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("gold", ARTICLES, ids=lambda gold: f"{gold['path']}:{gold['row']}")
def test_every_field_of_a_sample(gold: dict[str, Any]) -> None:
    found = extracted(gold)
    assert found.title == gold["title"]
    assert (found.published and str(found.published)) == gold["date"]
    assert list(found.category) == gold["category"]
    assert found.views == gold["views"]
    assert (found.attribution or None, found.author or None) == (gold["source"], gold["author"])
    assert unspaced(found.body).startswith(unspaced(gold["body_start"]))
    assert unspaced(found.body).endswith(unspaced(gold["body_end"]))


@pytest.mark.parametrize("path", LISTS)
def test_the_lists_of_the_sample_site_are_not_articles(path: str) -> None:
    with pytest.raises(NotAnArticle):
        extract_html((ROOT / path).read_bytes())
