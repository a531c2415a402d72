"""Folders that are watched: each change that has settled is told once, with its source.

watchfiles asks the system to tell (inotify and the like) and polls where that cannot be
had; ``WATCHFILES_FORCE_POLLING`` makes it poll, for network disks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, watch
from watchfiles._rust_notify import WatchfilesRustInternalError

Paths = set[tuple[Change, str]]
Identity = tuple[int, int] | None

SETTLED = 1.0
"""Seconds without a further change after which a change is told."""

LONGEST_UNREST = 60.0
"""Seconds after which it is told though changes go on."""

LOOK = 1.0
"""Seconds between two looks at what no event tells of: a folder that appears."""


@dataclass(frozen=True, slots=True)
class Watched:
    """``roots`` has the folder or file of each source; changes below ``ignored`` are not
    told: the index may lie within a source."""

    roots: Mapping[str, Path]
    ignored: tuple[Path, ...] = ()
    settled: float = SETTLED

    def sources(self, paths: Iterable[str]) -> frozenset[str]:
        """The sources that hold one of the paths."""
        told = [path for path in map(Path, paths) if self._counts(path)]
        return frozenset(
            name
            for name, root in self.roots.items()
            if any(path == root or root in path.parents for path in told)
        )

    def identities(self) -> dict[str, Identity]:
        """Which file or folder stands at each root just now."""
        return {name: _identity(root) for name, root in self.roots.items()}

    def _counts(self, path: Path) -> bool:
        is_hidden = path.name.startswith((".", "~$"))
        within = any(place == path or place in path.parents for place in self.ignored)
        return not is_hidden and not within


class _Stop:
    """What watchfiles asks whether to go on."""

    def __init__(self, should_stop: Callable[[], bool]) -> None:
        self.is_set = should_stop


def changes(
    watched: Watched, should_stop: Callable[[], bool], sleep: Callable[[float], None] = time.sleep
) -> Iterator[frozenset[str]]:
    """The sources that changed, after each change that settled; an empty set now and then,
    so that the caller can do something else. Ends when it should stop.

    Changes are also told that happen while the caller is busy with the last ones.
    """
    seen, moved = watched.identities(), frozenset[str]()
    while not should_stop():
        for names in _told(watched, seen, should_stop):
            # What has moved is told only once it is watched in its new place.
            yield names | moved
            seen, moved = _look(watched, seen)
            if moved:
                break
        else:
            sleep(LOOK)
            seen, appeared = _look(watched, seen)
            moved |= appeared
            if not any(seen.values()):
                yield moved
                moved = frozenset()


def _look(
    watched: Watched, seen: Mapping[str, Identity]
) -> tuple[dict[str, Identity], frozenset[str]]:
    """What stands at the roots now, and which of them are others than before."""
    now = watched.identities()
    return now, frozenset(name for name in now if now[name] != seen[name])


def _told(
    watched: Watched, seen: Mapping[str, Identity], should_stop: Callable[[], bool]
) -> Iterator[frozenset[str]]:
    """What the system tells of the roots that are there; ends at once where none is."""
    places = {_place(root) for name, root in watched.roots.items() if seen[name] is not None}
    if not places:
        return
    is_polling = False
    while not should_stop():
        try:
            for paths in _watch(places, watched.settled, should_stop, is_polling):
                yield watched.sources(path for _, path in paths)
            return
        except FileNotFoundError:  # gone since it was looked at
            return
        except (OSError, WatchfilesRustInternalError):
            if is_polling:
                raise
            is_polling = True  # no more watches to be had from the system


def _watch(
    places: set[Path], settled: float, should_stop: Callable[[], bool], is_polling: bool
) -> Iterator[Paths]:
    return watch(
        *sorted(places),
        watch_filter=None,
        debounce=round(LONGEST_UNREST * 1000),
        step=round(settled * 1000),
        stop_event=_Stop(should_stop),
        rust_timeout=round(LOOK * 1000),
        yield_on_timeout=True,
        force_polling=True if is_polling else None,
        raise_interrupt=False,
    )


def _place(root: Path) -> Path:
    """What is watched for the root: for a file its folder, since editors replace files."""
    return root if root.is_dir() else root.parent


def _identity(root: Path) -> Identity:
    try:
        found = root.stat()
    except OSError:
        return None
    # A file is replaced whenever it is saved, and its folder tells of that.
    return (found.st_dev, found.st_ino) if root.is_dir() else (0, 0)
