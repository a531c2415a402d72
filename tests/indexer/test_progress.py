"""Progress: plain lines where there is no terminal."""

from __future__ import annotations

import io

from rich.progress import Progress

from indexer.enrich import Vocabulary
from indexer.pipeline import run
from indexer.progress import BarMeter, LineMeter, meter
from indexer.run_settings import RunSettings
from indexer.sources import Working
from tests.indexer.memory_engine import MemorySource, MemoryWriter, plain_article


def test_a_line_for_each_thousand_items() -> None:
    stream = io.StringIO()
    shown = LineMeter(stream, clock=lambda: 0.0)
    shown.begin("源", 0)
    for _ in range(2500):
        shown.advance(1)
    expected = ["开始读取 源", "源：已处理 1000 项", "源：已处理 2000 项"]
    assert stream.getvalue().splitlines() == expected


def test_a_line_for_each_five_seconds() -> None:
    stream, moments = io.StringIO(), iter(range(0, 100, 2))
    shown = LineMeter(stream, clock=lambda: float(next(moments)))
    shown.begin("源", 0)
    for _ in range(6):
        shown.advance(1)
    assert stream.getvalue().count("已处理") == 2


def test_a_crawl_tells_how_far_it_is() -> None:
    """It counted its own signs of life, two a second, as items."""
    stream, moments = io.StringIO(), iter(range(0, 1000, 3))
    shown = LineMeter(stream, clock=lambda: float(next(moments)))
    source = MemorySource("站", {"1": ("一", "")})
    for key, sign in {"0a": Working(1, 9), "0b": Working(2, 14), "0c": Working(3, 12)}.items():
        source.rows[key] = sign
    settings = RunSettings(convert=plain_article)
    run([source], MemoryWriter(), Vocabulary(), settings, meter=shown)
    assert stream.getvalue().splitlines() == [
        "开始读取 站",
        "站：已抓取 2 个地址，知道的还有 14 个",
        "站：已处理 1 项",
    ]


def test_a_bar_is_drawn_of_a_crawl_and_then_of_its_items() -> None:
    progress = Progress(disable=True)
    shown = BarMeter(progress)
    shown.begin("站", 0)
    shown.work(30, 70)
    assert (progress.tasks[0].completed, progress.tasks[0].total) == (30, 100)
    shown.advance(0)
    assert (progress.tasks[0].completed, progress.tasks[0].total) == (0, None)
    assert progress.tasks[0].fields["items"] == 1
    shown.begin("别处", 50)
    shown.begin("站", 0)
    assert progress.tasks[0].total is None


def test_no_bar_is_drawn_into_a_file() -> None:
    stream = io.StringIO()
    with meter(stream) as shown:
        shown.begin("源", 10)
        shown.advance(10)
    assert stream.getvalue() == "开始读取 源\n"
