"""An article under an id that it had before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.article import Article, Visibility
from index.config import Config, IndexSettings
from index.engine import open_writer
from index.moves import Moves
from webapp import create_app
from webapp.readers import Readers

MOVES = {"before": "here", "hidden-before": "staff01", "gone-before": "gone", "used": "here"}


@pytest.fixture
def mover(tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of an index whose articles had other ids before."""
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        writer.put(Article("here", "年会通知", "年会在会议中心召开。"))
        writer.put(Article("used", "另一篇", "旧编号又给了另一篇。"))
        writer.put(Article("staff01", "内部纪要", "内部。", visibility=Visibility.STAFF))
        writer.moves = Moves(MOVES)
        writer.seal()
    with closing(Readers.of(config)) as readers:
        yield create_app(config, readers=readers).test_client()


@pytest.mark.parametrize("prefix", ["/article/", "/api/v1/articles/"])
def test_leads_on_for_good_with_what_was_asked(mover: FlaskClient, prefix: str) -> None:
    response = mover.get(f"{prefix}before?q=%C4%EA%BB%E1&page=2")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{prefix}here?q=%C4%EA%BB%E1&page=2"
    assert "max-age=60" in response.headers["Cache-Control"]
    assert mover.get(f"{prefix}before").headers["Location"] == f"{prefix}here"
    assert mover.get(f"{prefix}before", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("prefix", ["/article/", "/api/v1/articles/"])
def test_what_is_hidden_or_gone_is_as_if_it_never_was(mover: FlaskClient, prefix: str) -> None:
    never = mover.get(f"{prefix}never")
    for old in ("hidden-before", "gone-before", "staff01", "before%0a", "before here", "%20"):
        response = mover.get(prefix + old)
        assert response.status_code == 404
        assert [*response.headers.keys()] == [*never.headers.keys()]
        assert response.data.replace(old.encode(), b"") == never.data.replace(b"never", b"")


def test_an_id_that_an_article_has_again_is_that_article(mover: FlaskClient) -> None:
    assert "旧编号又给了另一篇" in mover.get("/article/used").text
