"""The search box on somebody else's page: GB2312, strict policy, hostile styles."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.shadowroot import ShadowRoot
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import Browser, scripts

HostSite = dict[str, tuple[bytes, str]]

BOX = """<huisou-search>
<form action="{site}/search" method="get" accept-charset="utf-8" role="search">
<input type="search" name="q" aria-label="搜索词"><input type="hidden" name="kind" value="meeting">
<button type="submit">搜索</button></form></huisou-search>"""
PAGE = """<html><head><title>老网站</title><style>input{{display:none!important}}
form{{position:absolute;left:-9999px}}</style></head><body>{boxes}
<script src="{site}/embed/v1/huisou.js" defer></script></body></html>"""
PLAIN = "<html><head><title>老网站</title></head><body>{boxes}</body></html>"


def policy(site: str) -> str:
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src {site}; "
        f"connect-src {site}; form-action {site}"
    )


def arrived(browser: Browser, site: str) -> dict[str, list[str]]:
    WebDriverWait(browser, 10).until(lambda b: b.current_url.startswith(f"{site}/search"))
    return parse_qs(urlsplit(browser.current_url).query)


def test_two_boxes_work_on_a_hostile_gb2312_page(
    browser: Browser, site: str, host: str, host_site: HostSite
) -> None:
    page = PAGE.format(boxes=BOX.format(site=site) + "<huisou-search></huisou-search>", site=site)
    host_site["/"] = page.encode("gb2312"), policy(site)
    browser.get(host)
    boxes = browser.find_elements(By.TAG_NAME, "huisou-search")
    inputs = [box.shadow_root.find_element(By.CSS_SELECTOR, "input[name=q]") for box in boxes]
    assert len(inputs) == 2
    assert all(field.is_displayed() for field in inputs)
    inputs[0].send_keys("年会", Keys.ENTER)
    assert arrived(browser, site) == {"q": ["年会"], "kind": ["meeting"]}
    assert "<mark>年会</mark>" in browser.page_source


@pytest.mark.parametrize("forbidding", ["scripts off", "policy"])
def test_without_the_script_it_is_a_form(
    browser: Browser, site: str, host: str, host_site: HostSite, forbidding: str
) -> None:
    page = PLAIN.format(boxes=BOX.format(site=site))
    host_site["/plain"] = page.encode("gb2312"), f"default-src 'none'; form-action {site}"
    scripts(browser, forbidding == "policy")
    browser.get(f"{host}/plain")
    browser.find_element(By.NAME, "q").send_keys("年会", Keys.ENTER)
    assert arrived(browser, site)["q"] == ["年会"]


def completing(browser: Browser, host: str, host_site: HostSite, site: str) -> ShadowRoot:
    page = PAGE.format(boxes=BOX.format(site=site), site=site)
    host_site["/complete"] = page.encode("gb2312"), policy(site)
    browser.get(f"{host}/complete")
    return browser.find_element(By.TAG_NAME, "huisou-search").shadow_root


def rows(browser: Browser, root: ShadowRoot | WebElement) -> list[str]:
    WebDriverWait(browser, 10).until(lambda _: root.find_elements(By.CSS_SELECTOR, "li"))
    return [row.text for row in root.find_elements(By.CSS_SELECTOR, "li")]


def test_completions_come_to_a_configured_site(
    browser: Browser, site: str, host: str, host_site: HostSite
) -> None:
    root = completing(browser, host, host_site, site)
    root.find_element(By.CSS_SELECTOR, "input[name=q]").send_keys("lgtu")
    assert rows(browser, root)[0].split("\n")[0] == "临港涂料有限公司"


def test_a_row_is_chosen_by_keys(
    browser: Browser, site: str, host: str, host_site: HostSite
) -> None:
    field = completing(browser, host, host_site, site).find_element(By.NAME, "q")
    typed = "arguments[0].value = 'fangfushi'; arguments[0].dispatchEvent(new InputEvent('input'))"
    browser.execute_script(typed, field)  # At once, so that one list comes and stays.
    root = browser.find_element(By.TAG_NAME, "huisou-search").shadow_root
    assert rows(browser, root)[0].split("\n")[0] == "防腐蚀"
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys(Keys.ARROW_DOWN)
    chosen = root.find_element(By.CSS_SELECTOR, "li[aria-selected=true]")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    assert arrived(browser, site) == {"q": ["防腐蚀"], "kind": ["meeting"]}


def test_escape_closes_the_list_and_leaves_what_was_typed(browser: Browser, site: str) -> None:
    browser.get(f"{site}/")
    form = browser.find_element(By.CSS_SELECTOR, "main form[data-huisou]")
    field = form.find_element(By.NAME, "q")
    field.send_keys("涂料")
    assert rows(browser, form)
    field.send_keys(Keys.ESCAPE)
    assert not form.find_elements(By.CSS_SELECTOR, "li")
    assert field.get_attribute("value") == "涂料"


def test_nothing_is_asked_while_an_input_method_composes(browser: Browser, site: str) -> None:
    browser.get(f"{site}/")
    asked = browser.execute_async_script(
        """
        var done = arguments[0], field = document.querySelector("main input[name=q]");
        var asked = [], plain = window.fetch;
        window.fetch = function (address) { asked.push(String(address)); return plain(address); };
        field.dispatchEvent(new CompositionEvent("compositionstart"));
        field.value = "fang";
        field.dispatchEvent(new InputEvent("input"));
        setTimeout(function () {
          var during = asked.length;
          field.value = "\u9632\u8150";
          field.dispatchEvent(new CompositionEvent("compositionend"));
          setTimeout(function () { done([during, asked]); }, 400);
        }, 400);
        """
    )
    during, addresses = asked
    assert during == 0
    assert [parse_qs(urlsplit(address).query)["q"] for address in addresses] == [["防腐"]]
