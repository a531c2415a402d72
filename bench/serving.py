"""Pages under gunicorn: requests a second and latency of a mixed load, and where time goes.

    python -m bench.serving [--size 10000] [--seconds 10] [--workers 2] [--connections 4]
                            [--keep FOLDER]

Builds an index (or takes that of ``bench.engines --keep``), starts ``huisou serve`` on a free
loopback port and drives it with wrk, which must be installed (Debian: ``apt-get install
wrk``). The load is result pages: queries that people typed, filters and the second page
mixed in by a fixed seed. wrk shares the cores with the server.

An update is twenty articles that another process puts into a copy of the index, timed from
its first article until every worker that answers shows the change.

The shares are of another run, in this process: Flask's test client asks for the same
addresses, with a clock around the reader's search, around the making of each hit inside it
(snippets and marks), around the look for a mistyped word, and around the template; what is
left is parsing, addresses, routing and headers.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from bench.collection import ROOT, SHARED, articles, typed_queries
from bench.engines import CHANGED, OURS, UPDATED, built, config_of, rewrite
from bench.queries import addresses
from bench.search import alone
from index.engines.whoosh import reader as engine
from webapp import create_app
from webapp import search as pages

Result = dict[str, Any]
ADDRESSES = 2000
STARTING = 60
_SCRIPT = """
local addresses = {{ {addresses} }}
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("at", threads * 311)
end
function request()
  at = at % #addresses + 1
  return wrk.format("GET", addresses[at])
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{{"requests": %d, "seconds": %f, "p50 ms": %f, "p99 ms": %f, "max ms": %f, ' ..
    '"errors": {{"status": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}}}}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3,
    e.status, e.connect, e.read, e.write, e.timeout))
end
"""


@contextmanager
def served(index: Path, workers: int) -> Iterator[str]:
    """``huisou serve`` over the index on a free loopback port; gives its base address.

    Raises RuntimeError where it does not answer within a minute.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "indexer", "serve", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers)]
    with tempfile.TemporaryDirectory() as folder:
        unlimited = Path(folder) / "huisou.toml"
        unlimited.write_text("[limits]\nrequests_per_minute = 0\n", encoding="utf-8")
        named = {"HUISOU_INDEX": str(index), "HUISOU_CONFIG": str(unlimited)}
        environment = {**os.environ, **named}
        with subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
        ) as server:
            try:
                base = f"http://127.0.0.1:{port}"
                _await(base, server)
                yield base
            finally:
                server.terminate()


