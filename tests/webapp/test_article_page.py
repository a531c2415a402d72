"""The article page: paragraphs, marks, attachments, ways on."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.webapp.markup import links, of_class, parsed, text


def test_shows_the_article_with_its_marks(client: FlaskClient) -> None:
    root = parsed(client.get("/article/annual?q=重庆 GB/T").text)
    assert text(root.find(".//h1")) == "协会召开２０２３年年会"
    paragraphs = [text(p) for p in of_class(root, "body")[0].findall("p")]
    assert paragraphs == ["重慶代表在年会上介绍了GB/T 50046的应用。", "年会由秘书长主持。"]
    assert [text(mark) for mark in root.iter("mark")] == ["重慶", "GB/T"]


def test_marks_are_numbered_through_the_page(client: FlaskClient) -> None:
    root = parsed(client.get("/article/annual?q=年会").text)
    marks = [mark.get("id") for mark in root.iter("mark")]
    assert marks == [f"mark-{number}" for number in range(1, len(marks) + 1)]
    bar = of_class(root, "jump")[0]
    assert f"命中 {len(marks)} 处" in text(bar)
    assert [a.get("href") for a in bar.iter("a")] == ["#mark-1", f"#mark-{len(marks)}"]
    assert not of_class(parsed(client.get("/article/annual").text), "jump")


def test_attachments_are_shown_and_open_where_they_match(client: FlaskClient) -> None:
    for query, is_open in (("张三", True), ("秘书长", False)):
        root = parsed(client.get(f"/article/annual?q={query}").text)
        details = of_class(root, "attachments")[0].find("details")
        assert details is not None
        assert ("open" in details.attrib) is is_open
        assert "独一无二的张三" in text(details)


def test_leads_back_and_to_the_original(client: FlaskClient) -> None:
    found = links(parsed(client.get("/article/article07?q=培训").text))
    assert found["返回“培训”的搜索结果"] == "/search?q=%E5%9F%B9%E8%AE%AD"
    assert found["查看原文"].split("#")[0] == "https://www.example.org/news/7.html"
    assert "org=" in found["滨海市科学技术协会"]


def test_an_identifier_leads_to_its_search(client: FlaskClient) -> None:
    found = links(parsed(client.get("/article/annual").text))
    assert "协会召开２０２３年年会" in client.get(found["GB/T 50046-2018"]).text


def test_an_address_no_browser_should_follow_is_no_link(client: FlaskClient) -> None:
    root = parsed(client.get("/article/hostile01").text)
    assert not [link for link in root.iter("a") if "javascript" in link.get("href", "")[:12]]


def test_a_category_with_a_slash_in_its_name_leads_to_its_articles(client: FlaskClient) -> None:
    root = parsed(client.get("/article/hostile01").text)
    trail = [a.get("href", "") for a in root.iter("a") if "category=" in a.get("href", "")]
    assert len(trail) == 2
    assert "article/hostile01" in client.get(trail[-1]).text
