"""What holds of every page, whatever is on it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.markup import parsed, text

PAGES = (
    "/",
    "/search",
    "/search?q=防腐蚀",
    "/search?q=提防",
    "/search?q=防腐蚀&date=2021&date=none&kind=news&from=2020&to=2030&sort=oldest&page=2",
    "/search?q=不存在的东西&org=没有的机构",
    "/search?q=月球 防腐蚀",
    "/search?sort=x&from=2023-13-45&page=1000000000&kind=x",
    "/facet/date",
    "/facet/org?q=提防",
    "/facet/category?contains=新闻",
    "/facet/kind?contains=没有",
    "/article/annual?q=年会",
    "/article/undated",
    "/search?view=table&kind=meeting&mfrom=2023&mto=2023&series=年会&sort=meeting",
    "/search?view=table&q=提防",
    "/facet/venue?kind=meeting",
    "/series/年会",
    "/article/hostile01?q=提防",
    "/help",
    "/advanced?kind=news&from=2020",
    "/embed?placeholder=找&kind=news&category=新闻&org=协会",
    "/embed?way=frame&results=inline&accent=red",
    "/nowhere",
    "/article/none",
)


@pytest.fixture(params=PAGES)
def html(request: pytest.FixtureRequest, client: FlaskClient) -> str:
    return client.get(request.param).text


def test_is_well_formed_chinese_with_one_heading(html: str) -> None:
    root = parsed(html)
    assert root.get("lang") == "zh-CN"
    assert len([*root.iter("h1")]) == 1
    assert text(root.find("head/title"))


def test_headings_never_skip_a_level(html: str) -> None:
    elements = [*parsed(html).iter()]
    levels = [
        int(element.tag[1]) for element in elements if re.fullmatch("h[1-6]", str(element.tag))
    ]
    seen = 0
    for level in levels:
        assert level <= seen + 1 or level <= 3
        seen = max(seen, level)
    assert 1 in levels


def test_has_landmarks_and_a_way_past_the_top(html: str) -> None:
    root = parsed(html)
    assert [len([*root.iter(tag)]) for tag in ("main", "footer")] == [1, 1]
    skip = next(iter(root.iter("a")))
    assert skip.get("href") == "#main"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_every_control_has_a_name(html: str) -> None:
    root = parsed(html)
    labels = {label.get("for") for label in root.iter("label")}
    inside = {control for label in root.iter("label") for control in label.iter("input")}
    for control in root.iter("input"):
        named = control.get("aria-label") or control.get("id") in labels or control in inside
        assert named or control.get("type") == "hidden"


def test_asks_nothing_of_other_hosts_and_runs_nothing_inline(html: str) -> None:
    root = parsed(html)
    for element in root.iter():
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        assert element.get("style") is None
        assert element.tag != "style"
        assert element.tag != "script" or (element.get("src") and not element.text)
        for name in ("src", "href", "action"):
            parts = urlsplit(element.get(name, ""))
            assert parts.scheme in ("", "http", "https")
            outside = parts.netloc not in ("", "localhost")
            assert not outside or "external" in element.get("rel", "")


def test_internal_links_lead_somewhere(client: FlaskClient) -> None:
    found: set[str] = set()
    for page in PAGES:
        root = parsed(client.get(page).text)
        found |= {link.get("href", "") for link in root.iter("a") if link.get("rel") is None}
    for address in sorted(address for address in found if address.startswith("/")):
        assert client.get(address).status_code == 200, address


def test_every_page_route_is_among_these(app: Flask, client: FlaskClient) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules()}
    adapter = app.url_map.bind("localhost")
    tried = {adapter.match(urlsplit(p).path)[0] for p in PAGES if p != "/nowhere"}
    others = {endpoint for endpoint in pages if endpoint.split(".")[0] in
              ("api", "export", "feeds", "health", "metrics", "robots", "static")}  # fmt: skip
    others |= {"embed.script", "embed.frame", "embed.frame_style"}
    assert pages - others == tried
