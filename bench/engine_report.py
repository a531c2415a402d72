"""What ``bench.engines`` measured, as tables, ratios and warnings."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

Result = dict[str, Any]

FIGURES = (
    "build s",
    "build CPU s",
    "CPU ms / article",
    "build / segmenting CPU",
    "build / segmenting, all cores",
    "build / segmenting by jieba",
    "cores busy",
    "build peak MB",
    "size / text",
    "update s",
    "open ms",
    "own MB",
    "mapped MB",
)
COMPARED = (
    ("facets, no snippets", "huisou, no hits", "tantivy"),
    ("ten hits with snippets", "huisou", "tantivy, snippets"),
)
LEGEND = (
    "ms: p50 / p95 / first use by a new reader; own MB: memory without a file behind it, on top"
    " of the analyzer's; mapped MB: resident pages of files, which workers share"
)


def table(result: Result) -> list[list[str]]:
    """The rows of the table, the first its head."""
    rows: Result = result["rows"]
    made = [[f"{result['size']:,} articles", *rows]]
    made += [[name, *(str(row.get(name, "")) for row in rows.values())] for name in FIGURES]
    for name in rows["huisou"]["classes"]:
        made.append([name, *(_cell(row["classes"][name]) for row in rows.values())])
    return made


def _cell(measured: Result) -> str:
    if not measured["can"]:
        return "cannot"
    return f"{measured['p50']} / {measured['p95']} / {measured['first']}"


def show(result: Result, console: Console) -> None:
    """Print the table on a terminal."""
    head, *rows = table(result)
    made = Table(*head)
    for row in rows:
        made.add_row(*row)
    console.print(made)
    console.print(LEGEND)


def markdown(result: Result) -> str:
    """The table for the docs."""
    head, *rows = table(result)
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{LEGEND}\n"


def ratios(result: Result) -> Iterator[str]:
    """Ours over tantivy's p50, and our first use over our p50, class by class; the slowest."""
    rows: Result = result["rows"]
    for kind, ours, theirs in COMPARED:
        if theirs in rows:
            yield _line(f"ours / tantivy, {kind}", _over(rows[ours], rows[theirs], "p50", "p50"))
    for _, ours, _ in COMPARED:
        yield _line(f"first use / warm, {ours}", _over(rows[ours], rows[ours], "first", "p50"))
        slowest = {n: m["max"] for n, m in rows[ours]["classes"].items() if n.startswith("32 ")}
        yield f"slowest, {ours}: " + "; ".join(f"{n} {ms} ms" for n, ms in slowest.items())


def _over(ours: Result, theirs: Result, above: str, below: str) -> dict[str, float]:
    return {
        name: measured[above] / max(0.01, theirs["classes"][name][below])
        for name, measured in ours["classes"].items()
        if measured["can"] and theirs["classes"][name]["can"]
    }


def _line(what: str, by_class: dict[str, float]) -> str:
    worst = max(by_class, key=lambda name: by_class[name])
    each = "; ".join(f"{name} {ratio:.2f}" for name, ratio in by_class.items())
    middle = statistics.median(by_class.values())
    return f"{what}: median {middle:.2f}, worst {by_class[worst]:.2f} ({worst}) [{each}]"


def warnings(result: Result) -> Iterator[str]:
    """A line for each class in which we and tantivy, asked the same, count differently.

    One difference is known: a lone Han character among the terms. We answer it from all
    pairs that hold it; tantivy has pairs alone, and finds it only where it stands by itself.
    """
    rows: Result = result["rows"]
    for _, ours, theirs in COMPARED:
        for name, measured in rows[ours]["classes"].items():
            if measured["partial"]:
                yield f"warning: {ours}, {name}: {measured['partial']} queries ran out of time"
            beside = rows[theirs]["classes"][name] if theirs in rows else {"can": False}
            if beside["can"]:
                where = f"{ours} and {theirs}, {name}"
                yield from _differences(where, result["lone"][name], measured, beside)


def _differences(where: str, lone: Sequence[bool], ours: Result, theirs: Result) -> Iterator[str]:
    answers = [[*zip(row["totals"], row["orgs"], strict=True)] for row in (ours, theirs)]
    for known, what in ((False, "warning"), (True, "known, a lone character")):
        unlike = [
            (text, a, b)
            for text, alone, a, b in zip(ours["asked"], lone, *answers, strict=True)
            if a != b and alone == known
        ]
        if unlike:
            text, a, b = unlike[0]
            yield f"{what}: {where}: {len(unlike)} of {len(lone)} differ; {text}: {a} and {b}"


def growth(results: Sequence[Result]) -> Iterator[str]:
    """How our rare-word and common-word searches grow from size to size."""
    if len(results) < 2:
        return
    for row in ("huisou", "huisou, no hits"):
        for name in ("one rare word", "one common word"):
            times = (f"{r['size']:,}: {r['rows'][row]['classes'][name]['p50']} ms" for r in results)
            yield f"growth, {row}, {name}: " + ", ".join(times)
