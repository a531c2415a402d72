"""Where old ids lead: chains, ids used again, bounds, and what a file says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import moves
from index.errors import IndexCorrupt
from index.moves import Moves, destination, opened

IDS = st.sampled_from("abcdef")
RUNS = st.lists(st.tuples(st.dictionaries(IDS, IDS, max_size=3), st.frozensets(IDS)), max_size=6)


@given(RUNS)
def test_every_old_id_leads_where_following_it_run_by_run_does(
    runs: list[tuple[dict[str, str], frozenset[str]]],
) -> None:
    """Each run moves contents to what is live after it."""
    kept, followed = Moves(), dict[str, str]()
    for drawn, chosen in runs:
        live = chosen | set(drawn.values())
        kept = kept.after(drawn, live)
        for old, at in list(followed.items()):
            followed[old] = drawn.get(at, at)
        followed |= drawn
        followed = {old: to for old, to in followed.items() if old not in live}
        assert kept.to == followed
        assert Moves.load(kept.dump()) == kept
        for one in "abcdefg":
            assert destination(kept.dump(), one) == followed.get(one)


def test_an_id_is_not_taken_for_the_end_or_the_beginning_of_another() -> None:
    stored = Moves({"ab": "cd", "xab": "ef"}).dump()
    assert [destination(stored, one) for one in ("ab", "b", "xab", "xa", "cd", "")] == [
        "cd", None, "ef", None, None, None,
    ]  # fmt: skip


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "MOST", 2)
    kept = Moves({"a": "z", "b": "z"}).after({"c": "z"}, {"z"})
    assert list(kept.to) == ["b", "c"]


def test_a_folder_without_moves_has_none_and_a_damaged_file_is_said(tmp_path: Path) -> None:
    assert (Moves.read(tmp_path), opened(tmp_path)) == (Moves(), b"")
    (tmp_path / "moves-00000001.txt").write_bytes(b"\na b c\n")
    with pytest.raises(IndexCorrupt, match="搬迁记录"):
        Moves.read(tmp_path)
    (tmp_path / "moves-00000001.txt").write_bytes(b"")
    with pytest.raises(IndexCorrupt):
        opened(tmp_path)
