"""From ``huisou.toml`` alone: a site that says “not found” for everything loses nothing."""

from __future__ import annotations

from pathlib import Path

from tests.indexer.website.old_site import OldSite
from tests.indexer.website.real_command import Command
from tests.indexer.website.site_server import Site


def test_a_dead_site_deletes_nothing(site: Site, examples: Path, tmp_path: Path) -> None:
    sitemap = f'sitemap = ["{site.url("/sitemap.xml")}"]'
    old_site, command = OldSite(examples / "site", site), Command(tmp_path, site, sitemap)
    assert command.index()["added"] == 45
    site.otherwise = lambda path, headers: old_site._sorry()
    report = command.index()
    assert "起始页都读不到" in report["unavailable"][0]["reason"]
    assert (report["deleted"], report["generation"]) == (0, "")
    assert command.total("") == 45
