"""A worker that crashes, loops or eats takes nothing down and is replaced."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.extract.documents import DocumentError, DocumentLimits, Documents, isolation
from tests.indexer.documents.document_files import word

LIMITS = DocumentLimits(bytes=10_000, seconds=1, memory=400_000_000)
GREEDY = (sys.executable, "-P", "-m", "tests.indexer.documents.greedy_worker")


@pytest.fixture
def greedy() -> Iterator[Documents]:
    with Documents(LIMITS, GREEDY) as opened:
        assert opened.read(b"well").note == "well"  # the imports are behind it
        yield opened


def is_running(pid: str) -> bool:
    """Whether a process of that number lives (a zombie does not)."""
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_one_worker_reads_one_document_after_another(greedy: Documents) -> None:
    first, second = greedy.read(b"a"), greedy.read(b"b")
    assert first.text == second.text != str(os.getpid())


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (b"die", "崩溃"),
        (b"loop", "1 秒内没有读完"),
        (b"sleep", "1 秒内没有读完"),
        (b"child", "1 秒内没有读完"),
        (b"eat", "内存不够"),
    ],
)
def test_a_bad_document_costs_its_worker_alone(greedy: Documents, deed: bytes, reason: str) -> None:
    before = greedy.read(b"well").text
    began = time.monotonic()
    with pytest.raises(DocumentError, match=reason):
        greedy.read(deed)
    assert time.monotonic() - began < 10
    assert not is_running(before)
    assert greedy.read(b"well").text != before


def test_a_worker_killed_between_two_documents_is_replaced(greedy: Documents) -> None:
    pid = int(greedy.read(b"well").text)
    os.kill(pid, 9)
    with pytest.raises(DocumentError, match="崩溃"):
        greedy.read(b"well")
    assert greedy.read(b"well").text != str(pid)


def test_what_a_library_prints_is_no_answer(greedy: Documents) -> None:
    assert greedy.read(b"babble").note == "babble"


def test_no_socket_is_opened(greedy: Documents) -> None:
    assert greedy.read(b"call").note == "call"


def test_the_worker_ends_with_the_block() -> None:
    with Documents(LIMITS, GREEDY) as opened:
        pid = opened.read(b"well").text
        assert is_running(pid)
    assert not is_running(pid)


def test_a_worker_is_replaced_after_so_many_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "FILES_A_WORKER", 3)
    with Documents(LIMITS, GREEDY) as opened:
        pids = [opened.read(b"well").text for _ in range(6)]
    assert pids[0] == pids[1] == pids[2] != pids[3] == pids[4] == pids[5]


def test_size_is_looked_at_before_a_worker_starts() -> None:
    documents = Documents(LIMITS, ("/nonexistent",))
    for data, reason in ((b"", "空的"), (b"x" * 10_001, "10,000 字节")):
        with pytest.raises(DocumentError, match=reason):
            documents.read(data)


def test_a_real_document_under_real_limits() -> None:
    with Documents(DocumentLimits()) as documents:
        began = time.monotonic()
        texts = {documents.read(word(f"第{number}份")).text for number in range(20)}
        assert len(texts) == 20
        assert time.monotonic() - began < 30
