"""Generations: which is read, what damage does, what stays, what a full disk leaves."""

from __future__ import annotations

import datetime
import errno
import os
import random
from pathlib import Path

import pytest

from index import draft as draft_module
from index.digests import Digests
from index.disk import Disk
from index.errors import (
    HuisouError,
    IndexBusy,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    IndexUnwritable,
)
from index.generations import Generation, Generations
from index.layout import CURRENT
from index.manifest import MANIFEST, Manifest
from tests.index.lossy_disk import CountingDisk, RefusingDisk
from tests.index.plain_engine import is_whole, last_batch, run


def opened(root: Path, disk: Disk | None = None, keep: int = 3) -> Generations:
    """As a process that has just started sees the folder."""
    return Generations(root, disk=disk or Disk(), keep=keep, digests=Digests())


def seal(root: Path, *names: str, keep: int = 3) -> Generation:
    with opened(root, keep=keep).begin(fingerprint="f") as draft:
        for name in names:
            draft.write(name, name.encode() * 10)
        return draft.seal(len(names))


def flip(path: Path, chance: random.Random) -> None:
    """Flip one random bit, as a bad disk does: past every permission."""
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.chmod(0o644)
    path.write_bytes(content)


# Reading


def test_nothing_sealed_is_missing(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "not there"):
        assert opened(root).current() is None
        with pytest.raises(IndexMissing, match="huisou index"):
            opened(root).newest_whole()
    assert list(tmp_path.iterdir()) == []


def test_a_writer_makes_the_folder_and_those_above_it(tmp_path: Path) -> None:
    root = tmp_path / "a" / "b"
    assert seal(root, "x") == opened(root).newest_whole() == opened(root).current()


def test_the_newest_is_current(tmp_path: Path) -> None:
    generations = opened(tmp_path)
    assert [seal(tmp_path, name).name for name in "abc"] == ["gen-0001", "gen-0002", "gen-0003"]
    assert generations.newest_whole().name == "gen-0003"
    assert set(generations.newest_whole().manifest.files) == {"a", "b", "c"}


def test_any_flipped_bit_is_found_and_the_one_before_is_served(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(3)
    seal(tmp_path, "a")
    newest = seal(tmp_path, "b", "c").path
    for name in ("b", "c", MANIFEST):
        whole = (newest / name).read_bytes()
        for _ in range(10):
            flip(newest / name, chance)
            assert opened(tmp_path).newest_whole().name == "gen-0001"
        (newest / name).write_bytes(whole)
        assert opened(tmp_path).newest_whole().name == "gen-0002"
        assert f"{newest / name} 已损坏" in caplog.text
    assert "改用 gen-0001" in caplog.text


def test_a_flipped_bit_in_a_shared_file_is_never_served(tmp_path: Path) -> None:
    """An update links its parent's files: there is no whole generation left to serve."""
    seal(tmp_path, "a")
    shared = seal(tmp_path, "b").path / "a"
    flip(shared, random.Random(1))
    with pytest.raises(IndexCorrupt, match=f"--rebuild.*{shared} 已损坏"):
        opened(tmp_path).newest_whole()


def test_a_flipped_bit_in_current_changes_nothing(tmp_path: Path) -> None:
    chance = random.Random(5)
    for name in "ab":
        seal(tmp_path, name)
    whole = (tmp_path / CURRENT).read_bytes()
    for _ in range(40):
        flip(tmp_path / CURRENT, chance)
        assert opened(tmp_path).newest_whole().name == "gen-0002"
        (tmp_path / CURRENT).write_bytes(whole)


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "../gen-0001", "gen-0001/../..", "/etc", "gen-1", "gen-٠٠٠١"),
        *("gen-0001 00000000", "gen-0001.tmp", "gen-0009", "gen-0001\n\n", "gen-0001\x00"),
        *("gen-" + "1" * 500, None),
    ],
)
def test_without_a_good_current_the_newest_whole_is_used(tmp_path: Path, text: str | None) -> None:
    for name in "ab":
        seal(tmp_path, name)
    (tmp_path / CURRENT).unlink()
    if text is not None:
        (tmp_path / CURRENT).write_text(text)
    generations = opened(tmp_path)
    assert generations.current() == generations.newest_whole()
    assert generations.newest_whole().name == "gen-0002"


def test_current_written_by_hand_is_followed(tmp_path: Path) -> None:
    for name in "ab":
        seal(tmp_path, name)
    (tmp_path / CURRENT).write_text("gen-0001\n")
    assert opened(tmp_path).newest_whole().name == "gen-0001"


def test_a_current_that_leads_nowhere_gives_the_one_below(tmp_path: Path) -> None:
    for name in "abc":
        seal(tmp_path, name)
    (tmp_path / CURRENT).write_text("gen-0002")
    (tmp_path / "gen-0002").rename(tmp_path / "elsewhere")
    assert opened(tmp_path).newest_whole().name == "gen-0001"


