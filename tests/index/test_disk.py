"""The single steps of the real disk and their safe compositions."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from index.disk import REAL_DISK, explained
from index.errors import IndexUnwritable
from tests.index.lossy_disk import CountingDisk, RefusingDisk


def test_create_refuses_a_name_in_use(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        REAL_DISK.create(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"old"


def test_write_whole_replaces_also_what_an_earlier_run_left(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a.part").write_bytes(b"half")
    REAL_DISK.write_whole(tmp_path / "a", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new"}


def test_write_whole_keeps_the_old_content_at_any_refusal(tmp_path: Path) -> None:
    counted = CountingDisk()
    counted.write_whole(tmp_path / "a", b"old")
    for after in range(1, counted.operations):
        disk = RefusingDisk(errno.EIO, after, frozenset({"create", "write", "sync_file", "rename"}))
        with pytest.raises(OSError, match="Input/output"):
            disk.write_whole(tmp_path / "a", b"new")
        assert (tmp_path / "a").read_bytes() == b"old"


def test_link_shares_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    REAL_DISK.link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").samefile(tmp_path / "b")


def test_link_copies_where_there_are_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(old: Path, new: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a").write_bytes(b"text")
    REAL_DISK.link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"text"
    assert not (tmp_path / "a").samefile(tmp_path / "b")


def test_link_to_a_missing_file_is_an_error_and_not_a_copy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        REAL_DISK.link(tmp_path / "a", tmp_path / "b")


def test_protect_takes_the_write_permission_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"")
    path.chmod(0o664)
    REAL_DISK.protect(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_make_folders_makes_the_missing_ones(tmp_path: Path) -> None:
    REAL_DISK.make_folders(tmp_path / "a" / "b" / "c")
    REAL_DISK.make_folders(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_remove_tree_does_not_follow_links(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kept").write_bytes(b"")
    (tmp_path / "tree" / "inner").mkdir(parents=True)
    (tmp_path / "tree" / "inner" / "link").symlink_to(tmp_path / "other")
    REAL_DISK.remove_tree(tmp_path / "tree")
    assert not (tmp_path / "tree").exists()
    assert (tmp_path / "other" / "kept").exists()


def test_a_folder_that_cannot_be_synced_for_its_file_system_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(code: int) -> None:
        def fsync(descriptor: int) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "fsync", fsync)

    refuse(errno.EINVAL)
    REAL_DISK.sync_folder(tmp_path)
    refuse(errno.EIO)
    with pytest.raises(OSError, match="Input/output"):
        REAL_DISK.sync_folder(tmp_path)


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有权限"), (errno.EROFS, "只读")],
)
def test_the_reason_is_told_in_chinese(tmp_path: Path, code: int, words: str) -> None:
    with pytest.raises(IndexUnwritable, match=words), explained(tmp_path):
        raise OSError(code, os.strerror(code))
