"""Every page of the sample association as a picture, for docs/screenshots.

    python -m tests.browser.screenshots [--folder FOLDER] [--png] [PAGE …]

``make screenshots`` does all of it: indexes examples/ into a temporary folder, serves it on
loopback and takes each page at desktop and phone size, light and dark. ``--png`` gives
files that any viewer opens, for looking rather than for keeping.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from flask import request

from index.config import Config, load_config
from indexer.configured import chosen_sources
from indexer.indexing import IndexOptions, index_sources
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    Browser,
    application,
    chromium,
    dark,
    resize,
    serving,
)

ROOT = Path(__file__).parents[2]
TALLEST = {DESKTOP: 900, PHONE: 1100}
"""CSS pixels of a picture at most: longer pages are cut."""
QUALITY = 42

HOST = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>会员单位</title>
<meta name="viewport" content="width=device-width"><style>:root{{color-scheme:light dark}}
body{{max-width:60rem;margin:1rem auto;padding:0 1rem;font-family:sans-serif}}</style></head>
<body><h1>某会员单位</h1><p>搜索协会的新闻：</p>{tag}<p style="height:22rem"></p>
<script src="{site}/embed/v1/huisou.js" defer></script></body></html>"""


def search(**fields: str) -> str:
    """The address of results."""
    return f"/search?{urlencode(fields)}"


def article(site: str, **fields: str) -> str:
    """The address of the first article of a search, with its marks."""
    with urlopen(f"{site}/api/v1/search?{urlencode(fields)}") as answer:
        first = json.load(answer)["hits"][0]["id"]
    return f"/article/{quote(first)}?{urlencode({'q': fields['q']})}"


PAGES: dict[str, Callable[[str], str]] = {
    "home": lambda site: "/",
    "results": lambda site: search(q="年会"),
    "filtered": lambda site: search(q="防腐", kind="news", date="2024"),
    "meetings": lambda site: search(q="理事会", kind="meeting"),
    "table": lambda site: search(kind="meeting", view="table"),
    "relaxed": lambda site: search(q="钛合金 防腐蚀 培训 奖学金"),
    "nothing": lambda site: search(q="防付蚀 培训"),
    "ignored": lambda site: search(q="防腐", date="2023-13-45", page="1000000000", colour="red"),
    "article": lambda site: article(site, q="防腐蚀"),
    "meeting": lambda site: article(site, q="理事会", kind="meeting"),
    "series": lambda site: f"/series/{quote('理事会')}",
    "facet": lambda site: "/facet/org",
    "advanced": lambda site: "/advanced",
    "help": lambda site: "/help",
    "embed": lambda site: "/embed?results=inline",
    "missing": lambda site: "/nowhere",
    "box": lambda site: "/host-page",
}


@contextmanager
def sample() -> Iterator[str]:
    """The address of the sample association's service; its index goes with it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        read = load_config(ROOT / "examples" / "huisou.toml")
        moved = read.index.model_copy(update={"path": Path(folder)})
        config = read.model_copy(update={"index": moved})
        index_sources(config, chosen_sources(config, ()), IndexOptions())
        yield from _served(config)


def _served(config: Config) -> Iterator[str]:
    app = application(config)

    @app.get("/host-page")
    def host_page() -> tuple[str, dict[str, str]]:
        tag = '<huisou-search data-results="inline"></huisou-search>'
        page = HOST.format(tag=tag, site=request.host_url.rstrip("/"))
        policy = "default-src 'self'; style-src 'self' 'unsafe-inline'"
        return page, {"Content-Security-Policy": policy}

    yield from serving(app.wsgi_app)


def take(browser: Browser, target: Path, size: tuple[int, int]) -> None:
    """Write a picture of the page as it is, from its top."""
    whole = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["height"]
    height = min(max(whole, size[1]), TALLEST[size])
    resize(browser, (size[0], height))  # What is fixed to the window stands at its edge.
    options: dict[str, object] = {
        "format": target.suffix[1:],
        "clip": {"x": 0, "y": 0, "width": size[0], "height": height, "scale": 1},
    }
    if target.suffix == ".webp":
        options["quality"] = QUALITY
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", options)
    target.write_bytes(base64.b64decode(shot["data"]))


def pictures(site: str, browser: Browser, folder: Path, names: list[str], kind: str) -> None:
    """Take the pages of these names at every size and in both schemes."""
    for name in names:
        address = site + PAGES[name](site)
        for size, at in ((DESKTOP, ""), (PHONE, "-phone")):
            for on, scheme in ((False, ""), (True, "-dark")):
                resize(browser, size)
                dark(browser, on)
                browser.get(address)
                if name == "box":
                    _type(browser)
                take(browser, folder / f"{name}{at}{scheme}.{kind}", size)


def _type(browser: Browser) -> None:
    """Ask the box for something, so that its results and its completions show."""
    browser.execute_async_script(
        """const done = arguments[0], root = document.querySelector("huisou-search").shadowRoot;
        const input = root.querySelector("input");
        input.value = "防腐";
        root.querySelector("form").requestSubmit();
        setTimeout(() => { input.focus(); input.dispatchEvent(new InputEvent("input")); }, 600);
        setTimeout(done, 1500);"""
    )


def main() -> None:
    """Take the pictures that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--png", action="store_true")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(PAGES))
    options = parser.parse_args()
    unknown = set(options.pages) - set(PAGES)
    if unknown:
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    options.folder.mkdir(parents=True, exist_ok=True)
    kind = "png" if options.png else "webp"
    with tempfile.TemporaryDirectory() as profile, sample() as site, chromium(profile) as browser:
        pictures(site, browser, options.folder, options.pages or [*PAGES], kind)
    size = sum(file.stat().st_size for file in options.folder.glob(f"*.{kind}"))
    print(f"{options.folder}: {size / 1e6:.1f} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
