"""Progress: plain lines where there is no terminal."""

from __future__ import annotations

import io

from indexer.progress import LineMeter, meter


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


def test_no_bar_is_drawn_into_a_file() -> None:
    stream = io.StringIO()
    with meter(stream) as shown:
        shown.begin("源", 10)
        shown.advance(10)
    assert stream.getvalue() == "开始读取 源\n"
