"""The box for other sites: its script, its lines to paste, who may ask the API."""

from __future__ import annotations

import gzip
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.webapp.markup import of_class, parsed
from webapp.colors import contrast

ORIGIN = "https://www.example.org"


def test_the_script_is_small_ascii_and_evaluates_nothing(client: FlaskClient) -> None:
    response = client.get("/embed/v1/huisou.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    source = response.data.decode("ascii")
    assert source.startswith("/*! Huisou search box v1.")
    assert len(source) < 12_000
    assert len(gzip.compress(response.data)) < 5_000
    for forbidden in ("eval(", "Function(", "innerHTML", "document.write", 'credentials: "include'):
        assert forbidden not in source


def test_the_lines_to_paste_are_a_form_that_works_alone(client: FlaskClient) -> None:
    page = client.get("/embed?kind=meeting&category=新闻动态&placeholder=找 会议").text
    code = next(of_class(parsed(page), "code")[0].iter("code"))
    pasted = parsed(f"<!DOCTYPE html><title>x</title>{''.join(code.itertext())}")
    form = next(pasted.iter("form"))
    assert form.get("action") == "http://localhost/search"
    assert form.get("accept-charset") == "utf-8"
    fields = {i.get("name"): i.get("value") for i in form.iter("input")}
    assert fields == {"q": None, "kind": "meeting", "category": "新闻动态"}
    assert next(pasted.iter("script")).get("src") == "http://localhost/embed/v1/huisou.js"


def test_the_lines_can_be_pasted_into_a_gb2312_page(client: FlaskClient) -> None:
    page = client.get("/embed", query_string={"placeholder": "找镕𠮷", "org": "镕“基”"}).text
    code = "".join(next(of_class(parsed(page), "code")[0].iter("code")).itertext())
    pasted = code.encode("gb2312").decode("gb2312")
    inputs = [*parsed(f"<!DOCTYPE html><title>x</title>{pasted}").iter("input")]
    assert [inputs[0].get("placeholder"), inputs[1].get("value")] == ["找镕𠮷", "镕“基”"]


def test_the_page_prints_what_a_policy_needs(client: FlaskClient) -> None:
    page = unescape(client.get("/embed").text)
    for directive in ("script-src", "connect-src", "form-action"):
        assert f"{directive} http://localhost;" in page


def test_an_unchanged_script_is_304(client: FlaskClient) -> None:
    for address in ("/embed/v1/huisou.js", "/embed/frame", "/embed/frame.css"):
        first = client.get(address)
        assert "public" in first.headers["Cache-Control"]
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_chosen_results_target_and_colours_are_in_the_lines(client: FlaskClient) -> None:
    page = client.get("/embed?results=inline&target=_blank&accent=%23FFD400&color=%23000000").text
    code = "".join(next(of_class(parsed(page), "code")[0].iter("code")).itertext())
    box = next(parsed(f"<!DOCTYPE html><title>x</title>{code}").iter("huisou-search"))
    assert dict(box.items()) == {
        "data-results": "inline", "data-accent": "#ffd400",
        "data-background": "#ffffff", "data-color": "#000000",
    }  # fmt: skip
    assert next(box.iter("form")).get("target") == "_blank"


@pytest.mark.parametrize(
    ("query", "said"),
    [("accent=red", "主色（accent）已忽略"), ("accent=%23fff%22onload=", "主色（accent）已忽略"),
     ("results=x", "结果（results）已忽略"), ("target=_top%22", "打开方式（target）已忽略"),
     ("way=x", "嵌入方式（way）已忽略"), ("kind=x", "类型（kind）已忽略"),
     ("color=%23999999", "文字和底色的对比只有 2.8 : 1"), ("placeholder=%B7%C0", "")],
)  # fmt: skip
def test_what_cannot_be_used_is_said(client: FlaskClient, query: str, said: str) -> None:
    response = client.get(f"/embed?{query}")
    assert response.status_code == 200
    notices = of_class(parsed(response.text), "notices")
    assert said in "".join("".join(one.itertext()) for one in notices)
    assert bool(said) == bool(notices)


def test_the_frame_stands_in_configured_sites_alone(client: FlaskClient) -> None:
    headers = client.get("/embed/frame?kind=news").headers
    assert f"frame-ancestors 'self' {ORIGIN}" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert "frame-ancestors 'none'" in client.get("/embed").headers["Content-Security-Policy"]


def test_the_lines_of_a_frame(client: FlaskClient) -> None:
    page = client.get("/embed?way=frame&kind=meeting&accent=%23800000&placeholder=找%22会议").text
    code, policy = of_class(parsed(page), "code")
    lines = "".join(next(code.iter("code")).itertext())
    frame = next(parsed(f"<!DOCTYPE html><title>x</title>{lines}").iter("iframe"))
    assert frame.get("title") == "搜索滨海防腐协会"
    assert "".join(policy.itertext()) == "frame-src http://localhost;"
    framed = parsed(client.get(frame.get("src", "").removeprefix("http://localhost")).text)
    fields = {one.get("name"): one.get("value") for one in framed.iter("input")}
    assert fields == {"q": None, "kind": "meeting"}
    assert next(framed.iter("input")).get("placeholder") == '找"会议'
    assert next(framed.iter("form")).get("target") == "_top"
    assert [*framed.iter("script")] == []
    style = next(framed.iter("link")).get("href", "")
    assert "--huisou-accent: #800000;" in client.get(style).text


def test_a_style_holds_colours_alone(client: FlaskClient) -> None:
    css = client.get("/embed/frame.css", query_string={"accent": "red;}*{x", "color": "#12345g"})
    assert "--huisou-accent: #0b5c73;" in css.text
    assert "x" not in css.text.partition("}")[0].replace("px", "")


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)]
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [(ORIGIN, True), (ORIGIN + ".evil.example", False), ("http://www.example.org", False),
     ("null", False), ("", False), (ORIGIN + "/", False), (ORIGIN.upper(), False)],
)  # fmt: skip
def test_only_configured_origins_read_the_api(
    client: FlaskClient, origin: str, allowed: bool
) -> None:
    response = client.get("/api/v1/suggest?q=协会", headers={"Origin": origin})
    assert response.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Origin" in response.headers["Vary"]
    again = client.get(
        "/api/v1/suggest?q=协会",
        headers={"Origin": origin, "If-None-Match": response.headers["ETag"]},
    )
    assert again.status_code == 304
    assert again.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert "Origin" in again.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in client.get("/", headers={"Origin": origin}).headers
