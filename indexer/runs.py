"""Reports of the last runs, kept beside the index for ``huisou status``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from indexer.report import RunReport

LAST_REPORT = "last-run.json"
"""The whole report of the last run."""

RUNS = "runs.jsonl"
"""A line for each of the last runs, the oldest first, with the counts of each source."""

KEPT_RUNS = 100


def keep_report(report: RunReport, folder: Path) -> None:
    """Leave the report where :func:`kept_runs` finds it; whole or not at all."""
    plain = report.to_dict()
    _write(folder / LAST_REPORT, report.to_json())
    lists = ("moved", "duplicates", "skipped", "failed", "refused", "unavailable")
    short = {**plain, **{name: len(plain[name]) for name in lists}}
    lines = [json.dumps(run, ensure_ascii=False) for run in [*kept_runs(folder), short]]
    _write(folder / RUNS, "".join(line + "\n" for line in lines[-KEPT_RUNS:]))


def kept_runs(folder: Path) -> list[dict[str, Any]]:
    """The last runs, the oldest first; lines that cannot be read are passed over."""
    try:
        lines = (folder / RUNS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return list(_objects(lines))


def last_report(folder: Path) -> dict[str, Any] | None:
    """What the last run said of itself, or None where there is nothing to read."""
    try:
        text = (folder / LAST_REPORT).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return next(_objects([text]), None)


def last_run_of(runs: Iterable[dict[str, Any]], source: str) -> dict[str, Any] | None:
    """What the newest of the runs that read the source did with it, with when it ``began``."""
    found: dict[str, Any] | None = None
    for run in runs:
        sources = run.get("sources")
        part = sources.get(source) if isinstance(sources, dict) else None
        if isinstance(part, dict):
            found = {"began": run.get("began", ""), **part}
    return found


def _objects(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            plain = json.loads(line)
        except ValueError:
            continue
        if isinstance(plain, dict):
            yield plain


def _write(file: Path, text: str) -> None:
    part = file.with_name(file.name + ".part")
    part.write_text(text, encoding="utf-8", errors="backslashreplace")
    part.replace(file)
