"""The search box on somebody else's page: GB2312, strict policy, hostile styles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.shadowroot import ShadowRoot
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import DESKTOP, PHONE, Browser, resize, scripts

HostSite = dict[str, tuple[bytes, str]]
Visit = Callable[..., list[ShadowRoot]]

BOX = """<huisou-search{options}>
<form action="{site}/search" method="get" accept-charset="utf-8" role="search">
<input type="search" name="q" aria-label="搜索词"><input type="hidden" name="kind" value="meeting">
<button type="submit">搜索</button></form></huisou-search>"""
HOSTILE = """html{font-size:60px} body *{display:none!important;position:absolute!important;
left:-9999px!important;opacity:0!important;visibility:hidden!important;font-size:70px!important;
line-height:9!important;letter-spacing:2em!important;pointer-events:none!important;
float:right!important}
form{transform:scale(9);width:1px!important} input{border:20px solid red!important}"""
PAGE = """<html lang="zh-CN"><head><title>老网站</title>
<meta name="viewport" content="width=device-width">
<style nonce="host">{style}</style></head><body><h1>老网站</h1>{boxes}
<script src="{site}/embed/v1/huisou.js" defer></script></body></html>"""
PLAIN = "<html><head><title>老网站</title></head><body>{boxes}</body></html>"


def policy(site: str) -> str:
    """What /embed prints, in a policy that allows nothing else but the page's own style."""
    return (
        f"default-src 'none'; style-src 'nonce-host'; script-src {site}; "
        f"connect-src {site}; form-action {site}; base-uri 'none'; "
        "require-trusted-types-for 'script'"
    )


@pytest.fixture
def visit(browser: Browser, site: str, host: str, host_site: HostSite) -> Visit:
    """Open a page of the other site with these boxes; gives what is inside each."""

    def opened(*boxes: str, style: str = "", origin: str = host) -> list[ShadowRoot]:
        written = "".join(box.replace("{site}", site) for box in boxes)
        page = PAGE.format(boxes=written, style=style, site=site)
        host_site["/box"] = page.encode("gb2312"), policy(site)
        browser.get(f"{origin}/box")
        return [box.shadow_root for box in browser.find_elements(By.TAG_NAME, "huisou-search")]

    return opened


def field(root: ShadowRoot) -> WebElement:
    return root.find_element(By.CSS_SELECTOR, "input[name=q]")


def rows(root: ShadowRoot) -> list[WebElement]:
    return root.find_elements(By.CSS_SELECTOR, "[role=option]")


def completed(browser: Browser, root: ShadowRoot) -> list[str]:
    """The completions, once there are some."""
    WebDriverWait(browser, 10).until(lambda _: rows(root))
    return [row.find_element(By.CSS_SELECTOR, ".huisou-text").text for row in rows(root)]


def arrived(browser: Browser, site: str) -> dict[str, list[str]]:
    WebDriverWait(browser, 10).until(lambda b: b.current_url.startswith(f"{site}/search"))
    return parse_qs(urlsplit(browser.current_url).query)


def asked(browser: Browser) -> list[str]:
    """The completions that this page has asked for."""
    urls: list[str] = browser.execute_script(
        "return performance.getEntriesByType('resource').map(e => e.name)"
    )
    return [parse_qs(urlsplit(u).query)["q"][0] for u in urls if "/api/v1/suggest" in u]


def suggested(site: str, **fields: str) -> list[str]:
    """The texts of the completions that the service gives for these fields."""
    with urlopen(f"{site}/api/v1/suggest?{urlencode(fields)}") as answer:
        return [row["text"] for row in json.load(answer)["suggestions"]]


def settled(browser: Browser, milliseconds: int = 500) -> None:
    """Wait so long in the page: longer than the box waits before it asks."""
    browser.execute_async_script("setTimeout(arguments[1], arguments[0])", milliseconds)


def complaints(browser: Browser) -> list[str]:
    logged = browser.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in logged if "Content Security Policy" in entry["message"]]


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_two_boxes_work_on_a_hostile_gb2312_page(
    browser: Browser, site: str, visit: Visit, size: tuple[int, int]
) -> None:
    resize(browser, size)
    complaints(browser)
    roots = visit(BOX.format(options="", site=site), "<huisou-search></huisou-search>",
                  style=HOSTILE)  # fmt: skip
    assert len(roots) == 2
    for root in roots:
        box = field(root)
        assert box.is_displayed()
        assert 0 <= box.rect["x"] < box.rect["x"] + box.rect["width"] <= size[0]
        assert 44 <= box.rect["height"] < 60
        assert box.value_of_css_property("font-size") == "16px"
        assert box.value_of_css_property("letter-spacing") == "normal"
    field(roots[1]).send_keys("涂料")
    assert completed(browser, roots[1])[0] == "临港涂料有限公司"
    assert rows(roots[0]) == []
    field(roots[0]).click()
    field(roots[0]).send_keys("年会", Keys.ENTER)
    assert complaints(browser) == []
    assert arrived(browser, site) == {"q": ["年会"], "kind": ["meeting"]}
    assert "<mark>年会</mark>" in browser.page_source


