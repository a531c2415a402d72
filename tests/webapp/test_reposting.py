"""A group of reposts stands once among the hits, and every copy can still be reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.article import Article, PartialDate, Visibility
from index.config import Config, IndexSettings
from index.engine import open_writer
from index.reposts import FILE, Reposts
from webapp import create_app
from webapp.readers import Readers

BODY = "协会在会议中心召开年会，通过了工作报告，表彰了先进单位。"
FIRST, COPY, STAFF, OTHER = "first", "copy", "staff", "other"


def article(name: str, date: str, tail: str = "") -> Article:
    """An article about the annual meeting."""
    viewer = Visibility.STAFF if name == STAFF else Visibility.PUBLIC
    return Article(
        id=name,
        title=f"年会召开{name}",
        body=BODY + tail,
        published=PartialDate.parse(date),
        visibility=viewer,
    )


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """An index of four articles; three are a group, and one of these is for staff."""
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("index")))
    with open_writer(config) as writer:
        writer.put(article(FIRST, "2023-07-01"))
        writer.put(article(COPY, "2023-07-09", "编辑张三。"))
        writer.put(article(STAFF, "2023-07-10"))
        writer.put(article(OTHER, "2023-07-11", "另一篇。"))
        writer.seal()
    Reposts({FIRST: (COPY, STAFF, "gone")}).save(config.index.path)
    return config


@pytest.fixture
def client(config: Config) -> Iterator[FlaskClient]:
    """A visitor."""
    readers = Readers.of(config)
    yield create_app(config, readers=readers).test_client()
    readers.close()


def page(client: FlaskClient, address: str) -> str:
    """The text of a page that is there."""
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
def test_a_group_stands_once_and_counts_stay_exact(client: FlaskClient, sort: str) -> None:
    html = page(client, f"/search?q=年会&sort={sort}")
    assert html.count('<li class="hit">') == 2
    assert "共 <strong>3</strong> 篇" in html
    assert f"/article/{FIRST}?" in html
    assert f"/article/{COPY}?" not in html
    assert "另有 1 篇转载" in html


def test_a_copy_is_found_by_what_it_alone_says(client: FlaskClient) -> None:
    html = page(client, '/search?q="编辑张三"')
    assert f"/article/{COPY}?" in html
    assert "这是转载，" in html
    assert "内容相同的还有 1 篇" in html


def test_an_article_lists_its_group(client: FlaskClient) -> None:
    first, copy = page(client, f"/article/{FIRST}"), page(client, f"/article/{COPY}")
    assert '<h2 id="reposts">转载</h2>' in first
    assert f'href="/article/{COPY}"' in first
    assert '<h2 id="reposts">内容相同的文章</h2>' in copy
    assert f'href="/article/{FIRST}"' in copy
    assert STAFF not in first + copy
    assert 'id="reposts"' not in page(client, f"/article/{OTHER}")


def test_groups_that_are_found_later_are_shown(config: Config, client: FlaskClient) -> None:
    file = Path(config.index.path, FILE)
    stored = file.read_text(encoding="utf-8")
    tag = client.get("/search?q=年会").headers["ETag"]
    try:
        file.write_text("broken", encoding="utf-8")
        response = client.get("/search?q=年会", headers={"If-None-Match": tag})
        assert response.get_data(as_text=True).count('<li class="hit">') == 3
    finally:
        file.write_text(stored, encoding="utf-8")
    assert page(client, "/search?q=年会").count('<li class="hit">') == 2
