"""Worker processes: what they are called for, what they raise, and how they end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.workers import WorkerLost, Workers, slow_features


@pytest.fixture
def workers() -> Iterator[Workers]:
    """Two, and one to spare, that each have two lists."""
    with closing(Workers(2)) as workers:
        workers.offer("names", list)
        workers.offer("others", list)
        yield workers


def test_what_a_call_raises_comes_back(workers: Workers) -> None:
    workers.tell(1, "names", "append", "甲")
    assert workers.ask(1, "names", "count", "甲").result() == 1
    assert workers.ask(0, "names", "count", "甲").result() == 0
    workers.tell(1, "names", "remove", "乙")
    assert workers.ask(1, "others", "count", "甲").result() == 0
    with pytest.raises(ValueError, match="not in list"):
        workers.ask(1, "names", "count", "甲").result()
    assert workers.ask(1, "names", "count", "甲").result() == 1
    workers.tell(workers.spare, "names", "no_such_method")
    with pytest.raises(AttributeError):
        workers.ask(workers.spare, "names", "clear").result()


def test_a_worker_that_is_gone_is_said(workers: Workers) -> None:
    workers.ask(0, "names", "clear").result()
    assert workers._process is not None
    workers._process.kill()
    with pytest.raises(WorkerLost):
        workers.ask(0, "names", "clear").result()


def test_workers_that_cannot_be_made_are_lost_and_nobody_waits(workers: Workers) -> None:
    workers.offer("none", lambda: None)
    for number in range(3):
        with pytest.raises(WorkerLost):
            workers.ask(number, "names", "clear").result()


def test_nothing_is_started_that_is_not_called(workers: Workers) -> None:
    started = [workers.is_started]
    workers.tell(0, "names", "clear")
    assert [*started, workers.is_started] == [False, True]
    with pytest.raises(RuntimeError, match="late"):
        workers.offer("late", list)


def test_numpy_is_told_of_nothing_that_it_does_not_know(tmp_path: Path) -> None:
    """It warns of a feature that the processor has not, and ends over one that it needs."""
    for maker in ("AuthenticAMD", "GenuineIntel"):
        (tmp_path / maker).write_text(f"vendor_id : {maker}\n")
    assert slow_features(tmp_path / "GenuineIntel") == slow_features(tmp_path / "none") == []
    disabled = {"NPY_DISABLE_CPU_FEATURES": " ".join(slow_features(tmp_path / "AuthenticAMD"))}
    code = "import numpy; print(sorted(numpy.array([2, 1])) == [1, 2])"
    command = [sys.executable, "-W", "error", "-c", code]
    said = subprocess.run(command, env={**os.environ, **disabled}, capture_output=True, check=True)
    assert (said.stdout.strip(), said.stderr) == (b"True", b"")
