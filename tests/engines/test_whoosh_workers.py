"""What worker processes build is what is built without them, and outlives their deaths."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.analysis import Analyzer
from index.article import Article, Attachment
from index.check import check
from index.config import Config, IndexSettings
from index.engine import open_reader, open_writer
from index.engines.whoosh.background import BackgroundMerge
from index.engines.whoosh.building import Batch
from index.engines.whoosh.codec import ArraySegment
from index.engines.whoosh.documents import checked
from index.engines.whoosh.pending import Pending
from index.workers import Workers

ARTICLES = [
    Article(
        f"a{number}",
        f"第{number}号gb/t50046通知",
        f"防腐蚀技术年会{number}" * 9,
        attachments=(Attachment("", "", "附件正文"),) * (number % 3),
    )
    for number in range(40)
]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers from the first article on, who get a few at a time."""
    monkeypatch.setattr("index.engines.whoosh.pending._FEW", 1)
    monkeypatch.setattr("index.engines.whoosh.pending._TASK", 1000)
    monkeypatch.setattr("index.engines.whoosh.writer.cores", lambda: 2)


@pytest.fixture
def pending(at_once: None) -> Iterator[Pending]:
    """Shared out among two workers."""
    with closing(Workers(2)) as workers:
        yield Pending(Analyzer(), workers)


def put_all(pending: Pending) -> None:
    """Every article, some of which are put twice or taken back."""
    for article in ARTICLES:
        pending.put(article.id, checked(article))
    for article in ARTICLES[::7]:
        pending.put(article.id, checked(article))
    for article in ARTICLES[::5]:
        pending.drop(article.id)


def kill(pending: Pending) -> None:
    """As the system does where memory is short."""
    for ask in [pending._workers.ask(number, "segments", "no such") for number in range(2)]:
        ask.exception()
    process = pending._workers._process
    assert process is not None
    process.kill()
    process.wait()


def files(pending: Pending, folder: Path) -> list[tuple[bytes, int]]:
    """The files that are made, each with how many documents it has."""
    folder.mkdir()
    made = pending.made(folder)
    return [(m.file if isinstance(m.file, bytes) else m.file.read_bytes(), m.size) for m in made]


def test_workers_build_what_is_built_here(pending: Pending, tmp_path: Path) -> None:
    few = [checked(article) for article in ARTICLES[:2]]
    here = Batch(Analyzer().bulk().words)
    for turn in range(2):
        here.add(few)
        expected = io.BytesIO()
        here.finish(expected)
        for article, sent in zip(ARTICLES, few, strict=False):
            pending.put(article.id, sent)
        assert files(pending, tmp_path / str(turn)) == [(expected.getvalue(), 2)]


def test_what_was_replaced_or_taken_back_is_left_out(pending: Pending, tmp_path: Path) -> None:
    put_all(pending)
    assert [made.size for made in pending.made(tmp_path)] == [16, 16]
    assert pending.made(tmp_path) == []


def test_nothing_is_lost_when_a_worker_dies(pending: Pending, tmp_path: Path) -> None:
    put_all(pending)
    whole = files(pending, tmp_path / "whole")
    put_all(pending)
    kill(pending)
    assert files(pending, tmp_path / "lost") == whole
    put_all(pending)
    assert sum(size for _, size in files(pending, tmp_path / "here")) == 32


def test_a_file_that_a_worker_cannot_write_is_said(pending: Pending, tmp_path: Path) -> None:
    put_all(pending)
    with pytest.raises(FileNotFoundError):
        pending.made(tmp_path / "missing")


def test_an_index_by_workers_agrees_with_itself(tmp_path: Path, at_once: None) -> None:
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        for number, article in enumerate([*ARTICLES, *ARTICLES[::3]]):
            writer.put(article)
            if number % 15 == 14:
                writer.checkpoint()
        writer.delete("a4")
        writer.seal()
    assert check(config) == []
    with closing(open_reader(config)) as reader:
        assert {a.id for a in reader.articles()} == {a.id for a in ARTICLES} - {"a4"}


def test_segments_are_merged_beside_and_lose_nothing(
    tmp_path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is replaced or deleted while the merge of its segment goes on is gone from it."""
    monkeypatch.setattr("index.engines.whoosh.writer.MOST_SEGMENTS", 4)
    taken_in: list[int] = []
    take_in = BackgroundMerge.take_in

    def counted(merge: BackgroundMerge, adopt: Callable[[Path], ArraySegment]) -> ArraySegment:
        taken_in.append(len(merge.segments))
        return take_in(merge, adopt)

    monkeypatch.setattr(BackgroundMerge, "take_in", counted)
    config = Config(index=IndexSettings(path=tmp_path))
    kept: dict[str, Article] = {}
    with open_writer(config) as writer:
        for turn in range(24):
            for article in ARTICLES[turn % 13 :: 13]:
                kept[article.id] = replace(article, body=f"{article.body}第{turn}次")
                writer.put(kept[article.id])
            gone = ARTICLES[turn * 7 % 40].id
            kept.pop(gone, None)
            writer.delete(gone)
            writer.checkpoint()
        writer.seal()
    assert len(taken_in) > 1
    assert check(config) == []
    with closing(open_reader(config)) as reader:
        assert {a.id: a for a in reader.articles()} == kept


def test_a_merger_that_dies_costs_nothing_but_its_work(
    tmp_path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engines.whoosh.writer.MOST_SEGMENTS", 2)

    begin = BackgroundMerge.__init__
    begun: list[BackgroundMerge] = []

    def killed(merge: BackgroundMerge, *args: Any) -> None:
        begin(merge, *args)
        begun.append(merge)
        os.kill(merge._process, signal.SIGKILL)

    monkeypatch.setattr(BackgroundMerge, "__init__", killed)
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        for article in ARTICLES[:8]:
            writer.put(article)
            writer.checkpoint()
        writer.seal()
    assert len(begun) == 1
    assert check(config) == []
    with closing(open_reader(config)) as reader:
        assert reader.count() == 8


def test_a_run_that_ends_early_waits_for_no_merge(
    tmp_path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engines.whoosh.writer.MOST_SEGMENTS", 2)
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        for article in ARTICLES[:3]:
            writer.put(article)
            writer.checkpoint()
    assert not list(tmp_path.glob("*/scratch-*"))
    with open_writer(config) as writer:
        writer.seal()
    assert check(config) == []
