"""axe-core finds nothing on any page, on the frame, and on a page that carries the box."""

from __future__ import annotations

from importlib.resources import files

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import DESKTOP, PHONE, Browser, dark, resize

HostSite = dict[str, tuple[bytes, str]]

AXE = (files("selenium_axe_python") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
HOST_PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><title>某某协会</title>
<meta name="viewport" content="width=device-width">
<style nonce="host">:root{{color-scheme:light dark}}</style></head>
<body><main><h1>某某协会</h1><p>欢迎光临。</p>
<huisou-search data-results="inline"></huisou-search><huisou-search></huisou-search></main>
<script src="{site}/embed/v1/huisou.js" defer></script></body></html>"""


def violations(browser: Browser) -> list[str]:
    """What axe-core objects to, best practices included, as the rule and the elements."""
    browser.execute_script(AXE)
    found = browser.execute_async_script(
        "axe.run(document, {iframes: false, resultTypes: ['violations']})"
        ".then(r => arguments[0]([r.passes.length, r.violations]))"
    )
    assert found[0] > 10  # It did look.
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found[1]]


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def scheme(request: pytest.FixtureRequest, browser: Browser) -> None:
    dark(browser, request.param)


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("query", ["", "?way=frame", "?color=%23999999&results=inline&kind=x"])
def test_the_page_that_writes_the_lines(
    browser: Browser, site: str, query: str, size: tuple[int, int]
) -> None:
    resize(browser, size)
    browser.get(f"{site}/embed{query}")
    # The preview shows what was chosen, readable or not; the page says so above.
    browser.execute_script("document.querySelectorAll('[data-color]').forEach(e => e.remove())")
    assert violations(browser) == []


PAGES = (
    "/",
    "/search?q=防腐蚀技术",
    "/search?q=会议&kind=meeting&date=2023",
    "/search?kind=meeting&view=table",
    "/search?q=没有 防腐蚀&kind=policy",
    "/search?q=去年 防腐蚀&from=2023-13-45",
    "/article/annual?q=年会",
    "/facet/org?contains=协会",
    "/series/理事会",
    "/advanced",
    "/help",
    "/nowhere",
)


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_service(
    browser: Browser, site: str, page: str, size: tuple[int, int]
) -> None:
    resize(browser, size)
    browser.get(site + page)
    assert violations(browser) == []


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("query", ["", "?results=inline"])
def test_the_frame(browser: Browser, site: str, query: str) -> None:
    browser.get(f"{site}/embed/frame{query}")
    assert violations(browser) == []


@pytest.mark.usefixtures("scheme")
def test_a_page_of_another_site_with_lists_open(
    browser: Browser, site: str, host: str, host_site: HostSite
) -> None:
    policy = (
        f"default-src 'none'; style-src 'nonce-host'; script-src {site}; "
        f"connect-src {site}; form-action {site}"
    )
    host_site["/axe"] = HOST_PAGE.format(site=site).encode("gb2312"), policy
    browser.get(f"{host}/axe")
    first, second = [box.shadow_root for box in browser.find_elements(By.TAG_NAME, "huisou-search")]
    first.find_element(By.NAME, "q").send_keys("防腐蚀", Keys.ENTER)
    WebDriverWait(browser, 10).until(lambda _: first.find_elements(By.CSS_SELECTOR, ".hit"))
    second.find_element(By.NAME, "q").send_keys("协会")
    WebDriverWait(browser, 10).until(lambda _: second.find_elements(By.CSS_SELECTOR, "li"))
    ActionChains(browser).send_keys(Keys.ARROW_DOWN).perform()
    assert second.find_elements(By.CSS_SELECTOR, "li[aria-selected=true]")
    assert violations(browser) == []
