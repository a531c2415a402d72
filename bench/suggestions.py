"""How long completing takes: what people type of real queries, by characters and by pinyin.

``python -m bench.suggestions --index FOLDER`` takes an index that ``bench.engines --keep``
built. Each string is typed three times; its second and third time count.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from flask import Flask

from bench.collection import typed_queries
from index.analysis import normalized
from index.analysis.pinyin import readings
from index.config import Config, IndexSettings
from index.results import Filters
from webapp import create_app
from webapp.service import reader, service
from webapp.suggesting import Scope, suggestions


def typed_strings(count: int, seed: int = 11) -> Iterator[tuple[str, str]]:
    """How it is typed, and the beginnings of real queries typed so."""
    chance = random.Random(seed)
    queries = [q for q in map(normalized, typed_queries()) if q and all(map(readings, q[:2]))]
    for _ in range(count):
        begun = chance.choice(queries)[: chance.randint(1, 6)]
        syllables = [(readings(c) or (c,))[0] for c in begun]
        half = len(begun) // 2
        yield "characters", begun
        yield "pinyin", "".join(syllables)
        yield "initials", "".join(syllable[0] for syllable in syllables)
        yield "mixed", begun[:half] + "".join(s[0] for s in syllables[half:])


def measure(app: Flask, count: int) -> None:
    """Print the times of each way of typing, in milliseconds."""
    with app.test_request_context("/"):
        opened, names = reader(), service().names
        print(f"{opened.count()} articles, {len(opened.lexicon())} words")
        for facet in ("org", "category"):
            names.of(opened, facet, Scope.of(Filters()).request)
        times: dict[str, list[float]] = {}
        for kind, typed in typed_strings(count):
            suggestions(typed, Filters())
            times.setdefault(kind, []).extend(_clocked(partial(suggestions, typed, Filters())))
        for kind, own in times.items():
            own.sort()
            p95 = own[int(0.95 * len(own))]
            print(
                f"{kind:12} p50 {statistics.median(own):5.1f}  p95 {p95:5.1f}  max {own[-1]:5.1f}"
            )


def _clocked(run: Callable[[], object]) -> Iterator[float]:
    for _ in range(2):
        began = time.process_time()
        run()
        yield (time.process_time() - began) * 1000


def first_use(app: Flask) -> None:
    """Print what the first completion of a worker pays for a generation, in milliseconds."""
    with app.test_request_context("/"):
        opened = reader()
        opened.count()
        began = time.process_time()
        opened.lexicon()
        read = time.process_time()
        for facet in ("org", "category"):
            service().names.of(opened, facet, Scope.of(Filters()).request)
        named = time.process_time()
        print(f"words {(read - began) * 1000:.0f} ms, names {(named - read) * 1000:.0f} ms of CPU")


def main() -> None:
    """Measure the index that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100, help="strings of each way of typing")
    options = parser.parse_args()
    app = create_app(Config(index=IndexSettings(path=options.index)))
    first_use(app)
    measure(app, options.count)


if __name__ == "__main__":
    main()
