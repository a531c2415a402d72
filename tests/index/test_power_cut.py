"""Power cuts at every part of a run: nothing acknowledged is lost, nothing is unreadable."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.digests import Digests
from index.disk import Disk
from index.errors import HuisouError
from index.generations import Draft, Generations
from tests.index.lossy_disk import LossyDisk, PowerCut
from tests.index.plain_engine import contents, expected, is_whole, last_batch, run

CUTS = int(os.environ.get("HUISOU_TEST_CUTS", "40"))
FIRST, SECOND = 4, 11
"""The last batches of generation 1, which is there, and of 2, which is being written."""


def rebooted(root: Path, disk: Disk) -> Generations:
    return Generations(root, disk=disk, digests=Digests())


def prepare(folder: Path) -> Path:
    root = folder / "data"
    run(Generations(root), FIRST, lambda what, batch: None)
    return root


def cut_run(root: Path, disk: LossyDisk, start: int = FIRST) -> tuple[int, int]:
    """Run until the power goes; the last checkpoint and seal acknowledged by then."""
    durable = {"checkpoint": start, "sealed": start}
    with contextlib.suppress(PowerCut):
        run(rebooted(root, disk), SECOND, durable.__setitem__)
    disk.cut()
    return durable["checkpoint"], durable["sealed"]


def operations_of_a_run(folder: Path) -> int:
    root = prepare(folder)
    disk = LossyDisk(root, seed=0)
    run(rebooted(root, disk), SECOND, lambda what, batch: None)
    return disk.operations


def require_recovery(root: Path, disk: Disk, checkpoint: int, sealed: int) -> None:
    """What promise 5 says of an index after a crash."""
    generations = rebooted(root, disk)
    found = generations.newest_whole()
    assert is_whole(found)
    assert last_batch(found.manifest) in (FIRST, SECOND)
    assert last_batch(found.manifest) >= sealed
    with generations.begin(fingerprint="plain") as draft:
        assert draft.base is not None
        assert last_batch(draft.base) >= checkpoint
        assert contents(draft.path, draft.base) == expected(last_batch(draft.base))
    assert is_whole(run(generations, SECOND, lambda what, batch: None))
    assert last_batch(rebooted(root, disk).newest_whole().manifest) == SECOND


def cut_points(total: int) -> Iterator[tuple[int, int]]:
    """Seeds, each with the operation to cut before: evenly over the whole run."""
    for seed in range(CUTS):
        yield seed, 1 + (seed * total + random.Random(seed).randrange(total)) // CUTS


def test_a_cut_at_any_operation_loses_nothing_acknowledged(tmp_path: Path) -> None:
    total = operations_of_a_run(tmp_path / "dry")
    for seed, operation in cut_points(total):
        root = prepare(tmp_path / str(seed))
        disk = LossyDisk(root, seed, cut_after=operation)
        checkpoint, sealed = cut_run(root, disk)
        require_recovery(root, disk, checkpoint, sealed)


def test_cut_after_cut_still_finishes(tmp_path: Path) -> None:
    """Each boot gets a little further than the last; a resumed draft is cut as well."""
    root, checkpoint, boots = prepare(tmp_path), FIRST, 0
    while checkpoint < SECOND:
        disk = LossyDisk(root, seed=boots, cut_after=30 + boots)
        reached, sealed = cut_run(root, disk)
        checkpoint = max(checkpoint, reached)
        boots += 1
        with rebooted(root, disk).begin(fingerprint="plain") as draft:
            assert last_batch(draft.base) >= checkpoint
    assert boots > 3
    require_recovery(root, disk, checkpoint, sealed)


def test_an_idle_disk_loses_nothing(tmp_path: Path) -> None:
    root = prepare(tmp_path)
    disk = LossyDisk(root, seed=1)
    run(rebooted(root, disk), SECOND, lambda what, batch: None)
    disk.cut()
    require_recovery(root, disk, SECOND, SECOND)


def test_a_cut_in_the_first_build_leaves_nothing_or_all(tmp_path: Path) -> None:
    for seed in range(CUTS):
        root = tmp_path / str(seed)
        root.mkdir()
        disk = LossyDisk(root, seed, cut_after=1 + seed * 2)
        checkpoint, sealed = cut_run(root, disk, start=0)
        assert not sealed or is_whole(rebooted(root, disk).newest_whole())
        with rebooted(root, disk).begin(fingerprint="plain") as draft:
            assert last_batch(draft.base) >= checkpoint
        assert is_whole(run(rebooted(root, disk), SECOND, lambda what, batch: None))


def test_a_cut_in_a_roll_back_leaves_one_or_the_other(tmp_path: Path) -> None:
    """Also at the next writer: what was withdrawn is not promoted again."""
    for seed in range(CUTS):
        root = prepare(tmp_path / str(seed))
        run(rebooted(root, Disk()), SECOND, lambda what, batch: None)
        disk = LossyDisk(root, seed, cut_after=1 + seed % 8)
        with contextlib.suppress(PowerCut):
            rebooted(root, disk).roll_back()
        disk.cut()
        found = rebooted(root, disk).newest_whole()
        assert is_whole(found)
        with rebooted(root, disk).begin(fingerprint="plain") as draft:
            assert draft.parent is not None
            assert draft.parent.name == found.name


def test_scratch_made_past_the_disk_harms_nothing(tmp_path: Path) -> None:
    """An engine may spill into folders of its own; the model must bear with them."""
    for seed in range(8):
        root = prepare(tmp_path / str(seed))
        disk = LossyDisk(root, seed)
        with rebooted(root, disk).begin(fingerprint="plain") as draft:
            (draft.path / "scratch").mkdir()
            (draft.path / "scratch" / "spilt").write_bytes(b"text")
            if seed % 2:
                draft.checkpoint(3 * FIRST, batch=FIRST)
        disk.cut()
        require_recovery(root, disk, FIRST, FIRST)


class WithoutFileSync(LossyDisk):
    def sync_file(self, path: Path) -> None:
        self.step("sync_file", path)


class WithoutFolderSync(LossyDisk):
    def sync_folder(self, path: Path) -> None:
        self.step("sync_folder", path)


def caught(folder: Path, double: type[LossyDisk]) -> int:
    """How many of the cuts a careless writer does not survive."""
    total, failures = operations_of_a_run(folder / "dry"), 0
    for seed, operation in cut_points(total):
        root = prepare(folder / str(seed))
        disk = double(root, seed, cut_after=operation)
        checkpoint, sealed = cut_run(root, disk)
        try:
            require_recovery(root, disk, checkpoint, sealed)
        except (HuisouError, AssertionError):
            failures += 1
    return failures


@pytest.mark.parametrize("careless", [WithoutFileSync, WithoutFolderSync])
def test_a_writer_that_does_not_sync_is_caught(tmp_path: Path, careless: type[LossyDisk]) -> None:
    assert caught(tmp_path, careless) > CUTS // 4


def test_a_writer_that_deletes_too_early_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As stock Whoosh does: what the new state does not need goes before it is durable."""
    careful = Draft.checkpoint

    def careless(draft: Draft, articles: int, **extra: str | int) -> None:
        draft._remove_deferred()
        careful(draft, articles, **extra)

    monkeypatch.setattr(Draft, "checkpoint", careless)
    assert caught(tmp_path, LossyDisk) > 0
