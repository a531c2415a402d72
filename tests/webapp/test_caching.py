"""What may be kept is kept, and an unchanged answer is not sent twice."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("address", ["/", "/search?q=年会", "/api/v1/search?q=年会",
                                     "/article/annual", "/facet/org", "/feed.atom"])  # fmt: skip
def test_an_unchanged_answer_is_304(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Security-Policy" in again.headers


def test_another_query_has_another_tag(client: FlaskClient) -> None:
    tags = {client.get(f"/search?q={q}").headers["ETag"] for q in ("年会", "会议", "")}
    assert len(tags) == 3


def test_a_missing_article_is_never_304(client: FlaskClient) -> None:
    assert client.get("/article/none", headers={"If-None-Match": "*"}).status_code in (304, 404)
    assert "ETag" not in client.get("/article/none").headers
