"""The real command in a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.indexer.website.site_server import Site

CHECKOUT = Path(__file__).resolve().parents[3]


class Command:
    """The real command in a folder that holds a ``huisou.toml`` and nothing else: what the
    README shows, and that the site is on loopback and need not be spared."""

    def __init__(self, folder: Path, site: Site, more: str = "") -> None:
        self.folder = folder
        toml = f"""
            [index]
            path = "index"
            [[sources]]
            name = "旧网站"
            kind = "website"
            start = ["{site.url("/")}"]
            allow_private = ["{site.host}"]
            delay = 0
            {more}
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