def _await(base: str, server: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + STARTING
    while time.monotonic() < until and server.poll() is None:
        try:
            with opener.open(f"{base}/readyz", timeout=5):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError(f"huisou serve did not answer at {base}")


def load(base: str, asked: list[str], seconds: int, connections: int, scratch: Path) -> Result:
    """What wrk measures on the addresses in turn, after a warm-up of two seconds."""
    script = scratch / "load.lua"
    script.write_text(_SCRIPT.format(addresses=", ".join(map(json.dumps, asked))), "utf-8")
    for duration in (2, seconds):
        options = ["-t", "1", "-c", str(connections), "-d", f"{duration}s", "-s", str(script)]
        run = subprocess.run(
            ["wrk", *options, base],
            capture_output=True,
            text=True,
            check=True,
            timeout=duration + STARTING,
        )
    found = re.search(r"^\{.*\}$", run.stdout, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"wrk gave no figures:\n{run.stdout}{run.stderr}")
    figures: Result = json.loads(found[0])
    return figures | {"requests/s": figures["requests"] / figures["seconds"]}


class _Clocks:
    """Seconds spent in each of the clocked functions."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def around(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """``work``, its time added to ``name``."""

        def clocked(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                self.seconds[name] += time.perf_counter() - began  # type: ignore[assignment]

        return clocked


def freshness(index: Path, workers: int, size: int) -> Result:
    """Seconds from the start of an update until the workers of a running server show it."""
    changed = [*islice(articles(size), CHANGED)][-1]
    with (
        tempfile.TemporaryDirectory(dir=index.parent) as scratch,
        ThreadPoolExecutor(1) as pool,
    ):
        copy = Path(shutil.copytree(index, Path(scratch) / "updated"))
        with served(copy, workers) as base:
            writing = pool.submit(alone, rewrite, copy, size)
            seen = _until_shown(f"{base}/api/v1/articles/{quote(changed.id)}", workers)
            return {"update visible s": seen - writing.result()["began"]}


def _until_shown(address: str, workers: int) -> float:
    """When the first was seen of so many answers on end with the change that no worker can
    have missed it. Raises RuntimeError after a minute."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    on_end, first, until = 0, 0.0, time.time() + STARTING
    while time.time() < until:
        with opener.open(address, timeout=5) as answer:
            shown = json.load(answer)["title"].endswith(UPDATED)
        first = first if on_end and shown else time.time()
        on_end = on_end + 1 if shown else 0
        if on_end == 10 * workers:
            return first
        time.sleep(0.01)
    raise RuntimeError(f"the update is not visible at {address}")


def shares(index: Path, asked: list[str]) -> Result:
    """The shares of time of a page, asked of the application in this process."""
    clocks = _Clocks()
    client = create_app(config_of(index)).test_client()
    hit, search = engine.hit, engine.WhooshReader.search  # type: ignore[attr-defined]
    render = pages.render_template  # type: ignore[attr-defined]
    offer = pages.offered  # type: ignore[attr-defined]
    for address in asked[:100]:
        client.get(address)
    with (
        patch.object(engine, "hit", clocks.around("snippets", hit)),
        patch.object(engine.WhooshReader, "search", clocks.around("search", search)),
        patch.object(pages, "offered", clocks.around("offer", offer)),
        patch.object(pages, "render_template", clocks.around("template", render)),
    ):
        took = [_page(client, address) for address in asked]
    whole, spent = sum(took), clocks.seconds
    parts = {
        "search": spent["search"] - spent["snippets"],
        "snippets": spent["snippets"],
        "offer": spent["offer"],
        "template": spent["template"],
        "rest": whole - spent["search"] - spent["offer"] - spent["template"],
    }
    return {
        "page p50 ms": statistics.median(took) * 1e3,
        "page p95 ms": statistics.quantiles(took, n=20)[-1] * 1e3,
        "shares": {name: round(seconds / whole, 3) for name, seconds in parts.items()},
    }


def _page(client: Any, address: str) -> float:
    began = time.perf_counter()
    status = client.get(address).status_code
    if status != 200:
        raise RuntimeError(f"{status} for {address}")
    return time.perf_counter() - began


def measure(size: int, root: Path, options: argparse.Namespace) -> Result:
    """Load and shares over an index of ``size`` articles below ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    index, _ = built(OURS, root, size)
    asked = addresses(typed_queries(), ADDRESSES)
    with tempfile.TemporaryDirectory() as scratch, served(index, options.workers) as base:
        figures = load(base, asked, options.seconds, options.connections, Path(scratch))
    whole = {"size": size, "workers": options.workers, "connections": options.connections}
    fresh = freshness(index, options.workers, size)
    return whole | figures | fresh | shares(index, asked[:1000])


def _show(result: Result) -> None:
    for name, value in result.items():
        print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="as for bench.engines")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        parser.exit(2, "wrk is not installed (Debian: apt-get install wrk)\n")
    if not (SHARED / "queries").is_dir():
        parser.exit(2, f"no queries to ask: {SHARED / 'queries'} (set HUISOU_SHARED)\n")
    with tempfile.TemporaryDirectory() as scratch:
        root = (options.keep or Path(scratch)) / str(options.size)
        result = measure(options.size, root.absolute(), options)
    _show(result)
    target = ROOT / "bench" / "results" / f"serving-{options.size}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
