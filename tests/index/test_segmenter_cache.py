"""jieba's cache: ours, and never needed."""

from __future__ import annotations

import marshal
from pathlib import Path

import jieba
import pytest

from index.analysis import Segmenter, segmenter

TEXT = "防腐蚀技术年会"


@pytest.fixture(autouse=True)
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """No dictionary was read in this process yet."""
    monkeypatch.setattr(segmenter, "_general", [])


def words(cache: Path) -> list[str]:
    return [word for word, _ in Segmenter(cache=cache).cut(TEXT)]


def expected() -> list[str]:
    return [word for word, _ in Segmenter().cut(TEXT)]


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"not marshal",
        marshal.dumps(({"防": 1}, 1))[:-3],
        marshal.dumps(7),
        marshal.dumps(({}, 0)),
        marshal.dumps(("防", "腐")),
        marshal.dumps(({"防": "腐"}, 5)),
    ],
)
def test_a_cache_that_is_damaged_is_made_anew(tmp_path: Path, stored: bytes) -> None:
    (tmp_path / "jieba.cache").write_bytes(stored)
    assert words(tmp_path) == expected()


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nowhere"])
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    assert words(tmp_path / place) == expected()


def test_a_sound_cache_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert words(tmp_path) == expected()
    monkeypatch.setattr(segmenter, "_general", [])
    monkeypatch.setattr(jieba.Tokenizer, "gen_pfdict", None)  # what reads the text
    assert words(tmp_path)
