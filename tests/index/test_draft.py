"""Drafts: what a checkpoint keeps, what a resume takes up, what a seal leaves."""

from __future__ import annotations

import errno
import logging
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from index.digests import Digests
from index.draft import Draft
from index.errors import IndexCorrupt, IndexUnwritable
from index.generations import Generations
from index.manifest import MANIFEST, Manifest


def begin(root: Path, fingerprint: str = "f", *, rebuild: bool = False) -> Draft:
    generations = Generations(root, digests=Digests())
    return generations.begin(fingerprint=fingerprint, rebuild=rebuild)


def interrupted(root: Path, fingerprint: str = "f", *, rebuild: bool = False) -> Path:
    """A run that ended after a checkpoint with ``a`` and before one with ``b``."""
    with begin(root, fingerprint, rebuild=rebuild) as draft:
        draft.write("a", b"one")
        draft.checkpoint(1, catalog="a")
        draft.write("b", b"two")
    return draft.path


def seal(root: Path, **files: bytes) -> None:
    with begin(root) as draft:
        for name, content in files.items():
            draft.write(name, content)
        draft.seal(len(draft.names()))


def test_a_new_draft_has_the_files_of_its_parent(tmp_path: Path) -> None:
    seal(tmp_path, a=b"one")
    with begin(tmp_path) as draft:
        assert draft.names() == ["a"]
        assert draft.parent is not None
        assert draft.base == draft.parent.manifest
        assert (draft.path / "a").samefile(draft.parent.path / "a")


def test_files_of_an_older_format_get_the_digest_they_lack(tmp_path: Path) -> None:
    seal(tmp_path, a=b"one")
    path = Generations(tmp_path, digests=Digests()).newest_whole().path / MANIFEST
    manifest = Manifest.from_json(path.read_text("utf-8"), path)
    older = {name: replace(own, xxh3="") for name, own in manifest.files.items()}
    path.unlink()
    path.write_text(replace(manifest, files=older, version=2).to_json(), "utf-8")
    seal(tmp_path, b=b"two")
    newest = Generations(tmp_path, digests=Digests()).newest_whole()
    assert set(newest.manifest.files) == {"a", "b"}
    assert newest.manifest.files["a"] == manifest.files["a"]


def test_a_rebuild_starts_from_nothing(tmp_path: Path) -> None:
    seal(tmp_path, a=b"one")
    with begin(tmp_path, "another", rebuild=True) as draft:
        assert (draft.names(), draft.parent, draft.base) == ([], None, None)


def test_a_resume_goes_on_from_the_checkpoint(tmp_path: Path) -> None:
    interrupted(tmp_path)
    with begin(tmp_path) as draft:
        assert draft.resumed
        assert draft.names() == ["a"]
        assert draft.base is not None
        assert (draft.base.articles, draft.base.extra) == (1, {"catalog": "a"})
        draft.write("b", b"anew")
        assert set(draft.seal(2).manifest.files) == {"a", "b"}


def test_an_interrupted_rebuild_is_gone_on_with(tmp_path: Path) -> None:
    seal(tmp_path, z=b"old")
    interrupted(tmp_path, "another", rebuild=True)
    with begin(tmp_path, "another", rebuild=True) as draft:
        assert (draft.resumed, draft.names()) == (True, ["a"])


def test_a_run_without_a_checkpoint_starts_again(tmp_path: Path) -> None:
    with begin(tmp_path) as draft:
        draft.write("a", b"one")
    with begin(tmp_path) as draft:
        assert (draft.resumed, draft.names()) == (False, [])


