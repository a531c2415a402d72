"""Attachments on the pages: where a hit is, which pages match, how much is shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from index.article import Article, Attachment
from index.config import Config, IndexSettings
from index.engine import open_writer
from tests.webapp.conftest import BufferedClient
from tests.webapp.markup import of_class, parsed, text
from webapp import create_app
from webapp.attachments import SHOWN, shown
from webapp.readers import Readers

PAGES = ("议程第一页\n", "防腐蚀试验室\n", "终评\n防腐蚀\n")
LABELS = ("第1页", "第2页", "第3页")
STARTS = (0, len(PAGES[0]), len(PAGES[0] + PAGES[1]))
AGENDA = Attachment(
    "议程", "https://www.example.org/a.pdf", "".join(PAGES), STARTS, LABELS, form="pdf"
)
LOCAL = Attachment("名单", "", "涂装队\n", (0,), ("工作表“甲”",), form="xlsx")
SCAN = Attachment(
    "旧文件", "https://www.example.org/s.pdf", "", form="pdf", note="扫描件，没有文字"
)
ARTICLE = Article("notice", "评审通知", "各单位请看附件。", attachments=(AGENDA, LOCAL, SCAN))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of an index of that article alone."""
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("attachments")))
    with open_writer(config) as writer:
        writer.put(ARTICLE)
        writer.seal()
    readers = Readers.of(config)
    app = create_app(config, readers=readers)
    yield BufferedClient(app, app.response_class)
    readers.close()


@pytest.mark.parametrize(
    ("query", "where", "target"),
    [
        ("终评", "命中：附件《议程》第3页", "https://www.example.org/a.pdf#page=3"),
        ("涂装队", "命中：附件《名单》工作表“甲”", "/article/notice?q=%E6%B6%82%E8%A3%85%E9%98%9F#attachment-2-1"),
    ],
)  # fmt: skip
def test_a_hit_says_where_and_links_there(
    pages: FlaskClient, query: str, where: str, target: str
) -> None:
    (line,) = of_class(parsed(pages.get(f"/search?q={query}").text), "where")
    assert text(line) == where
    assert [link.get("href") for link in line.iter("a")] == [target]


def test_the_body_and_the_attachment_are_both_named(pages: FlaskClient) -> None:
    (line,) = of_class(parsed(pages.get("/search?q=各单位 终评").text), "where")
    assert text(line) == "命中：正文、附件《议程》第3页"


def test_json_says_the_same(pages: FlaskClient) -> None:
    (hit,) = pages.get("/api/v1/search?q=终评").get_json()["hits"]
    place = {
        "attachment": "议程",
        "url": "https://www.example.org/a.pdf#page=3",
        "page": 3,
        "label": "第3页",
    }
    assert hit["places"] == [place]
    assert [(one["field"], one["place"]) for one in hit["snippets"]] == [("attachment", place)]


def test_the_article_lists_its_matching_pages(pages: FlaskClient) -> None:
    root = parsed(pages.get("/article/notice?q=防腐蚀").text)
    (section,) = of_class(root, "attachments")
    (line,) = of_class(section, "where")
    assert text(line) == "命中：第2页、第3页"
    assert [link.get("href", "").partition("#")[2] for link in line.iter("a")] == [
        "page=2",
        "page=3",
    ]
    assert [text(heading) for heading in section.iter("h4")] == [*LABELS, "工作表“甲”"]
    assert "open" in next(section.iter("details")).attrib


def test_a_link_into_the_article_has_its_end(pages: FlaskClient) -> None:
    root = parsed(pages.get("/article/notice?q=涂装队").text)
    assert [one.get("id") for one in root.iter("h4")].count("attachment-2-1") == 1
    assert "#attachment-2-1" in [link.get("href") for link in root.iter("a")]


def test_a_scan_is_said_to_be_one(pages: FlaskClient) -> None:
    assert "扫描件，没有文字" in pages.get("/article/notice").text


def test_a_long_attachment_is_shown_in_part() -> None:
    filler = "这是很长的附件里的一行。\n" * 1000
    starts = tuple(n * len(filler) for n in range(10))
    long = Attachment("长", "", filler * 9 + "只此一处" + filler, starts)
    at = long.text.index("只此一处")
    (whole,) = shown([long], lambda _: ((at, at + 4),))
    assert [page.place.page for page in whole.pages] == [10]
    (page,) = whole.pages
    assert [page.text[a:b] for a, b in page.ranges] == ["只此一处"]
    (opening,) = shown([long], lambda _: ())
    assert sum(len(page.text) for page in opening.pages) <= SHOWN
    assert whole.is_cut
    assert opening.is_cut
