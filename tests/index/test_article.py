"""The article as JSON: the same back, and a ValueError for anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import (
    Article,
    Attachment,
    Evidence,
    Kind,
    Meeting,
    Organization,
    PartialDate,
    Person,
    SurfaceForm,
    Visibility,
)

TEXT = st.text(max_size=6)
OFFSET = st.integers(0, 99)
EVIDENCE = st.builds(Evidence, TEXT, TEXT, TEXT, OFFSET, OFFSET)
PERSON = st.builds(Person, TEXT, TEXT, TEXT, OFFSET, OFFSET, TEXT)


def several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Up to two of it."""
    return st.lists(one, max_size=2).map(tuple)


DATES = st.dates().flatmap(
    lambda day: st.sampled_from(
        (
            PartialDate(day.year),
            PartialDate(day.year, day.month),
            PartialDate(day.year, day.month, day.day),
        )
    )
)
MEETINGS = st.builds(
    Meeting,
    **dict.fromkeys(("name", "series", "term", "session", "date", "venue"), st.none() | EVIDENCE),
    **dict.fromkeys(
        ("hosts", "co_hosts", "organizations", "speakers", "decisions"), several(EVIDENCE)
    ),
    chair=st.none() | PERSON,
    attendees=several(PERSON),
)
ARTICLES = st.builds(
    Article,
    **dict.fromkeys(
        (
            "id",
            "title",
            "body",
            "url",
            "source",
            "attribution",
            "author",
            "content_hash",
            "published_reason",
            "kind_reason",
        ),
        TEXT,
    ),
    published=st.none() | DATES,
    category=several(TEXT),
    attachments=several(st.builds(Attachment, TEXT, TEXT, TEXT, several(OFFSET))),
    organizations=several(
        st.builds(Organization, TEXT, several(st.builds(SurfaceForm, TEXT, TEXT, OFFSET, OFFSET)))
    ),
    kind=st.sampled_from(Kind),
    identifiers=several(TEXT),
    meeting=st.none() | MEETINGS,
    views=st.none() | st.integers(0),
    visibility=st.sampled_from(Visibility),
)
PLAIN = Article(id="a", title="题", body="文").to_dict()
BROKEN: list[dict[str, Any]] = [
    {"meeting": "年会"},
    {"meeting": ["年会"]},
    {"meeting": {"name": "年会"}},
    {"meeting": {"attendees": [{"value": "甲", "role": "会长"}]}},
    {"meeting": {"hosts": ["协会"]}},
    {"organizations": ["协会"]},
    {"organizations": [{"name": "协会"}]},
    {"attachments": [{"name": "附件"}]},
    {"attachments": 3},
    {"published": 2023},
    {"published": "2023-13"},
    {"kind": "gossip"},
    {"visibility": "secret"},
    {"category": None},
    {"title": 5},
    {"body": None},
    {"views": "12"},
    {"unknown": 1},
]


@given(ARTICLES)
def test_an_article_comes_back_from_json(article: Article) -> None:
    back = Article.from_json(article.to_json())
    assert back == article
    assert back.content_hash == article.content_hash
    assert "\n" not in article.to_json()


@pytest.mark.parametrize("change", BROKEN, ids=repr)
def test_json_of_another_shape_is_a_value_error(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Article.from_json(json.dumps(PLAIN | change))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '"x"', "[" * 100_000, '{"id": "a"}'])
def test_other_text_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Article.from_json(text)
