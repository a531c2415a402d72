"""A writer killed at random instants, and readers beside one that never pauses."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from index.digests import Digests
from index.generations import Generation, Generations
from tests.index.plain_engine import contents, expected, is_whole, last_batch

KILLS = int(os.environ.get("HUISOU_TEST_KILLS", "8"))
SECONDS = float(os.environ.get("HUISOU_TEST_SECONDS", "2"))
CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def writer(root: Path) -> Iterator[subprocess.Popen[str]]:
    """A child that writes for ever; killed at the end, if not before."""
    command = [sys.executable, "-m", "tests.index.plain_engine", str(root)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def killed_after(root: Path, seconds: float) -> dict[str, int]:
    """Kill a writer that long after its first words; what it had acknowledged."""
    with writer(root) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        said = [line.split() for line in [first, *child.stdout] if line.endswith("\n")]
        assert child.wait() == -signal.SIGKILL
    return {what: int(batch) for what, batch in said}


def test_a_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance, sealed, checkpointed = random.Random(7), 0, 0
    for _ in range(KILLS):
        durable = killed_after(tmp_path, chance.uniform(0, 0.3))
        generations = Generations(tmp_path, digests=Digests())
        sealed = durable.get("sealed", sealed)
        # A writer that goes on with a draft may say that it sealed it, and nothing else.
        checkpointed = durable.get("checkpoint", checkpointed)
        if sealed:
            found = generations.newest_whole()
            assert is_whole(found)
            assert last_batch(found.manifest) >= sealed
        with generations.begin(fingerprint="plain") as draft:
            assert draft.base is not None
            assert last_batch(draft.base) >= checkpointed
            assert contents(draft.path, draft.base) == expected(last_batch(draft.base))


def read_whole(generation: Generation) -> str:
    assert is_whole(generation)
    return generation.name


def read_until(root: Path, end: float) -> list[str]:
    """The names of the generations that a reader saw, opening one after the other."""
    generations, seen = Generations(root, digests=Digests()), []
    while time.monotonic() < end:
        seen.append(generations.open_current(read_whole))
    return seen


def test_readers_beside_a_writer_that_never_pauses(tmp_path: Path) -> None:
    with writer(tmp_path) as child, ThreadPoolExecutor(3) as pool:
        assert child.stdout is not None
        while not child.stdout.readline().startswith("sealed"):
            pass
        end = time.monotonic() + SECONDS
        readers = [pool.submit(read_until, tmp_path, end) for _ in range(2)]
        pool.submit(lambda: list(child.stdout or ()))  # else the writer would pause, unread
        seen = [reader.result() for reader in readers]
        child.kill()
    for names in seen:
        assert names == sorted(names)
        assert len(set(names)) > 1
