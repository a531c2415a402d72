"""From ``huisou.toml`` alone to a searchable index: the example site behind an old server,
killed in the middle, gone on with, changed at the source and brought in step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.indexer.website.old_site import OldSite
from tests.indexer.website.site_server import Site

CHECKOUT = Path(__file__).resolve().parents[3]
ARTICLES = 45
"""Of the 48 files of the example site, those that are no list and no home page."""


class Command:
    """The real command in a folder that holds a ``huisou.toml`` and nothing else."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        toml = f"""
            [index]
            path = "index"
            [[sources]]
            name = "旧网站"
            kind = "website"
            start = ["{site.url("/")}"]
            sitemap = ["{site.url("/sitemap.xml")}"]
            allow_private = ["{site.host}"]
            delay = 0
        """
        (folder / "huisou.toml").write_text(toml, encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The command under way."""
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "indexer", *arguments],
            cwd=self.folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def index(self, *arguments: str) -> dict[str, Any]:
        """The report of a whole run."""
        running = self.start("index", "--report", "report.json", *arguments)
        out, err = running.communicate(timeout=120)
        assert "Traceback" not in out + err
        report: dict[str, Any] = json.loads((self.folder / "report.json").read_text("utf-8"))
        return report

    def total(self, query: str) -> int:
        """How many articles a search finds."""
        out, err = self.start("search", "--json", query).communicate(timeout=60)
        assert not err
        return int(json.loads(out)["total"])


@pytest.fixture
def old_site(site: Site, examples: Path) -> OldSite:
    """The example site as an old server has it."""
    return OldSite(examples / "site", site)


@pytest.fixture
def command(tmp_path: Path, site: Site) -> Command:
    """The command, to be run on that site."""
    return Command(tmp_path, site)


def test_a_killed_crawl_is_gone_on_with(old_site: OldSite, command: Command) -> None:
    site = old_site.site
    old_site.seconds = 0.05
    running = command.start("index")
    until = time.monotonic() + 60
    while site.requests.total() < 20 and time.monotonic() < until:
        time.sleep(0.01)
    running.kill()
    running.communicate()
    assert 20 <= site.requests.total() < 40
    old_site.seconds = 0.0
    report = command.index()
    assert (report["added"], report["failed"]) == (ARTICLES, [])
    assert command.total("澜江") > 10
    again = {path: n for path, n in site.requests.items() if n > 1 and "huisou" not in path}
    again.pop("/robots.txt")
    assert len(again.keys() - {"/ShowNews.aspx?ID=318&nav=new", "/ShowNews.aspx?ID=318"}) <= 2
    assert max(again.values(), default=0) <= 3


def test_a_changed_site_is_brought_in_step(old_site: OldSite, command: Command) -> None:
    assert command.index()["added"] == ARTICLES
    page = (old_site.folder / "shownews_335.html").read_text("utf-8")
    old_site.changed = {"335": page.replace("考察", "勘探").encode(), "347": None}
    old_site.broken = {"352"}
    report = command.index()
    counts = [report[name] for name in ("added", "changed", "deleted", "unchanged")]
    assert counts == [0, 1, 1, ARTICLES - 3]
    assert [line["reason"] for line in report["failed"]] == ["服务器出错（500）"]
    assert command.total("标题:勘探") == 1


def test_a_dead_site_deletes_nothing(old_site: OldSite, command: Command) -> None:
    command.index()
    old_site.site.otherwise = lambda path, headers: old_site._sorry()
    report = command.index()
    assert "起始页都读不到" in report["unavailable"][0]["reason"]
    assert (report["deleted"], report["generation"]) == (0, "")
    assert command.total("") == ARTICLES
