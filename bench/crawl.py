"""The life of a crawled site, in requests, seconds and memory.

    python -m bench.crawl [--articles 2000] [--markdown]

The site of ``tests/indexer/website/listed_site.py``: the example site and a column of so many
articles on a loopback server that does what old servers do (it shares the cores). The real
``huisou index`` crawls it and is killed, goes on, runs after a week of edits, while the server
is down, while it has a tenth of its pages, after it has all again, and where nothing changed;
without a delay between requests. A line for each run:

- ``requests``, of them answered with a ``whole`` page (status 200, robots.txt and the pages
  that cannot exist apart), with 304, with a redirect, and with anything else;
- ``twice``: pages that came whole a second time in the run, under whatever address;
- what the report counts, and how many of the ``words`` (one stands on each page and in each
  document) a search found wrong: not at all, twice, or though they are gone;
- seconds, those of the processors, both with the start of the command.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.collection import ROOT
from tests.indexer.website.crawl_story import Step, Story

COLUMNS = (
    *("run", "requests", "whole", "304", "redirects", "other", "twice"),
    *("added", "changed", "unchanged", "moved", "deleted", "failed"),
    *("words", "wrong", "s", "CPU s"),
)


def row(step: Step) -> list[str]:
    """The figures of a run, as text."""
    statuses, report = step.statuses, step.report
    redirects = sum(count for status, count in statuses.items() if 300 < status < 304)
    whole = step.whole.total()
    other = len(step.asked) - whole - statuses[304] - redirects
    asked = [whole, statuses[304], redirects, other]
    counts = [report.get(name, "") for name in ("added", "changed", "unchanged")]
    moved = [len(report["moved"])] if report else [""]
    failed = [report["deleted"], len(report["failed"])] if report else ["", ""]
    wrong = [sum(n != (word in step.readable) for word, n in step.found.items())]
    words = [len(step.found), *wrong] if report else ["", ""]
    figures = [len(step.asked), *asked, step.twice, *counts, *moved, *failed, *words]
    return [step.name, *map(str, figures), f"{step.seconds:.1f}", f"{step.cpu:.1f}"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Tell the story and print each run as it is over."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args(arguments)
    line = "| {} |".format if options.markdown else "{}".format
    between = " | " if options.markdown else "\t"
    print(line(between.join(COLUMNS)))
    if options.markdown:
        print(line(between.join(["---", *["--:"] * (len(COLUMNS) - 1)])))
    with tempfile.TemporaryDirectory() as folder:
        for step in Story(Path(folder), ROOT / "examples", options.articles).tell():
            print(line(between.join(row(step))), flush=True)
        size = sum(file.stat().st_size for file in Path(folder).glob("index/crawl/*"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"\nlargest process: {peak / 1024:.0f} MB; what the crawl remembers: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
