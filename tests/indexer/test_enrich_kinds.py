"""The kind of an article, by the table of cases."""

from __future__ import annotations

from typing import Any

import pytest

from index.article import Article, Kind
from indexer.enrich.kinds import SIGNS, kind_with_reason
from tests.indexer.enrich_cases import cases


def _article(title: str = "", body: str = "", category: tuple[str, ...] = ()) -> Article:
    return Article("case", title, body, category=category)


@pytest.mark.parametrize("case", cases("kinds.toml"), ids=lambda case: case["title"])
def test_case(case: dict[str, Any]) -> None:
    article = _article(case["title"], case["body"], tuple(case.get("category", ())))
    kind, reason = kind_with_reason(article)
    assert kind == Kind(case["kind"]), reason


def test_an_empty_article_is_other() -> None:
    assert kind_with_reason(_article()) == (Kind.OTHER, "")


def test_traditional_and_full_width_titles_read_the_same() -> None:
    assert kind_with_reason(_article("關於召開２０２３年年會的通知"))[0] is Kind.NOTICE


def test_every_kind_that_has_signs_can_win() -> None:
    won = {Kind(case["kind"]) for case in cases("kinds.toml")}
    assert {sign.kind for sign in SIGNS} <= won
