"""A worker that a module's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.extract.documents import Documents


@pytest.fixture(scope="module")
def documents() -> Iterator[Documents]:
    with Documents() as opened:
        yield opened
