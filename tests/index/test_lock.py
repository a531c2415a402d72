"""One writer at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import IndexBusy, IndexUnwritable
from index.lock import LOCK, WriterLock

HOLDER = """
import sys
from pathlib import Path
from index.lock import WriterLock
lock = WriterLock.acquire(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_second_writer_says_who_holds_it_and_the_next_gets_it_after_a_kill(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(IndexBusy, match=rf"进程号 {child.pid}，主机 .+，自 \d{{4}}-.+ 起"):
            WriterLock.acquire(tmp_path)
        child.kill()
    WriterLock.acquire(tmp_path).release()


def test_two_writers_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    first = WriterLock.acquire(tmp_path)
    with pytest.raises(IndexBusy):
        WriterLock.acquire(tmp_path)
    first.release()
    first.release()
    WriterLock.acquire(tmp_path).release()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pid": 1, "since": "?"}', "\x00"])
def test_a_holder_that_has_not_signed_is_still_a_holder(tmp_path: Path, text: str) -> None:
    held = WriterLock.acquire(tmp_path)
    (tmp_path / LOCK).write_text(text)
    with pytest.raises(IndexBusy, match="另一个进程写入"):
        WriterLock.acquire(tmp_path)
    held.release()


def test_a_lock_that_cannot_be_made_is_an_unwritable_index(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir()
    with pytest.raises(IndexUnwritable, match=str(tmp_path)):
        WriterLock.acquire(tmp_path)
