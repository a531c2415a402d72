"""``huisou index --watch``: a run at the start, then one for each change that settled."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import click

from index.config import AnySourceSettings, Config, SourceSettings
from index.errors import HuisouError
from indexer.watching import Watched, changes

RETRY = 30.0
"""Seconds until a run is tried again that could not be done (another one held the index)."""

log = logging.getLogger(__name__)


def watched_sources(config: Config, settings: Sequence[AnySourceSettings]) -> Watched:
    """The folders among the sources. Raises HuisouError where there is none."""
    roots = {one.name: one.path for one in settings if isinstance(one, SourceSettings)}
    if not roots:
        raise HuisouError("--watch 只能用于文件夹，这次的来源里没有文件夹")
    return Watched(roots, (Path(config.index.path).resolve(),))


def follow(
    watched: Watched,
    names: Iterable[str],
    run: Callable[[Sequence[str]], None],
    should_stop: Callable[[], bool],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Call ``run`` with ``names``, then with the sources that changed, until it should
    stop. A run that fails is told, and tried again with the next change or after a while."""
    told = changes(watched, should_stop)
    for due in _due(told, frozenset(names), clock):
        if should_stop():
            return
        due.is_done = _is_done(run, sorted(due.names))


class _Due:
    """Sources whose turn it is; whoever runs them says whether that was done."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.is_done = False


def _due(
    told: Iterator[frozenset[str]], first: frozenset[str], clock: Callable[[], float]
) -> Iterator[_Due]:
    pending, tried = first, float("-inf")
    next(told, None)  # watching begins before the first run, so that nothing falls between
    while True:
        if pending and clock() - tried >= RETRY:
            due = _Due(pending)
            yield due
            pending, tried = (frozenset(), float("-inf")) if due.is_done else (pending, clock())
        changed = next(told, None)
        if changed is None:
            return
        if changed:
            pending, tried = pending | changed, float("-inf")


def _is_done(run: Callable[[Sequence[str]], None], names: Sequence[str]) -> bool:
    try:
        run(names)
    except HuisouError as error:
        click.echo(f"这次没有成功，过一会儿再试：{error}", err=True)
        return False
    except Exception as error:
        log.debug("run", exc_info=True)
        click.echo(f"程序出错（{type(error).__name__}：{error}），继续等待变化", err=True)
    return True
