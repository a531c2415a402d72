"""What is kept of what was read: within its bytes, and only what is whole."""

from __future__ import annotations

import numpy as np

from index.engines.whoosh.recent import Read, Recent


def read(size: int) -> Read:
    """Documents and frequencies of 16 bytes a document."""
    return np.arange(size), np.ones(size, np.int64)


def reads(recent: Recent, key: bytes, size: int, whole: bool = True) -> int:
    """How many times it is read when asked for twice."""
    calls: list[bytes] = []

    def counted() -> Read:
        calls.append(key)
        return read(size)

    for _ in range(2):
        assert recent.get(("field", key), counted, lambda: whole)[0].tolist() == list(range(size))
    return len(calls)


def test_what_is_kept_is_not_read_again() -> None:
    recent = Recent(10_000)
    assert reads(recent, b"a", 10) == 1
    assert reads(recent, b"cut off by the clock", 10, whole=False) == 2
    assert reads(recent, b"too large", 1000) == 2


def test_the_longest_unused_is_forgotten() -> None:
    recent = Recent(3000)  # an entry of ten documents takes 560
    assert [reads(recent, b"%d" % number, 10) for number in range(5)] == [1] * 5
    assert reads(recent, b"0", 10) == 0
    assert reads(recent, b"5", 10) == 1
    assert reads(recent, b"1", 10) == 1
    assert reads(recent, b"0", 10) == 0


def test_what_is_kept_cannot_be_changed() -> None:
    kept = Recent(10_000).get(("field", b"a"), lambda: read(3), lambda: True)
    assert not any(part.flags.writeable for part in kept)
