"""What workers convert ahead of the pipeline is what the pipeline converts itself."""

from __future__ import annotations

import dataclasses
import functools
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from index.article import Article
from index.workers import Workers
from indexer.ahead import Ahead
from indexer.conversion import article_of
from indexer.converting import Making, Refused, loaded
from indexer.corrections import NO_CORRECTIONS
from indexer.enrich import Vocabulary
from indexer.extract import ExtractError, NotAnArticle
from indexer.extract.documents import DocumentLimits, Documents
from indexer.pipeline import run
from indexer.predecessor import Predecessor
from indexer.report import RunReport
from indexer.run_settings import RunSettings
from indexer.sources import (
    Attached,
    Content,
    Form,
    Found,
    Item,
    ItemFailure,
    ItemSkipped,
    Working,
)
from tests.indexer.memory_engine import MemoryWriter

PAGE = "<html><title>{0}</title><body><h1>{0}</h1><p>{1}</p></body></html>"
TEXT = "某某市防腐蚀协会第{0}届年会在北京召开，会长张三主持会议。"


def gone() -> bytes:
    """As of a file that was removed meanwhile."""
    raise OSError("没有了")


def page(number: int) -> Item:
    """One of pages, rows, texts, and what becomes no article."""
    text = TEXT.format(number) * 9
    html = PAGE.format(f"第{number}次通知", text).encode()
    kinds: list[tuple[Content, Form]] = [
        (html, Form.HTML),
        ({"title": f"第{number}行", "body": text}, Form.ROW),
        (b"", Form.HTML),
        ({"title": "同一篇", "body": "同一篇的正文"}, Form.ROW),
        ({"body": 5}, Form.ROW),
        (b"no document", Form.DOCUMENT),
    ]
    content, form = kinds[number % 6]
    item = Item(f"k{number}", f"p{number}", "", f"h{number}", form, lambda: content, size=900)
    if number % 12 == 0:
        more = Attached("附件", "", f"d{number}", lambda: b"not a document either")
        item = dataclasses.replace(item, attachments=(more,), more=(lambda: html,))
    return dataclasses.replace(item, load=gone) if number == 19 else item


@dataclass
class Pages:
    """A source of pages, with what else a source may give among them."""

    name: str = "源"
    count: int = 30

    def size(self) -> int:
        return 0

    def items(self) -> Iterator[Found]:
        for number in range(self.count):
            yield page(number)
            if number == 7:
                yield ItemSkipped("图.png", "不支持的格式")
            if number == 20:
                yield Working()
        yield ItemFailure("坏.html", "读不了", "坏.html")


@pytest.fixture(scope="module")
def ahead() -> Iterator[Ahead]:
    """With two workers, that are sent a few items at a time from the first on."""
    making = Making(Vocabulary(), DocumentLimits(), NO_CORRECTIONS)
    with pytest.MonkeyPatch.context() as patch, closing(Workers(2)) as workers:
        patch.setattr("indexer.ahead._FEW", 0)
        patch.setattr("indexer.ahead._TASK", 3000)
        yield Ahead(workers, making)


@pytest.fixture(scope="module")
def alone() -> Iterator[RunSettings]:
    """All is converted by the pipeline."""
    with Documents() as documents:
        yield RunSettings(batch=7, convert=functools.partial(article_of, documents=documents))


@pytest.fixture(scope="module")
def beside(alone: RunSettings, ahead: Ahead) -> RunSettings:
    """The same with workers."""
    return dataclasses.replace(alone, ahead=ahead)


def outcome(
    settings: RunSettings, predecessor: Predecessor | None = None, count: int = 30
) -> tuple[list[Article], bytes, list[str], dict[str, object]]:
    """Everything that a run leaves, but for how long it took."""
    writer = MemoryWriter()
    report = run([Pages(count=count)], writer, Vocabulary(), settings, predecessor=predecessor)
    return [*writer.articles.values()], writer.catalog.dump(), writer.log, plain(report)


def plain(report: RunReport) -> dict[str, object]:
    """The report without its times."""
    for part in report.sources.values():
        part.seconds = 0.0
    return report.to_dict()


def test_a_run_is_the_same_with_workers_and_without(
    alone: RunSettings, beside: RunSettings
) -> None:
    expected = outcome(alone)
    assert outcome(beside) == expected
    assert expected[3]["failed"]
    assert expected[3]["duplicates"]


def test_what_a_rebuild_takes_over_is_the_same_too(alone: RunSettings, beside: RunSettings) -> None:
    old = MemoryWriter()
    run([Pages("别处")], old, Vocabulary(), alone)
    predecessor = Predecessor(old.catalog, lambda: iter(old.articles.values()))
    expected = outcome(alone, predecessor, 4)
    assert expected[3]["carried"]
    assert outcome(beside, predecessor, 4) == expected


def test_items_are_converted_by_the_workers(ahead: Ahead) -> None:
    """Not by chance: what can be sent comes back as it should, in its order."""
    ready = [
        (found.key, made)
        for found, made in ahead.items(Pages().items(), "源", lambda _: True)
        if isinstance(found, Item)
    ]
    assert [key for key, _ in ready] == [f"k{number}" for number in range(30)]
    assert [key for key, made in ready if made is None] == ["k19"]
    assert sum(isinstance(made, Article) for _, made in ready) > 10
    assert any(isinstance(made, Refused) for _, made in ready)


def test_a_worker_that_dies_costs_nothing_but_time(
    alone: RunSettings, beside: RunSettings, ahead: Ahead
) -> None:
    expected = outcome(alone)
    process = ahead._workers._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert outcome(beside) == expected


def test_what_an_item_is_refused_for_is_raised_as_it_was() -> None:
    assert type(Refused("列表", is_skipped=True).error()) is NotAnArticle
    assert type(Refused("坏了", is_skipped=False).error()) is ExtractError


def test_contents_that_cannot_be_read_are_not_sent() -> None:
    with pytest.raises(OSError, match="没有了"):
        loaded(page(19))
