"""Someone searches, filters, reads and goes back, in a real browser."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import DESKTOP, PHONE, Browser, dark, resize, scripts

PAGES = (
    "/",
    "/search?q=防腐蚀技术",
    "/search?q=没有 防腐蚀&kind=policy",
    "/search?view=table&kind=meeting",
    "/article/annual?q=年会",
    "/series/年会",
    "/facet/org",
    "/help",
    "/advanced",
    "/embed",
    "/nowhere",
)


def one(browser: Browser, css: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, css)


def total(browser: Browser) -> str:
    return one(browser, ".total strong").text


def follow(browser: Browser, link: WebElement) -> None:
    before = one(browser, "html")
    link.click()
    WebDriverWait(browser, 10).until(lambda _: before != one(browser, "html"))


@pytest.mark.parametrize("with_scripts", [True, False])
def test_search_filter_article_and_back(browser: Browser, site: str, with_scripts: bool) -> None:
    browser.get(site)
    scripts(browser, with_scripts)
    one(browser, "#q").send_keys("防腐蚀技术", Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda _: browser.find_elements(By.CSS_SELECTOR, ".hit"))
    assert total(browser) == "30"
    year = one(browser, ".entry[href$='date=2021']")
    count = year.find_element(By.CSS_SELECTOR, ".count").text.split()[0]
    follow(browser, year)
    assert total(browser) == count
    assert "2021年" in one(browser, ".chip").text
    filtered = browser.current_url
    follow(browser, one(browser, ".hit h3 a"))
    assert "防腐蚀技术" in {mark.text for mark in browser.find_elements(By.TAG_NAME, "mark")}
    browser.back()
    assert browser.current_url == filtered
    follow(browser, one(browser, ".chip"))
    assert total(browser) == "30"


@pytest.mark.parametrize("size", [PHONE, DESKTOP, (320, 640)])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_wider_than_the_screen(
    browser: Browser, site: str, page: str, size: tuple[int, int]
) -> None:
    resize(browser, size)
    browser.get(site + page)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= size[0]


def test_filters_fold_on_a_phone_and_stand_beside_on_a_desktop(browser: Browser, site: str) -> None:
    browser.get(f"{site}/search?q=防腐蚀技术")
    assert one(browser, ".facet .entry").is_displayed()
    assert one(browser, ".side").location["y"] == one(browser, ".list").location["y"]
    resize(browser, PHONE)
    assert not one(browser, ".facet .entry").is_displayed()
    one(browser, ".side > label").click()
    assert one(browser, ".facet .entry").is_displayed()


def test_the_keyboard_alone_gets_to_a_result(browser: Browser, site: str) -> None:
    browser.get(f"{site}/search?q=防腐蚀技术")
    one(browser, "body").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "跳到正文"
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "main"


# Every text's contrast with the nearest opaque ground behind it (WCAG 2.2, 1.4.3).
_CONTRAST = """
const channel = x => (x /= 255) <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
const rgb = s => (s.match(/[\\d.]+/g) || []).map(Number);
const ground = e => {
  for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] === 1) return c;
  }
  return [255, 255, 255];
};
const texts = [...document.body.querySelectorAll("*")].filter(e =>
  [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  && e.checkVisibility({visibilityProperty: true}));
const ratio = e => {
  const both = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
  return (Math.max(...both) + .05) / (Math.min(...both) + .05);
};
return [texts.length, texts.filter(e => ratio(e) < 4.5).map(e => [e.textContent, ratio(e)])];
"""


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_every_text_stands_out_from_its_ground(
    browser: Browser, site: str, page: str, night: bool
) -> None:
    dark(browser, night)
    browser.get(site + page)
    texts, pale = browser.execute_script(_CONTRAST)
    assert texts > 5
    assert pale == []


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_stops_nothing_of_ours(browser: Browser, site: str, page: str) -> None:
    browser.get(site + page)
    logged = browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert not [entry for entry in logged if "Content Security Policy" in entry["message"]]


def test_buttons_go_from_mark_to_mark(browser: Browser, site: str) -> None:
    browser.get(site + "/article/annual?q=年会")
    marks = browser.find_elements(By.CSS_SELECTOR, "mark[id]")
    back, on = browser.find_elements(By.CSS_SELECTOR, ".jump button")

    def here() -> list[int]:
        return [
            at for at, mark in enumerate(marks) if "here" in (mark.get_attribute("class") or "")
        ]

    on.click()
    on.click()
    assert here() == [1]
    assert one(browser, ".jump [role=status]").text == f"第 2 / {len(marks)} 处"
    back.click()
    back.click()
    assert here() == [len(marks) - 1]


def test_the_advanced_form_searches_without_script(browser: Browser, site: str) -> None:
    browser.get(site + "/advanced")
    scripts(browser, False)
    one(browser, "[name=exact]").send_keys("防腐蚀技术")
    one(browser, "[name=none]").send_keys("通知")
    follow(browser, one(browser, ".advanced > button"))
    assert one(browser, "#q").get_attribute("value") == '"防腐蚀技术" -通知'
    scripts(browser, True)


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_value_of_the_card_leads_to_its_sentence(
    browser: Browser, site: str, with_scripts: bool
) -> None:
    scripts(browser, with_scripts)
    resize(browser, (390, 400))
    browser.get(f"{site}/article/annual")
    one(browser, ".meeting-card a[href='#s2']").click()
    sentence = one(browser, ".said:target")
    assert sentence.text.endswith("的应用。")
    bounds = sentence.rect
    scrolled = browser.execute_script("return window.scrollY")
    assert scrolled <= bounds["y"] < scrolled + 400