@pytest.mark.parametrize("forbidding", ["scripts off", "policy"])
def test_without_the_script_it_is_a_form(
    browser: Browser, site: str, host: str, host_site: HostSite, forbidding: str
) -> None:
    page = PLAIN.format(boxes=BOX.format(options="", site=site))
    host_site["/plain"] = page.encode("gb2312"), f"default-src 'none'; form-action {site}"
    scripts(browser, forbidding == "policy")
    browser.get(f"{host}/plain")
    browser.find_element(By.NAME, "q").send_keys("年会", Keys.ENTER)
    assert arrived(browser, site)["q"] == ["年会"]


def test_a_word_found_by_pinyin_is_searched_within_the_scope(
    browser: Browser, site: str, visit: Visit
) -> None:
    (root,) = visit(BOX.format(options="", site=site))
    typed = "arguments[0].value = 'fangfushi'; arguments[0].dispatchEvent(new InputEvent('input'))"
    browser.execute_script(typed, field(root))  # At once, so that one list comes and stays.
    assert completed(browser, root)[0] == "防腐蚀"
    rows(root)[0].click()
    assert arrived(browser, site) == {"q": ["防腐蚀"], "kind": ["meeting"]}


def test_completions_are_of_the_scope_of_the_box(browser: Browser, site: str, visit: Visit) -> None:
    wide, narrow = visit(
        "<huisou-search></huisou-search>", '<huisou-search data-kind="meeting"></huisou-search>'
    )
    field(narrow).send_keys("培训班")
    texts = completed(browser, narrow)
    assert texts == suggested(site, q="培训班", kind="meeting")
    assert texts != suggested(site, q="培训班")
    field(wide).click()
    field(wide).send_keys("培训班")
    assert completed(browser, wide) == suggested(site, q="培训班")


def test_the_keyboard_alone_chooses_a_completion(browser: Browser, site: str, visit: Visit) -> None:
    (root,) = visit("<huisou-search></huisou-search>")
    ActionChains(browser).send_keys(Keys.TAB).send_keys("涂料").perform()
    texts = completed(browser, root)
    box = field(root)
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "true"
    said = root.find_element(By.CSS_SELECTOR, "[aria-live=polite]")
    assert said.get_attribute("textContent") == f"有 {len(texts)} 条建议，用上下键选择"
    ActionChains(browser).send_keys(Keys.ARROW_UP).perform()
    assert rows(root)[-1].get_attribute("aria-selected") == "true"
    ActionChains(browser).send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN).perform()
    pointed = box.get_attribute("aria-activedescendant")
    assert pointed == rows(root)[0].get_attribute("id")
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert (rows(root), box.get_attribute("aria-expanded")) == ([], "false")
    assert box.get_attribute("value") == "涂料"
    ActionChains(browser).send_keys(Keys.BACKSPACE, "料").perform()
    completed(browser, root)
    ActionChains(browser).send_keys(Keys.ARROW_DOWN, Keys.ENTER).perform()
    assert arrived(browser, site) == {"org": ["临港涂料有限公司"]}


