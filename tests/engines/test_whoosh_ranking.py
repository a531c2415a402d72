"""Scores: always numbers, and made of nothing that the viewer may not see."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

import pytest

from index.article import Article, Attachment, PartialDate, Visibility
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_reader, open_writer
from index.query import And
from index.results import Hit
from tests.engines.drawn import quoted

QUERY = And((quoted("防腐"), quoted("年会")))
PUBLIC = [
    Article(id="a", title="防腐年会", body="防腐蚀技术年会召开", published=PartialDate(2020, 5)),
    Article(id="b", title="年会", body="防腐", published=PartialDate(2021)),
    Article(id="c", title="", body="年会上谈防腐与防腐蚀", attachments=(Attachment("", "", "附"),)),
]
STAFF = [
    Article(
        id=f"s{number}",
        title="防腐年会" * 9,
        body="防腐年会" * 200,
        attachments=(Attachment("", "", "防腐年会" * 50),),
        published=PartialDate(2024, 1, 1),
        visibility=Visibility.STAFF,
    )
    for number in range(5)
]


def hits(folder: Path, articles: list[Article], removed: tuple[str, ...] = ()) -> tuple[Hit, ...]:
    """The hits of QUERY among the articles, of which some were removed later."""
    config = Config(index=IndexSettings(path=folder))
    with open_writer(config) as writer:
        for article in articles:
            writer.put(article)
        writer.checkpoint()
        for article_id in removed:
            writer.delete(article_id)
        writer.seal()
    with closing(open_reader(config)) as reader:
        return reader.search(SearchRequest(QUERY)).hits


def test_every_score_is_a_number(tmp_path: Path) -> None:
    """A document without an attachment beside one that has some had the score NaN."""
    assert all(math.isfinite(hit.score) and hit.score > 0 for hit in hits(tmp_path, PUBLIC))


@pytest.mark.parametrize("removed", [(), tuple(article.id for article in STAFF)])
def test_scores_tell_nothing_of_what_is_not_seen(tmp_path: Path, removed: tuple[str, ...]) -> None:
    """The mean length and the newest date were those of staff-only and deleted articles."""
    plain = hits(tmp_path / "plain", PUBLIC)
    assert hits(tmp_path / "mixed", [*STAFF, *PUBLIC], removed) == plain
