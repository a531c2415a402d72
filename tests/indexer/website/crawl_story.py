"""One site's life with the crawler, from ``huisou.toml`` on: begun and killed, gone on with,
unchanged, edited, down, down to a tenth, and whole again. A test asks whether it went right,
``python -m bench.crawl`` how fast."""

from __future__ import annotations

import itertools
import json
import math
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.analysis import Analyzer
from index.article import Visibility
from index.config import load_config
from index.engine import SearchRequest, open_reader
from index.parsing import parse
from indexer.standing import standing
from tests.indexer.website.listed_site import FIRST, Entry, ListedSite, identity
from tests.indexer.website.real_command import Command
from tests.indexer.website.site_server import Asked, serving

KILLED_AT = 0.4
"""The share of the column's articles after whose number of requests the first run is killed."""


@dataclass(slots=True)
class Step:
    """A run of the command: what was asked of the server meanwhile, what the run said, and
    what can be read on the site then; ``found`` is how many articles hold each of the words
    that were ever on it."""

    name: str
    asked: list[Asked]
    seconds: float
    cpu: float
    report: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    status: str = ""
    readable: set[str] = field(default_factory=set)
    found: Counter[str] = field(default_factory=Counter)
    articles: int = 0

    @property
    def whole(self) -> Counter[str]:
        """How often each page came whole, by :func:`identity`; the crawler's own questions
        (robots.txt, pages that cannot exist) apart."""
        return Counter(identity(one.path) for one in self.asked if _is_page(one))

    @property
    def twice(self) -> int:
        """How many pages came whole more often than once."""
        return sum(times - 1 for times in self.whole.values())

    @property
    def statuses(self) -> Counter[int]:
        """How many answers there were of each status."""
        return Counter(one.status for one in self.asked)

    def reasons(self, section: str) -> dict[str, str]:
        """The reasons in a section of the report by path, without the host."""
        return {
            "/" + line["path"].split("/", 3)[-1]: line["reason"] for line in self.report[section]
        }


class _Clock:
    """Seconds, and those of processors that the commands started since then took."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._before = os.times()

    def passed(self) -> tuple[float, float]:
        now = os.times()
        user = now.children_user - self._before.children_user
        system = now.children_system - self._before.children_system
        return time.monotonic() - self._began, user + system


def _is_page(asked: Asked) -> bool:
    return asked.status == 200 and "robots.txt" not in asked.path and "/huisou-" not in asked.path


class Story:
    """Tells it in a folder that is empty, of so many articles in the column."""

    def __init__(self, folder: Path, examples: Path, count: int) -> None:
        self._folder = folder
        self._examples = examples
        self.count = count
        self._ever: set[str] = set()

    def tell(self) -> Iterator[Step]:
        """Each step as it is over."""
        with serving() as server:
            self.site = ListedSite(self._examples / "site", server, self.count)
            self._command = Command(self._folder, server)
            yield self._killed()
            yield self._run("gone on with")
            self._edit()
            yield self._run("edited")
            self.site.outage.failing = set()
            self.site.outage.is_down = True
            yield self._run("down")
            self.site.outage.is_down = False
            self.site.outage.left = len(self.site.entries) // 10
            yield self._run("a tenth")
            self.site.outage.left = None
            yield self._run("whole again")
            yield self._run("unchanged")

    def _killed(self) -> Step:
        server = self.site.site
        clock, running = _Clock(), self._command.start("index")
        while server.requests.total() < self.count * KILLED_AT:
            assert running.poll() is None, "over before it was killed"
            time.sleep(0.005)
        running.kill()
        running.communicate()
        time.sleep(0.2)  # what the server was at is logged
        step = Step("killed", list(server.log), *clock.passed())
        step.status = "".join(self._command.start("status").communicate(timeout=60))
        return step

    def _run(self, name: str) -> Step:
        before, clock = len(self.site.site.log), _Clock()
        running = self._command.start("index", "--report", "report.json")
        out, err = running.communicate(timeout=900)
        assert "Traceback" not in out + err, err
        step = Step(name, self.site.site.log[before:], *clock.passed(), text=out)
        step.report = json.loads((self._folder / "report.json").read_text("utf-8"))
        step.status = standing(load_config(self._folder / "huisou.toml")).to_text()
        step.readable = set(self.site.words())
        self._ever |= step.readable
        self._search(step)
        return step

    def _search(self, step: Step) -> None:
        config = load_config(self._folder / "huisou.toml")
        analyzer = Analyzer.from_config(config)
        with closing(open_reader(config)) as reader:
            step.articles = reader.count(Visibility.STAFF)
            for word in self._ever:
                node = parse(f'"{word}"', analyzer.units).node
                step.found[word] = reader.total(SearchRequest(query=node))

    def _edit(self) -> None:
        """What an editor does in a week, and what goes wrong meanwhile."""
        site = self.site
        for name, numbers in self.edits.items():
            for number in numbers:
                site.change(number, **_EDITS[name])
        newest = max(site.entries)
        for number in range(newest + 1, newest + 4):
            site.entries[number] = Entry(number)
        site.outage.failing = self.failing

    @property
    def failing(self) -> set[int]:
        """Articles that fail while others are edited."""
        edited = {number for numbers in self.edits.values() for number in numbers}
        left = (n for n in range(FIRST, FIRST + self.count) if n not in edited and n % 20 == 2)
        return set(itertools.islice(left, 2))

    @property
    def edits(self) -> dict[str, list[int]]:
        """Which articles are edited how: forty at most, old and new, with every fault."""
        step = -(-self.count // 40)
        while math.gcd(step, 20) > 1:
            step += 1
        numbers = range(FIRST, FIRST + self.count, step)
        return {name: list(numbers[place :: len(_EDITS)]) for place, name in enumerate(_EDITS)}


_EDITS: dict[str, dict[str, object]] = {
    "changed": {"version": 1},
    "unlisted": {"is_listed": False},
    "moved, said": {"moved": "redirect"},
    "moved, unsaid": {"moved": "silently"},
    "deleted, 404": {"gone": "404", "is_listed": False},
    "deleted, 410": {"gone": "410", "is_listed": False},
    "deleted, still listed": {"gone": "soft"},
    "deleted, redirected": {"gone": "page", "is_listed": False},
}