def test_nothing_is_sent_or_chosen_while_an_input_method_composes(
    browser: Browser, visit: Visit
) -> None:
    (root,) = visit("<huisou-search></huisou-search>")
    field(root).click()
    for part in ("t", "tu", "tul", "tu liao"):
        composed = {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        browser.execute_cdp_cmd("Input.imeSetComposition", composed)
    settled(browser)
    assert asked(browser) == []
    browser.execute_cdp_cmd("Input.insertText", {"text": "涂料"})
    completed(browser, root)
    assert asked(browser) == ["涂料"]
    here = browser.current_url
    browser.execute_script(
        """const box = arguments[0];
        const press = (type, key, more) => box.dispatchEvent(new KeyboardEvent(type,
            {key, bubbles: true, cancelable: true, ...more}));
        press("keydown", "ArrowDown", {});
        window.kept = [press("keydown", "Enter", {isComposing: true}),
            press("keydown", "ArrowDown", {isComposing: true}),
            press("keydown", "Escape", {isComposing: true}),
            press("keydown", "Enter", {keyCode: 229})];""",
        field(root),
    )
    settled(browser)
    assert browser.execute_script("return window.kept") == [True] * 4
    assert rows(root)[0].get_attribute("aria-selected") == "true"
    assert browser.current_url == here


SLOW = """
const real = window.fetch;
window.signals = [];
window.fetch = (address, options) => {
  window.signals.push(options.signal);
  const late = String(address).endsWith(encodeURIComponent("涂")) ? 1200 : 0;
  const answer = real(address, {...options, signal: undefined});
  return new Promise(done => setTimeout(() => done(answer), late));
};"""


@pytest.fixture
def slow(browser: Browser) -> Iterator[None]:
    """In pages opened from now on the answer for 涂 is late, and cannot be given up."""
    added = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": SLOW})
    yield
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)


@pytest.mark.usefixtures("slow")
def test_an_earlier_answer_that_comes_later_is_dropped(browser: Browser, visit: Visit) -> None:
    (root,) = visit("<huisou-search></huisou-search>")
    field(root).click()
    ActionChains(browser).send_keys("涂").perform()
    settled(browser)
    # By the keyboard: the driver takes the focus from a field in a shadow tree and gives it back.
    ActionChains(browser).send_keys("料有限").perform()
    newer = completed(browser, root)
    settled(browser, 1500)
    assert browser.execute_script("return window.signals.map(s => s.aborted)") == [True, False]
    assert completed(browser, root) == newer == ["临港涂料有限公司"]


def test_results_are_listed_under_the_box(browser: Browser, site: str, visit: Visit) -> None:
    (root,) = visit(BOX.format(options=' data-results="inline"', site=site))
    field(root).send_keys("年会", Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda _: root.find_elements(By.CSS_SELECTOR, ".hit"))
    said = root.find_element(By.CSS_SELECTOR, "[role=status]")
    assert said.text == "共 1 篇"
    title = root.find_element(By.CSS_SELECTOR, ".hit a")
    assert (title.text, title.get_attribute("href")) == (
        "协会召开２０２３年年会", f"{site}/article/annual?q=%E5%B9%B4%E4%BC%9A"
    )  # fmt: skip
    assert "年会" in [mark.text for mark in root.find_elements(By.CSS_SELECTOR, "mark")]
    every = root.find_element(By.CSS_SELECTOR, ".results > div > a")
    assert every.get_attribute("href") == f"{site}/search?q=%E5%B9%B4%E4%BC%9A&kind=meeting"
    field(root).clear()
    field(root).send_keys("协会")
    assert completed(browser, root)
    field(root).clear()
    field(root).send_keys("年会 月球", Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda _: "没有" in said.text)
    assert said.text == "没有找到完全符合的文章"
    assert "不一定含：“月球”" in root.find_element(By.CSS_SELECTOR, ".results").text


def test_a_rare_character_before_a_match_does_not_shift_the_mark(
    browser: Browser, visit: Visit
) -> None:
    """𠮷 is one character of the index's ranges and two of a JavaScript string's."""
    (root,) = visit('<huisou-search data-results="inline"></huisou-search>')
    answer = {
        "total": 1, "query": "年会", "notices": [],
        "hits": [{"id": "a", "title": "𠮷", "published": None, "category": [],
                  "snippets": [{"text": "𠮷。\n\n　　𠮷野年会", "ranges": [[8, 10]]}]}],
    }  # fmt: skip
    browser.execute_script(
        "window.fetch = () => Promise.resolve({ok: true, json: () => arguments[0]});", answer
    )
    field(root).send_keys("年会", Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda _: root.find_elements(By.CSS_SELECTOR, "mark"))
    assert [mark.text for mark in root.find_elements(By.CSS_SELECTOR, "mark")] == ["年会"]
    assert root.find_element(By.CSS_SELECTOR, ".hit p").text == "𠮷。 𠮷野年会"


def test_a_site_that_is_not_configured_gets_the_form(
    browser: Browser, site: str, host: str, visit: Visit
) -> None:
    """No completions are let through to it, and results come on the service's own page."""
    other = host.replace("127.0.0.1", "localhost")
    (root,) = visit(BOX.format(options=' data-results="inline"', site=site), origin=other)
    field(root).send_keys("年会")
    settled(browser)
    assert rows(root) == []
    field(root).send_keys(Keys.ENTER)
    assert arrived(browser, site)["q"] == ["年会"]


