"""The result page: hits, marks, chips, counts, ways out."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.webapp.markup import links, of_class, parsed, text


def total(html: str) -> int:
    found = of_class(parsed(html), "total")
    return int(re.sub(r"\D.*", "", text(found[0]).removeprefix("共 "))) if found else 0


def test_hits_show_marks_date_kind_and_where(client: FlaskClient) -> None:
    hit = of_class(parsed(client.get("/search?q=年会").text), "hit")[0]
    assert {text(mark) for mark in hit.iter("mark")} == {"年会"}
    assert "2023年7月" in text(hit)
    assert "会议报道" in text(hit)
    assert "命中：标题、正文" in text(hit)


def test_line_ends_in_a_snippet_are_spaces_and_nothing_else_changes(client: FlaskClient) -> None:
    hit = of_class(parsed(client.get("/search?q=重庆 秘书长").text), "hit")[0]
    shown = "".join("".join(part.itertext()) for part in of_class(hit, "snippet"))
    assert "GB/T 50046的应用。 年会由秘书长主持。" in shown


def test_traditional_and_wide_writing_is_marked_as_written(client: FlaskClient) -> None:
    root = parsed(client.get("/search?q=重庆 2023").text)
    assert {text(mark) for mark in root.iter("mark")} == {"重慶", "２０２３"}


def test_a_hit_without_a_date_says_so(client: FlaskClient) -> None:
    assert "日期未注明" in client.get("/search?q=旧文").text


def test_each_count_is_what_its_link_leads_to(client: FlaskClient) -> None:
    root = parsed(client.get("/search?q=防腐蚀技术").text)
    entries = of_class(root, "entry")
    assert len(entries) > 15
    for entry in entries:
        expected = int(text(of_class(entry, "count")[0]).removesuffix(" 篇"))
        assert total(client.get(entry.get("href", "")).text) == expected


def test_each_chip_takes_its_filter_away(client: FlaskClient) -> None:
    page = client.get("/search?q=技术&date=2021&org=临港涂料有限公司&from=2019&to=2025").text
    chips = of_class(parsed(page), "chip")
    assert len(chips) == 3
    for chip in chips:
        assert len(of_class(parsed(client.get(chip.get("href", "")).text), "chip")) == 2


def test_orders_are_links(client: FlaskClient) -> None:
    found = links(parsed(client.get("/search?q=技术").text))
    oldest = parsed(client.get(found["最早"]).text)
    dates = [time.get("datetime", "") for time in oldest.iter("time")]
    assert dates == sorted(dates)
    assert dates
    assert found["最早"] == "/search?q=%E6%8A%80%E6%9C%AF&sort=oldest"


def test_pages_hold_every_hit_once(client: FlaskClient) -> None:
    address, seen = "/search?q=防腐蚀技术", list[str]()
    while address:
        root = parsed(client.get(address).text)
        seen += [next(hit.iter("a")).get("href", "") for hit in of_class(root, "hit")]
        address = links(root).get("下一页", "")
    assert len(seen) == len(set(seen)) == 30


@pytest.mark.parametrize("number", ["4", "1000000000"])
def test_a_page_too_far_is_the_last_one(client: FlaskClient, number: str) -> None:
    root = parsed(client.get(f"/search?q=防腐蚀技术&page={number}").text)
    assert f"没有第 {number} 页" in text(of_class(root, "notices")[0])
    assert len(of_class(root, "hit")) == 10


def test_bad_values_are_named_and_the_rest_works(client: FlaskClient) -> None:
    response = client.get("/search?q=年会&from=2023-13-45&sort=best&kind=video")
    notices = text(of_class(parsed(response.text), "notices")[0])
    assert response.status_code == 200
    assert total(response.text) == 1
    for value in ("2023-13-45", "best", "video"):
        assert f"“{value}”" in notices


@pytest.mark.parametrize(
    ("query", "said"),
    [("foo=1&bar=2", "不认识的参数已忽略：foo、bar"), ("&".join(f"p{n}=" for n in range(1000)),
      "不认识的参数已忽略：p0、p1、p2 等 1000 个"), ("<b>=1", "不认识的参数已忽略：<b>"),
     ("utm_source=a&submit=搜索&go.x=3&go.y=4&spm=1&=2", None)],
)  # fmt: skip
def test_what_means_nothing_here_is_named(
    client: FlaskClient, query: str, said: str | None
) -> None:
    for address in ("/search", "/facet/org"):
        response = client.get(f"{address}?q=年会&{query}")
        notices = of_class(parsed(response.text), "notices")
        assert [text(notice) for notice in notices] == ([said] if said else [])
    answer = client.get(f"/api/v1/search?q=年会&{query}").json
    assert answer is not None
    assert [notice["text"] for notice in answer["notices"]] == ([said] if said else [])
    assert answer["total"] == 1


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("q=防腐蚀 年会&kind=policy", {"不要求“年会”"}),
        ("q=年会&kind=policy", {"不限类型“政策”"}),
        ("q=年会 火星登陆", {"不要求“火星登陆”"}),
    ],
)
def test_nothing_found_offers_ways_out_with_their_counts(
    client: FlaskClient, query: str, offered: set[str]
) -> None:
    """One that leads to nothing again is none: such lines once said 0 篇."""
    root = parsed(client.get(f"/search?{query}").text)
    ways = of_class(root, "ways")[0].findall("li")
    assert {text(way.find("a")) for way in ways} == offered
    for way in ways:
        link = way.find("a")
        assert link is not None
        found = client.get(link.get("href", "")).text
        assert not of_class(parsed(found), "nothing")
        assert text(of_class(way, "count")[0]) == f"{total(found)} 篇"


def test_where_no_single_step_leads_out_none_is_offered(client: FlaskClient) -> None:
    root = parsed(client.get("/search?q=木星登陆 火星登陆").text)
    assert not of_class(root, "ways")
    assert "怎么搜得更准" in text(root)


def test_relaxed_hits_stand_under_what_was_let_go(client: FlaskClient) -> None:
    root = parsed(client.get("/search?q=年会 火星登陆").text)
    assert "火星登陆" in text(of_class(root, "relaxed")[0])
    assert "没有找到完全符合的文章" in text(root)
    assert of_class(root, "hit")


def test_filtered_pages_are_not_for_crawlers(client: FlaskClient) -> None:
    plain, filtered = (
        parsed(client.get(f"/search?q=年会{more}").text) for more in ("", "&date=2023")
    )
    assert plain.find("head/meta[@name='robots']") is None
    assert filtered.find("head/meta[@name='robots']") is not None
    canonical = filtered.find("head/link[@rel='canonical']")
    assert canonical is not None
    assert canonical.get("href") == "http://localhost/search?q=%E5%B9%B4%E4%BC%9A"
    assert all("nofollow" in entry.get("rel", "") for entry in of_class(plain, "entry"))


def test_a_new_query_keeps_the_filters(client: FlaskClient) -> None:
    root = parsed(client.get("/search?q=年会&date=2023&org=学会").text)
    form = of_class(root, "search")[0]
    hidden = [
        (i.get("name"), i.get("value")) for i in form.iter("input") if i.get("type") == "hidden"
    ]
    assert hidden == [("date", "2023"), ("org", "学会")]


def test_staff_articles_are_nowhere(client: FlaskClient) -> None:
    for address in ("/search?q=芝麻开门", "/search?category=内部资料", "/facet/org?contains=秘密"):
        assert "内部会议纪要" not in client.get(address).text
    assert client.get("/article/secret").status_code == 404
    assert client.get("/api/v1/articles/secret").status_code == 404
    assert client.get("/api/v1/suggest?q=秘密").json["suggestions"] == []  # type: ignore[index]


def test_a_gbk_form_finds_the_same(client: FlaskClient) -> None:
    assert total(client.get("/search?q=%C4%EA%BB%E1").text) == 1