def test_a_copied_generation_is_not_taken_for_another(tmp_path: Path) -> None:
    path = seal(tmp_path, "a").path
    path.rename(tmp_path / "gen-0005")
    with pytest.raises(IndexCorrupt, match="里是 gen-0001 的内容"):
        opened(tmp_path).newest_whole()


def test_an_older_format_asks_for_a_rebuild_and_gets_one(tmp_path: Path) -> None:
    path = seal(tmp_path, "a").path
    old = Manifest("gen-0001", None, "", "f", 1, version=0)
    (path / MANIFEST).chmod(0o644)
    (path / MANIFEST).write_text(old.to_json())
    with pytest.raises(IndexOutdated, match="--rebuild"):
        opened(tmp_path).newest_whole()
    with opened(tmp_path).begin(fingerprint="f", rebuild=True) as draft:
        assert draft.seal(0).name == "gen-0002"


def test_another_fingerprint_asks_for_a_rebuild(tmp_path: Path) -> None:
    seal(tmp_path, "a")
    with pytest.raises(IndexOutdated, match="--rebuild"):
        opened(tmp_path).begin(fingerprint="another")
    opened(tmp_path).begin(fingerprint="another", rebuild=True).close()


def test_order_follows_numbers_and_not_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(tmp_path, "a")

    class Earlier(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Earlier:
            return cls(1999, 1, 1, tzinfo=tz)

    monkeypatch.setattr(draft_module, "datetime", Earlier)
    later = seal(tmp_path, "b")
    (tmp_path / CURRENT).unlink()
    assert later.manifest.created.startswith("1999")
    assert opened(tmp_path).newest_whole() == later


def test_numbers_grow_past_four_digits(tmp_path: Path) -> None:
    seal(tmp_path, "a")
    (tmp_path / "gen-9999").mkdir()
    (tmp_path / CURRENT).unlink()
    assert [seal(tmp_path, name).name for name in "bc"] == ["gen-10000", "gen-10001"]
    assert opened(tmp_path).newest_whole().name == "gen-10001"


def test_an_opener_overtaken_by_pruning_is_called_again(tmp_path: Path) -> None:
    first, calls = seal(tmp_path, "a"), list[str]()

    def opener(generation: Generation) -> str:
        calls.append(generation.name)
        if generation == first:
            for name in "bcd":
                seal(tmp_path, name, keep=2)
        return (generation.path / "a").read_text()[:1]

    assert opened(tmp_path).open_current(opener) == "a"
    assert calls == ["gen-0001", "gen-0004"]


def test_another_failure_of_an_opener_is_its_own(tmp_path: Path) -> None:
    seal(tmp_path, "a")
    with pytest.raises(ZeroDivisionError):
        opened(tmp_path).open_current(lambda generation: 1 // 0)


# Writing


def test_a_second_writer_is_refused_and_readers_are_not(tmp_path: Path) -> None:
    sealed = seal(tmp_path, "a")
    with opened(tmp_path).begin(fingerprint="f"):
        for attempt in (
            lambda: opened(tmp_path).begin(fingerprint="f"),
            opened(tmp_path).roll_back,
        ):
            with pytest.raises(IndexBusy, match=str(os.getpid())):
                attempt()
        assert opened(tmp_path).newest_whole() == sealed
    seal(tmp_path, "b")


def test_a_failed_begin_lets_the_next_writer_in(tmp_path: Path) -> None:
    seal(tmp_path, "a")
    with pytest.raises(IndexOutdated):
        opened(tmp_path).begin(fingerprint="another")
    seal(tmp_path, "b")


def test_an_update_of_a_damaged_index_starts_from_the_whole_one(tmp_path: Path) -> None:
    seal(tmp_path, "a")
    flip(seal(tmp_path, "b").path / "b", random.Random(2))
    newest = seal(tmp_path, "c")
    assert (newest.name, newest.manifest.parent) == ("gen-0003", "gen-0001")


def test_only_the_last_ones_stay_and_foreign_files_do(tmp_path: Path) -> None:
    tmp_path.joinpath("README.md").write_text("not ours")
    tmp_path.joinpath("gen-backup").mkdir()
    for name in "abcde":
        seal(tmp_path, name, keep=2)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"README.md", "gen-backup", "CURRENT", "LOCK", "gen-0004", "gen-0005"}


def test_damaged_generations_do_not_count_among_those_kept(tmp_path: Path) -> None:
    for name in "abc":
        seal(tmp_path, name)
    flip(tmp_path / "gen-0002" / MANIFEST, random.Random(2))
    seal(tmp_path, "d", keep=3)
    names = [generation.name for generation in opened(tmp_path).sealed()]
    assert names == ["gen-0001", "gen-0003", "gen-0004"]


def test_an_old_generation_that_cannot_be_deleted_is_only_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in "ab":
        seal(tmp_path, name)
    disk = RefusingDisk(errno.EACCES, 1, frozenset({"remove_folder"}))
    with opened(tmp_path, disk, keep=2).begin(fingerprint="f") as draft:
        draft.seal(0)
    assert opened(tmp_path).newest_whole().name == "gen-0003"
    assert "删不掉" in caplog.text


def test_a_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    with open(seal(tmp_path, "a").path / "a") as file:
        for _ in range(3):
            with opened(tmp_path, keep=2).begin(fingerprint="f", rebuild=True) as draft:
                draft.seal(0)
        assert not (tmp_path / "gen-0001").exists()
        assert file.read() == "a" * 10


def test_roll_back_goes_to_the_one_before(tmp_path: Path) -> None:
    for name in "abc":
        seal(tmp_path, name)
    assert opened(tmp_path).roll_back().name == "gen-0002"
    assert opened(tmp_path).roll_back().name == "gen-0001"
    assert opened(tmp_path).newest_whole().name == "gen-0001"
    with pytest.raises(IndexMissing, match="没有更早"):
        opened(tmp_path).roll_back()


def test_roll_back_passes_over_what_is_damaged(tmp_path: Path) -> None:
    for name in "abc":
        seal(tmp_path, name)
    flip(tmp_path / "gen-0002" / MANIFEST, random.Random(1))
    assert opened(tmp_path).roll_back().name == "gen-0001"


def test_what_was_withdrawn_never_comes_back(tmp_path: Path) -> None:
    for name in "abc":
        seal(tmp_path, name)
    opened(tmp_path).roll_back()
    (tmp_path / CURRENT).unlink()
    assert opened(tmp_path).newest_whole().name == "gen-0002"
    later = seal(tmp_path, "d")
    assert (later.name, later.manifest.parent) == ("gen-0004", "gen-0002")
    assert not list(tmp_path.glob("*.old"))


def test_roll_back_of_nothing(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "not there"):
        with pytest.raises(IndexMissing):
            opened(root).roll_back()
    assert not (tmp_path / "not there").exists()


def test_a_seal_that_was_not_promoted_is_promoted_by_the_next_run(tmp_path: Path) -> None:
    first = seal(tmp_path, "a")
    current = (tmp_path / CURRENT).read_bytes()
    second = seal(tmp_path, "b")
    (tmp_path / CURRENT).write_bytes(current)
    assert opened(tmp_path).newest_whole() == first
    with opened(tmp_path).begin(fingerprint="f") as draft:
        assert draft.parent == second
    assert opened(tmp_path).newest_whole() == second


# Refusals of the system

NAMES = frozenset({"create", "make_folder", "link", "rename"})
WRITES = NAMES | {"write", "sync_file", "sync_folder"}
CHANGES = NAMES | {"remove", "remove_folder", "protect"}


def operations_of_an_update(root: Path) -> int:
    run(opened(root), 3, lambda what, batch: None)
    counting = CountingDisk()
    run(opened(root, counting), 7, lambda what, batch: None)
    return counting.operations


@pytest.mark.parametrize(
    ("code", "kinds", "words"),
    [
        (errno.ENOSPC, WRITES, "磁盘已满"),
        (errno.EIO, WRITES, "读写出错"),
        (errno.EACCES, CHANGES, "没有权限"),
    ],
)
def test_a_refusal_at_any_write_leaves_the_old_and_is_gone_on_from(
    tmp_path: Path, code: int, kinds: frozenset[str], words: str
) -> None:
    for after in range(1, operations_of_an_update(tmp_path / "dry") - 10, 3):
        root, durable = tmp_path / str(after), {"checkpoint": 3}
        run(opened(root), 3, lambda what, batch: None)
        disk = RefusingDisk(code, after, kinds)
        with pytest.raises(IndexUnwritable, match=words):
            run(opened(root, disk), 7, durable.__setitem__)
        # The very last step makes durable what readers may already see.
        visible = (3, 7) if disk.refused[0] == "sync_folder" else (3,)
        assert last_batch(opened(root).newest_whole().manifest) in visible
        with opened(root).begin(fingerprint="plain") as draft:
            assert last_batch(draft.base) >= durable["checkpoint"]
        assert is_whole(run(opened(root), 7, lambda what, batch: None))


def test_a_path_that_is_a_file_is_unwritable(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(IndexUnwritable, match="data"):
        opened(tmp_path / "data").begin(fingerprint="f")
    with pytest.raises(IndexUnwritable, match=f"不是文件夹（{tmp_path / 'data'}）"):
        opened(tmp_path / "data" / "below").begin(fingerprint="f")
    with pytest.raises(IndexMissing):
        opened(tmp_path / "data").newest_whole()


def test_an_unreadable_file_is_damage_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = seal(tmp_path, "a").path / "a"

    def refuse(digests: Digests, path: Path, algorithm: str) -> str:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Digests, "of", refuse)
    with pytest.raises(HuisouError, match=f"{path} 读不了：没有权限"):
        opened(tmp_path).newest_whole()
