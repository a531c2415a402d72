"""Worker processes: what they are called for, what they raise, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from index.workers import WorkerLost, Workers


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
