"""Digests are of the content, and are remembered only where that is safe."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
import xxhash

from index import digests
from index.digests import Digests

LONG_AGO = (1_000_000_000, 1_000_000_000)


def count_hashing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    hashed: list[str] = []
    original = hashlib.file_digest

    def counting(file, name):  # type: ignore[no-untyped-def]
        hashed.append(file.name)
        return original(file, name)

    monkeypatch.setattr(hashlib, "file_digest", counting)
    return hashed


def test_the_digests_are_those_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    known = Digests()
    assert known.of(tmp_path / "a", "sha256") == hashlib.sha256(b"text").hexdigest()
    assert known.of(tmp_path / "a", "xxh3") == xxhash.xxh3_128(b"text").hexdigest()


def test_a_settled_file_is_hashed_once_also_under_a_second_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed, known = count_hashing(monkeypatch), Digests()
    (tmp_path / "a").write_bytes(b"text")
    os.utime(tmp_path / "a", LONG_AGO)
    os.link(tmp_path / "a", tmp_path / "b")
    assert known.of(tmp_path / "a", "xxh3") == known.of(tmp_path / "b", "xxh3")
    assert len(hashed) == 1


def test_a_write_is_noticed(tmp_path: Path) -> None:
    known = Digests()
    (tmp_path / "a").write_bytes(b"text")
    os.utime(tmp_path / "a", LONG_AGO)
    before = known.of(tmp_path / "a", "xxh3")
    (tmp_path / "a").write_bytes(b"tExt")
    assert known.of(tmp_path / "a", "xxh3") != before


def test_a_fresh_file_is_hashed_again(tmp_path: Path) -> None:
    """A second write within the tick of the clock has the same size and the same time."""
    known, path = Digests(), tmp_path / "a"
    path.write_bytes(b"text")
    times = path.stat()
    before = known.of(path, "xxh3")
    path.write_bytes(b"tExt")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert known.of(path, "xxh3") != before


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "CAPACITY", 2)
    hashed, known = count_hashing(monkeypatch), Digests()
    for name in "abcab":
        (tmp_path / name).write_bytes(name.encode())
        os.utime(tmp_path / name, LONG_AGO)
        known.of(tmp_path / name, "xxh3")
    assert len(hashed) == 5
