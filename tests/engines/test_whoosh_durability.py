"""A real Whoosh index under power cuts and kills: promise 5 of the design."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.analysis import Analyzer
from index.article import Article
from index.catalog import Entry
from index.check import check
from index.config import Config, IndexSettings
from index.digests import Digests
from index.disk import Disk
from index.engine import SearchRequest, open_reader
from index.engines.whoosh.writer import WhooshWriter
from index.fingerprint import fingerprint
from index.generations import Generations
from index.workers import Workers
from tests.engines.drawn import quoted
from tests.index.lossy_disk import LossyDisk, PowerCut

CUTS = int(os.environ.get("HUISOU_TEST_CUTS", "20"))
KILLS = int(os.environ.get("HUISOU_TEST_KILLS", "6"))
CHECKOUT = Path(__file__).resolve().parents[2]
BATCHES = 4
SIZE = 3
ANALYZER = Analyzer()


def settings(root: Path) -> Config:
    """A configuration with the index at ``root``."""
    return Config(index=IndexSettings(path=root))


def write_batches(root: Path, disk: Disk, batches: int, said: dict[str, int]) -> None:
    """Write batches until there are so many, going on where the last run ended."""
    generations = Generations(root, disk=disk, digests=Digests())
    expected = fingerprint(settings(root), ANALYZER)
    with generations.begin(fingerprint=expected) as draft:
        writer = WhooshWriter(draft, ANALYZER, Workers(1))
        for batch in range(len(writer.catalog) // SIZE, batches):
            put_batch(writer, batch)
            writer.checkpoint()
            said["checkpoint"] = batch + 1
        writer.seal()
        said["sealed"] = batches


def put_batch(writer: WhooshWriter, batch: int) -> None:
    """Articles of one batch, each with its catalog entry; one of the batch before is
    replaced, so that a segment has deletions."""
    for number in range(batch * SIZE, (batch + 1) * SIZE):
        writer.put(Article(id=f"a{number}", title=f"第{number}号通知", body="防腐蚀技术年会"))
        claim = f"a{number}"
        entry = Entry("test", str(number), "hash", claim, str(number), claim, number, True)
        writer.catalog.put(entry)
    if batch:
        changed = batch * SIZE - 1
        writer.put(Article(id=f"a{changed}", title=f"第{changed}号通知", body="防腐蚀技术年会"))


def require_whole(root: Path, batches: int) -> None:
    """Every article of the batches is there and found, and the index agrees with itself."""
    reader = open_reader(settings(root))
    with contextlib.closing(reader):
        assert reader.count() == batches * SIZE
        assert reader.total(SearchRequest(quoted("防腐蚀技术"))) == batches * SIZE
    assert check(settings(root)) == []


def operations_of_a_run(folder: Path) -> int:
    """How many operations the second generation takes."""
    write_batches(folder, Disk(), 1, {})
    disk = LossyDisk(folder, 0)
    write_batches(folder, disk, BATCHES, {})
    return disk.operations


# The files that a cut leaves open in this process would be gone with the machine.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_power_cut_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    total = operations_of_a_run(tmp_path / "dry")
    chance = random.Random(11)
    for cut in range(CUTS):
        root = tmp_path / str(cut)
        write_batches(root, Disk(), 1, {})
        disk = LossyDisk(root, cut, cut_after=1 + (cut * total + chance.randrange(total)) // CUTS)
        said = {"checkpoint": 1, "sealed": 1}
        with contextlib.suppress(PowerCut):
            write_batches(root, disk, BATCHES, said)
        disk.cut()
        sealed = Generations(root, digests=Digests()).newest_whole().manifest.articles // SIZE
        assert sealed in (1, BATCHES)
        assert sealed >= said["sealed"]
        require_whole(root, sealed)
        after: dict[str, int] = {}
        write_batches(root, Disk(), BATCHES, after)
        assert after.get("checkpoint", BATCHES) >= said["checkpoint"]
        require_whole(root, BATCHES)


def test_a_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance, batches = random.Random(5), 0
    for _ in range(KILLS):
        command = [sys.executable, "-m", "tests.engines.test_whoosh_durability", str(tmp_path)]
        with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline()]
            time.sleep(chance.uniform(0, 0.8))
            child.send_signal(signal.SIGKILL)
            lines += child.stdout.readlines()
        assert child.returncode == -signal.SIGKILL
        acknowledged = [int(line) for line in lines if line.endswith("\n")]
        batches = max([batches, *acknowledged])
        generations = Generations(tmp_path, digests=Digests())
        with generations.begin(fingerprint=fingerprint(settings(tmp_path), ANALYZER)) as draft:
            assert draft.base is not None
            assert draft.base.articles >= batches * SIZE
    write_batches(tmp_path, Disk(), batches + 1, {})
    assert check(settings(tmp_path)) == []


def test_a_tampered_pickle_runs_nothing(tmp_path: Path) -> None:
    """Stock Whoosh runs what a pickle in its files names."""
    from index.engines.whoosh.unpickling import loads
    from index.errors import IndexCorrupt

    harmful = b"cos\nsystem\n(S'touch " + bytes(tmp_path / "harmed") + b"'\ntR."
    with pytest.raises(IndexCorrupt, match="system"):
        loads(harmful)
    assert not (tmp_path / "harmed").exists()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    while True:
        with Generations(folder).begin(
            fingerprint=fingerprint(settings(folder), ANALYZER)
        ) as open_draft:
            open_writer = WhooshWriter(open_draft, ANALYZER, Workers(1))
            for number in range(len(open_writer.catalog) // SIZE, 10_000):
                put_batch(open_writer, number)
                open_writer.checkpoint()
                print(number + 1, flush=True)
                if number % 3 == 2:
                    open_writer.seal()
                    break
