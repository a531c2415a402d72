"""The sample association: every organisation of its file found, none too many; every kind."""

from __future__ import annotations

import csv
import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.config import Config
from indexer.enrich import Vocabulary, enrich, load_vocabulary
from indexer.extract import (
    Extracted,
    decode,
    extract_fields,
    extract_html,
    extract_markdown,
    extract_text,
)
from tests.indexer.enrich_cases import DATA

ROOT = DATA.parents[1]
KINDS_RIGHT = 0.95

Gold = dict[str, Any]


def _gold() -> list[Gold]:
    lines = (DATA / "examples_gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [gold for gold in map(json.loads, lines) if "kind" in gold]


def _extracted(gold: Gold) -> Extracted:
    data = (ROOT / gold["path"]).read_bytes()
    match Path(gold["path"]).suffix:
        case ".html" | ".htm":
            return extract_html(data)
        case ".md":
            return extract_markdown(data)
        case ".txt":
            return extract_text(data)
    return extract_fields(next(row for row in _rows(gold, data) if gold["title"] in row.values()))


def _rows(gold: Gold, data: bytes) -> Iterator[dict[str, Any]]:
    text, _ = decode(data)
    if gold["path"].endswith(".csv"):
        return iter(csv.DictReader(text.splitlines(keepends=True)))
    return (json.loads(line) for line in text.splitlines() if line.strip())


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    return load_vocabulary(
        Config.model_validate(
            {
                "site": {"home_region": "澜江市"},
                "index": {"path": tmp_path_factory.mktemp("index")},
                "vocabulary": {
                    "organizations": ROOT / "examples/organizations.toml",
                    "dictionary": ROOT / "examples/dictionary.txt",
                },
            }
        )
    )


@functools.cache
def _article(number: int) -> Article:
    extracted = _extracted(_gold()[number])
    return Article("a", extracted.title, extracted.body, category=extracted.category)


@pytest.mark.parametrize("number", range(len(_gold())))
def test_organisations_of_the_file(number: int, vocabulary: Vocabulary) -> None:
    named = {entry.name for entry in vocabulary.organizations}
    found = {each.name for each in enrich(_article(number), vocabulary).organizations}
    assert found & named == set(_gold()[number]["organizations"])


def test_kinds(vocabulary: Vocabulary) -> None:
    gold = _gold()
    wrong = [
        (row["path"], row["title"], row["kind"])
        for number, row in enumerate(gold)
        if enrich(_article(number), vocabulary).kind != row["kind"]
    ]
    assert len(wrong) <= (1 - KINDS_RIGHT) * len(gold), wrong
