"""A number in a query: its article stands first, under a line of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from index.article import Article
from index.config import Config, IndexSettings
from index.engine import open_writer
from tests.webapp.markup import of_class, parsed, text
from webapp import create_app
from webapp.readers import Readers

NAME = "滨防协〔2023〕12号"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("index")))
    with open_writer(config) as writer:
        for number in range(12):
            body = f"为落实{NAME}，各组推进。" * 3
            writer.put(Article(f"cites{number}", f"简讯{number}", body, identifiers=(NAME,)))
        writer.put(Article("own", "年会通知", f"{NAME}\n各会员单位：", identifiers=(NAME,)))
        writer.seal()
    readers = Readers.of(config)
    yield create_app(config, readers=readers).test_client()
    readers.close()


@pytest.mark.parametrize(
    "typed", ["滨防协[2023]12号", "滨防协（２０２３） 12 号", "滨防协2023年12号"]
)
def test_its_article_leads_under_a_line(client: FlaskClient, typed: str) -> None:
    page = parsed(client.get("/search", query_string={"q": typed}).text)
    assert [text(line) for line in of_class(page, "led")] == [
        f"以下 1 篇的文号就是“{NAME}”",
        "其余符合的文章",
    ]
    first, others = of_class(page, "hits")
    assert text(first.find(".//h3")) == "年会通知"
    assert len(others.findall("./li")) == 9
    assert not of_class(page, "notices")


def test_the_second_page_has_no_such_line(client: FlaskClient) -> None:
    page = parsed(client.get("/search", query_string={"q": NAME, "page": "2"}).text)
    assert not of_class(page, "led")
    assert len(of_class(page, "hit")) == 3


def test_without_an_article_of_that_number_those_that_name_it_lead(client: FlaskClient) -> None:
    page = parsed(client.get("/search", query_string={"q": f"{NAME} 推进"}).text)
    assert text(of_class(page, "led")[0]) == f"以下 12 篇写到了“{NAME}”"


def test_the_api_says_so_and_a_quoted_number_is_text(client: FlaskClient) -> None:
    found = client.get("/api/v1/search", query_string={"q": "滨防协[2023]12"}).json
    assert found is not None
    assert found["notices"] == [
        {"code": "identifier", "text": f"以下 1 篇的文号就是“{NAME}”", "query": None}
    ]
    quoted = client.get("/api/v1/search", query_string={"q": '"滨防协2023年12号"'}).json
    assert quoted is not None
    assert (quoted["total"], quoted["notices"]) == (0, [])
