"""Completions on the service's own pages."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import Browser


def rows(browser: Browser, form: WebElement) -> list[str]:
    WebDriverWait(browser, 10).until(lambda _: form.find_elements(By.CSS_SELECTOR, "li"))
    return [row.text for row in form.find_elements(By.CSS_SELECTOR, "li")]


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
