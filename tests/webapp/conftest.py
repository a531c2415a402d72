"""A small real index, and the application over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.article import Article
from index.config import Config, IndexSettings, LimitSettings, SiteSettings, WebSettings
from index.engine import open_writer
from index.reposts import Reposts
from tests.webapp.sample_articles import ARTICLES
from webapp import create_app
from webapp.readers import Readers


def written_index(folder: Path, articles: Sequence[Article] = ARTICLES) -> Config:
    """The configuration of an index of the articles, sealed in ``folder``."""
    config = Config(
        site=SiteSettings(name="滨海防腐协会"),
        index=IndexSettings(path=folder),
        web=WebSettings(embed_origins=("https://www.example.org",)),
        limits=LimitSettings(requests_per_minute=0),  # Tests ask faster than any client may.
    )
    with open_writer(config) as writer:
        for article in articles:
            writer.put(article)
        writer.seal()
    return config


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return written_index(tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="session")
def app(config: Config) -> Iterator[Flask]:
    readers = Readers.of(config)
    yield create_app(config, readers=readers)
    readers.close()


class BufferedClient(FlaskClient):
    """Reads every answer whole, so that a static file is closed with it."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return BufferedClient(app, app.response_class)


ClientOf = Callable[..., FlaskClient]


@pytest.fixture
def client_of(tmp_path: Path) -> Iterator[ClientOf]:
    """Makes a client of the application over an index of the articles it is given."""
    with ExitStack() as stack:

        def build(*articles: Article, reposts: Reposts | None = None) -> FlaskClient:
            config = Config(index=IndexSettings(path=tmp_path / f"{len(articles)}"))
            with open_writer(config) as writer:
                for article in articles:
                    writer.put(article)
                writer.seal()
            if reposts:
                reposts.save(config.index.path)
            readers = Readers.of(config)
            stack.callback(readers.close)
            return create_app(config, readers=readers).test_client()

        yield build