def test_without_a_network_it_goes_on_being_a_form(
    browser: Browser, site: str, visit: Visit
) -> None:
    (root,) = visit("<huisou-search></huisou-search>")
    network = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", network)
    try:
        field(root).send_keys("提防")
        settled(browser)
        assert rows(root) == []
    finally:
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", network | {"offline": False})
    field(root).send_keys(Keys.ENTER)
    assert arrived(browser, site)["q"] == ["提防"]


def test_options_and_colours_of_a_bare_tag(browser: Browser, site: str, visit: Visit) -> None:
    tag = ('<huisou-search placeholder="找报道" data-kind="meeting" data-category="新闻动态" '
           'data-accent="#ffd400" data-color="red;}" target="_blank"></huisou-search>')  # fmt: skip
    (root,) = visit(tag)
    form = root.find_element(By.CSS_SELECTOR, "form")
    assert form.get_attribute("action") == f"{site}/search"
    assert form.get_attribute("target") == "_blank"
    assert field(root).get_attribute("placeholder") == "找报道"
    hidden = root.find_elements(By.CSS_SELECTOR, "input[type=hidden]")
    assert {one.get_attribute("name"): one.get_attribute("value") for one in hidden} == {
        "kind": "meeting", "category": "新闻动态"
    }  # fmt: skip
    button = root.find_element(By.CSS_SELECTOR, "button")
    assert button.value_of_css_property("background-color") == "rgba(255, 212, 0, 1)"
    assert button.value_of_css_property("color") == "rgba(0, 0, 0, 1)"
    assert field(root).value_of_css_property("color") == "rgba(30, 37, 40, 1)"


def test_the_page_themes_the_box(browser: Browser, visit: Visit) -> None:
    style = "huisou-search{--huisou-accent:#800000} huisou-search::part(button){color:#fefefe}"
    (root,) = visit("<huisou-search></huisou-search>", style=style)
    button = root.find_element(By.CSS_SELECTOR, "button")
    assert button.value_of_css_property("background-color") == "rgba(128, 0, 0, 1)"
    assert button.value_of_css_property("color") == "rgba(254, 254, 254, 1)"


FRAMED = '<html><body><iframe src="{site}/embed/frame{query}" title="搜索"></iframe></body></html>'


@pytest.mark.parametrize("with_scripts", [True, False])
def test_the_frame_searches_where_no_script_may_run(
    browser: Browser, site: str, host: str, host_site: HostSite, with_scripts: bool
) -> None:
    page = FRAMED.format(site=site, query="?kind=meeting&accent=%23800000")
    host_site["/frame"] = page.encode("gb2312"), f"default-src 'none'; frame-src {site}"
    scripts(browser, with_scripts)
    browser.get(f"{host}/frame")
    browser.switch_to.frame(0)
    button = browser.find_element(By.TAG_NAME, "button")
    assert button.value_of_css_property("background-color") == "rgba(128, 0, 0, 1)"
    browser.find_element(By.NAME, "q").send_keys("年会", Keys.ENTER)
    browser.switch_to.default_content()
    assert arrived(browser, site) == {"q": ["年会"], "kind": ["meeting"]}


def test_the_frame_lists_results_in_itself(
    browser: Browser, site: str, host: str, host_site: HostSite
) -> None:
    page = FRAMED.format(site=site, query="?results=inline")
    host_site["/listed"] = page.encode("gb2312"), f"default-src 'none'; frame-src {site}"
    browser.get(f"{host}/listed")
    browser.switch_to.frame(0)
    root = browser.find_element(By.TAG_NAME, "huisou-search").shadow_root
    field(root).send_keys("年会", Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda _: root.find_elements(By.CSS_SELECTOR, ".hit"))
    assert root.find_element(By.CSS_SELECTOR, ".hit a").get_attribute("target") == "_top"
    browser.switch_to.default_content()


def test_only_configured_sites_frame_it(
    browser: Browser, site: str, host: str, host_site: HostSite
) -> None:
    page = FRAMED.format(site=site, query="")
    host_site["/stolen"] = page.encode("gb2312"), f"default-src 'none'; frame-src {site}"
    complaints(browser)
    browser.get(f"{host.replace('127.0.0.1', 'localhost')}/stolen")
    browser.switch_to.frame(0)
    assert browser.find_elements(By.NAME, "q") == []
    browser.switch_to.default_content()
    assert "frame-ancestors" in "".join(complaints(browser))
