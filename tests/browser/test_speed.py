"""What a person waits for and sees move: bytes, scripts in the way, shifts of the layout."""

from __future__ import annotations

import pytest

from tests.browser.conftest import DESKTOP, PHONE, Browser, resize

PAGES = ("/", "/search?q=防腐蚀技术", "/search?kind=meeting&view=table", "/article/annual?q=年会",
         "/facet/org", "/search?q=没有 防腐蚀&kind=policy")  # fmt: skip
SHIFTS = """
const done = arguments[0];
let shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => shifted += entry.value))
  .observe({type: "layout-shift", buffered: true});
window.scrollTo(0, document.body.scrollHeight);
setTimeout(() => done(shifted), 300);"""
LOADED = """
return [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map(e => [new URL(e.name).pathname, e.transferSize, e.renderBlockingStatus || ""]);"""


@pytest.fixture(autouse=True)
def _fresh(browser: Browser) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_moves_once_it_is_shown(
    browser: Browser, site: str, page: str, size: tuple[int, int]
) -> None:
    resize(browser, size)
    browser.get(site + page)
    assert browser.execute_async_script(SHIFTS) == 0


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_small_and_no_script_holds_it_up(browser: Browser, site: str, page: str) -> None:
    browser.get(site + page)
    loaded = browser.execute_script(LOADED)
    assert {path for path, _, _ in loaded} >= {"/embed/v1/huisou.js", "/static/huisou.css"}
    assert all(size > 0 for _, size, _ in loaded)
    assert sum(size for _, size, _ in loaded) < 60_000
    blocking = {path for path, _, status in loaded if status == "blocking"}
    assert blocking <= {"/static/huisou.css"}