@pytest.mark.parametrize("content", [None, b"o", b"One"])
def test_a_damaged_checkpoint_is_not_gone_on_from(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    path = interrupted(tmp_path) / "a"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with begin(tmp_path) as draft:
        assert (draft.resumed, draft.names()) == (False, [])
    assert f"{path}" in caplog.text


def test_a_checkpoint_of_another_parent_is_not_gone_on_from(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seal(tmp_path, a=b"one")
    seal(tmp_path, b=b"two")
    with begin(tmp_path) as draft:
        draft.checkpoint(2)
    Generations(tmp_path).roll_back()
    with begin(tmp_path) as draft:
        assert (draft.resumed, draft.names()) == (False, ["a"])
    assert "重新开始" in caplog.text


def test_a_checkpoint_of_another_kind_of_run_is_not_gone_on_from(tmp_path: Path) -> None:
    seal(tmp_path, z=b"old")
    interrupted(tmp_path)
    with begin(tmp_path, "another", rebuild=True) as draft:
        assert (draft.resumed, draft.names()) == (False, [])


def test_only_one_of_several_drafts_stays(tmp_path: Path) -> None:
    newest = interrupted(tmp_path)
    newest.rename(tmp_path / "gen-0007.tmp")
    (tmp_path / "gen-0003.tmp" / "inner").mkdir(parents=True)
    with begin(tmp_path) as draft:
        assert (draft.resumed, draft.path.name) == (False, "gen-0001.tmp")
    assert [path.name for path in tmp_path.glob("*.tmp")] == ["gen-0001.tmp"]


def test_a_removal_waits_until_it_is_safe(tmp_path: Path) -> None:
    interrupted(tmp_path)
    with begin(tmp_path) as draft:
        draft.remove("a")
        assert draft.names() == []
        assert (draft.path / "a").exists()
        draft.checkpoint(0)
        assert not (draft.path / "a").exists()


def test_a_removal_of_what_no_checkpoint_needs_is_done_at_once(tmp_path: Path) -> None:
    with begin(tmp_path) as draft:
        draft.write("a", b"one")
        draft.remove("a")
        assert not (draft.path / "a").exists()
        with pytest.raises(FileNotFoundError):
            draft.remove("never there")


def test_a_removal_before_the_crash_did_not_happen(tmp_path: Path) -> None:
    interrupted(tmp_path)
    with begin(tmp_path) as draft:
        draft.remove("a")
    with begin(tmp_path) as draft:
        assert draft.names() == ["a"]


def test_a_file_of_scratch_space_is_adopted_whole(tmp_path: Path) -> None:
    with begin(tmp_path) as draft:
        scratch = draft.path / "scratch"
        scratch.mkdir()
        (scratch / "made").write_bytes(b"one")
        draft.adopt(scratch / "made", "a")
        with pytest.raises(FileExistsError):
            draft.adopt(scratch / "made", "a")
        with pytest.raises(ValueError, match="not a name"):
            draft.adopt(scratch / "made", MANIFEST)
        draft.checkpoint(1)
    with begin(tmp_path) as draft:
        assert draft.names() == ["a"]
        assert (draft.path / "a").read_bytes() == b"one"
        assert not (draft.path / "scratch").exists()


def test_a_name_in_use_is_refused(tmp_path: Path) -> None:
    interrupted(tmp_path)
    with begin(tmp_path) as draft:
        draft.write("b", b"two")
        draft.remove("a")
        for attempt in (lambda: draft.create("a"), lambda: draft.rename("b", "a")):
            with pytest.raises(FileExistsError):
                attempt()
        with pytest.raises(ValueError, match="checkpoint"):
            draft.rename("a", "c")


@pytest.mark.parametrize("name", ["", "a/b", "../a", MANIFEST, ".a", "a.part"])
def test_a_name_that_cannot_be_a_file_here_is_refused(tmp_path: Path, name: str) -> None:
    with begin(tmp_path) as draft, pytest.raises(ValueError, match="not a name"):
        draft.write(name, b"")


@pytest.mark.parametrize("accident", [Path.unlink, lambda path: path.write_bytes(b"changed")])
def test_an_engine_that_breaks_the_rules_is_caught(tmp_path: Path, accident: object) -> None:
    with begin(tmp_path) as draft:
        draft.write("a", b"one")
        draft.checkpoint(1)
        (draft.path / "a").chmod(0o644)
        accident(draft.path / "a")  # type: ignore[operator]
        with pytest.raises(IndexCorrupt, match="改动或删除"):
            draft.checkpoint(1)


def test_what_is_checkpointed_is_read_only(tmp_path: Path) -> None:
    with begin(tmp_path) as draft:
        draft.write("a", b"one")
        generation = draft.seal(1)
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o222 for path in generation.path.iterdir()}
    assert modes == {0}


def test_scratch_is_gone_after_the_seal(tmp_path: Path) -> None:
    with begin(tmp_path) as draft:
        (draft.path / "MAIN.tmp").mkdir()
        (draft.path / "MAIN.tmp" / "run").write_bytes(b"")
        (draft.path / ".hidden").write_bytes(b"")
        draft.checkpoint(0)
        assert (draft.path / "MAIN.tmp" / "run").exists()
        generation = draft.seal(0)
    assert [path.name for path in generation.path.iterdir()] == [MANIFEST]


def test_an_unnamed_refusal_of_a_write_leaves_as_unwritable(tmp_path: Path) -> None:
    with pytest.raises(IndexUnwritable, match=r"gen-0001.tmp 写不进去：磁盘已满"), begin(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_an_error_about_another_file_leaves_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), begin(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied", "/somewhere/else")
    begin(tmp_path).close()


def test_a_start_without_a_checkpoint_is_no_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begin(tmp_path).close()
    with caplog.at_level(logging.INFO):
        begin(tmp_path).close()
    assert [record.levelname for record in caplog.records] == ["INFO"]
