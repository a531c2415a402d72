"""Folders are watched with real files, and the command with real signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.config import Config, FeedSettings
from index.errors import HuisouError, IndexBusy
from indexer import following
from indexer.following import follow, watched_sources
from indexer.watching import Watched, changes

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0


def next_change(told: Iterator[frozenset[str]]) -> frozenset[str]:
    """The next change, within reason."""
    end = time.monotonic() + PATIENCE
    for names in told:
        if names:
            return names
        assert time.monotonic() < end, "nothing was told"
    raise AssertionError("watching ended")


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """A folder ``a`` with the index in it, a file ``b.csv``, and ``c``, which is not there."""
    (tmp_path / "a" / "data").mkdir(parents=True)
    (tmp_path / "b.csv").write_text("title,body\n")
    roots = {"a": tmp_path / "a", "b": tmp_path / "b.csv", "c": tmp_path / "c"}
    return Watched(roots, (tmp_path / "a" / "data",), settled=0.1)


@pytest.mark.parametrize("polling", ["", "1"])
def test_a_change_is_told_of_its_source(
    watched: Watched, polling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if polling:
        monkeypatch.setenv("WATCHFILES_FORCE_POLLING", polling)
    told = changes(watched, lambda: False)
    next(told)
    (watched.roots["a"] / "new").mkdir()
    (watched.roots["a"] / "new" / "1.txt").write_text("第一篇")
    assert next_change(told) == {"a"}
    fresh = watched.roots["b"].with_name("b.part")
    fresh.write_text("title,body\n一,二\n")
    fresh.replace(watched.roots["b"])
    assert next_change(told) == {"b"}


def test_the_index_and_hidden_files_are_not_told(watched: Watched) -> None:
    base = watched.roots["a"]
    quiet = [base / "data" / "gen" / "x", base / ".swp", base / "~$doc.docx"]
    assert watched.sources(map(str, quiet)) == frozenset()
    assert watched.sources([str(base / "1.txt"), str(base)]) == {"a"}


def test_folders_that_come_and_go_are_told(watched: Watched) -> None:
    told = changes(watched, lambda: False)
    next(told)
    watched.roots["c"].mkdir()
    assert next_change(told) == {"c"}
    (watched.roots["c"] / "1.txt").write_text("第一篇")
    assert next_change(told) == {"c"}
    (watched.roots["c"] / "1.txt").unlink()
    watched.roots["c"].rmdir()
    assert next_change(told) == {"c"}


def test_watching_waits_where_nothing_is_there_yet(tmp_path: Path) -> None:
    told = changes(Watched({"x": tmp_path / "x" / "y"}), lambda: False)
    assert next(told) == frozenset()
    (tmp_path / "x" / "y").mkdir(parents=True)
    assert next_change(told) == {"x"}
    (tmp_path / "x" / "y").rmdir()
    assert next_change(told) == {"x"}


def test_a_run_that_cannot_be_done_is_tried_again(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(following, "RETRY", 0.0)
    runs: list[Sequence[str]] = []

    def run(names: Sequence[str]) -> None:
        runs.append(names)
        if len(runs) == 1:
            raise IndexBusy("索引正被另一个进程写入")
        if len(runs) == 2:
            (watched.roots["a"] / "late.txt").write_text("晚到的一篇")
            raise RuntimeError("a fault")

    follow(watched, ["a", "c"], run, lambda: len(runs) >= 3)
    assert runs == [["a", "c"], ["a", "c"], ["a"]]
    said = capsys.readouterr().err
    assert "索引正被另一个进程写入" in said
    assert "程序出错（RuntimeError：a fault）" in said


def test_only_folders_can_be_watched() -> None:
    feed = FeedSettings(kind="feed", name="动态", url="feed.xml")
    with pytest.raises(HuisouError, match="没有文件夹"):
        watched_sources(Config(), [feed])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_follows_a_folder_until_it_is_stopped(
    tmp_path: Path, number: signal.Signals
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "1.txt").write_text("第一篇文章\n\n讨论了防腐的安排。", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "HUISOU_INDEX": str(tmp_path / "i")}
    command = [sys.executable, "-m", "indexer", "index", "--watch", str(news)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=tmp_path, env=environment, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        try:
            _await(process.stdout, "gen-0001 已生效，共 1 篇")
            (news / "2.txt").write_text("第二篇文章\n\n讨论了节能的安排。", encoding="utf-8")
            _await(process.stdout, "gen-0002 已生效，共 2 篇")
            process.send_signal(number)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def _await(lines: Iterator[str], wanted: str) -> None:
    read = []
    for line in lines:
        read.append(line)
        if wanted in line:
            return
    raise AssertionError(read)
