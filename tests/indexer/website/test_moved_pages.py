"""Pages of an old site under new addresses, from the crawl to the links on our own pages."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from index.article import stable_id
from index.config import Config, IndexSettings
from indexer.sources import ItemMoved
from tests.indexer.website.conftest import Crawler
from tests.indexer.website.real_command import Command
from tests.indexer.website.site_server import Answer, Site, article, links, page
from webapp import create_app
from webapp.readers import Readers

NUMBERS = range(700, 710)


def old(number: int) -> str:
    """Where an article was."""
    return f"/showNews.aspx?id={number}"


def new(number: int) -> str:
    """Where it is."""
    return f"/news/{number}.html"


def move(site: Site, *, redirects: bool, edit: str = "") -> None:
    """Put every article under its new address."""
    site.pages = {"/": page(links(*map(new, NUMBERS)))}
    site.pages |= {new(n): article(n, edit) for n in NUMBERS}
    if redirects:
        site.pages |= {old(n): Answer(status=301, headers={"Location": new(n)}) for n in NUMBERS}


@pytest.mark.parametrize(
    ("redirects", "edit"), [(True, ""), (False, ""), (True, "<p>改版时补充了一段说明。</p>")]
)
def test_old_links_lead_to_the_articles(
    site: Site, tmp_path: Path, redirects: bool, edit: str
) -> None:
    site.pages["/"] = page(links(*map(old, NUMBERS)))
    site.pages |= {old(n): article(n) for n in NUMBERS}
    command = Command(tmp_path, site)
    added = command.index()["added"]
    move(site, redirects=redirects, edit=edit)
    report = command.index()
    assert [(one["old"], one["new"]) for one in report["moved"]] == [
        (site.url(old(n)).lower(), site.url(new(n))) for n in NUMBERS
    ]
    assert (report["added"], report["deleted"], report["refused"]) == (0, 0, [])
    assert added == command.total("")
    config = Config(index=IndexSettings(path=tmp_path / "index"))
    for _ in range(2):
        with closing(Readers.of(config)) as readers:
            client = create_app(config, readers=readers).test_client()
            for n in NUMBERS:
                answer = client.get(f"/article/{stable_id(site.url(old(n)))}")
                assert answer.status_code == 301
                assert answer.headers["Location"] == f"/article/{stable_id(site.url(new(n)))}"
        assert command.index()["moved"] == []


def test_a_chain_of_redirects_is_followed_and_a_circle_is_none(
    site: Site, crawler: Crawler
) -> None:
    site.pages["/"] = page(links("/1.html", "/2.html"))
    site.pages |= {"/1.html": article(1), "/2.html": article(2)}
    crawler.crawl()
    site.pages |= {
        "/1.html": Answer(status=301, headers={"Location": "/between.html"}),
        "/between.html": Answer(status=302, headers={"Location": "/end.html"}),
        "/end.html": article(1, "<p>改过了。</p>"),
        "/2.html": Answer(status=301, headers={"Location": "/2.html?again=1"}),
        "/2.html?again=1": Answer(status=301, headers={"Location": "/2.html"}),
    }
    told = [found for found in crawler.source().items() if isinstance(found, ItemMoved)]
    assert ItemMoved(site.url("/1.html"), site.url("/end.html")) in told
    assert not [one for one in told if "/2.html" in one.key]
