"""One run: what is read, kept, deleted, withheld, and what the report says of it."""

from __future__ import annotations

import dataclasses

import pytest

from index.article import Article, Visibility
from index.errors import IndexUnwritable
from indexer.enrich import Vocabulary
from indexer.extract import ExtractError, NotAnArticle
from indexer.pipeline import run
from indexer.predecessor import Predecessor
from indexer.report import RunReport
from indexer.run_settings import RunSettings
from indexer.sources import Item, ItemFailure, ItemSkipped, Source
from tests.indexer.memory_engine import MemorySource, MemoryWriter, Row, plain_article

TEN = {f"{n}.html": (f"第{n}篇", "") for n in range(10)}


def plainly(**changes: object) -> RunSettings:
    """Settings with a plain conversion and small batches."""
    settings = RunSettings(batch=3, convert=plain_article)
    return dataclasses.replace(settings, **changes)  # type: ignore[arg-type]


def index(writer: MemoryWriter, *sources: Source, **changes: object) -> RunReport:
    """One run with a plain conversion."""
    settings = plainly(**changes)
    return run(sources, writer, Vocabulary(), settings)


def rebuild(
    old: MemoryWriter, *sources: Source, **changes: object
) -> tuple[MemoryWriter, RunReport]:
    """A rebuild beside the old generation."""
    settings = plainly(**changes)
    writer = MemoryWriter()
    before = Predecessor(old.catalog, lambda: iter(old.articles.values()))
    report = run(sources, writer, Vocabulary(), settings, predecessor=before, must_seal=True)
    return writer, report


def titles(writer: MemoryWriter) -> set[str]:
    return {article.title for article in writer.articles.values()}


def test_an_unchanged_item_is_not_extracted_again() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    assert index(writer, source).added == 10
    source.loads.clear()
    source.rows["3.html"] = ("改了", "")
    report = index(writer, source)
    assert (report.unchanged, report.changed, source.loads) == (9, 1, ["3.html"])
    assert "改了" in titles(writer)
    assert "第3篇" not in titles(writer)


def test_batches_are_saved_and_nothing_is_sealed_without_a_change() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    assert index(writer, source).generation == "gen-0001"
    assert writer.log.count("checkpoint") == 3
    assert index(writer, source).generation == ""
    assert writer.log.count("seal") == 1


def test_what_comes_slowly_is_saved_before_a_batch_is_full() -> None:
    writer = MemoryWriter()
    index(writer, MemorySource("源", dict(TEN)), batch=100, seconds=0)
    assert writer.log.count("checkpoint") == 10


def test_what_is_gone_from_its_source_goes() -> None:
    writer = MemoryWriter()
    source, other = MemorySource("源", dict(TEN)), MemorySource("别处", {"x": ("别的", "")})
    index(writer, source, other)
    del source.rows["3.html"]
    assert index(writer, source).deleted == 1
    assert len(titles(writer)) == 10
    assert "别的" in titles(writer)


def test_too_great_a_loss_is_withheld_until_it_is_allowed() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    index(writer, source)
    source.rows = {**dict(list(TEN.items())[3:]), "new": ("新的", "")}
    report = index(writer, source)
    assert (report.deleted, report.added, report.exit_status) == (0, 1, 1)
    assert "少了 3 篇" in report.to_text()
    assert "--allow-shrink" in report.to_text()
    assert len(titles(writer)) == 11
    assert index(writer, source, allow_shrink=True).deleted == 3
    assert len(titles(writer)) == 8


def test_a_source_is_told_what_the_index_has_once_it_is_sealed() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    index(writer, source, should_stop=lambda: len(source.loads) > 3)
    assert source.concluded == []
    index(writer, source)
    source.rows = dict(list(TEN.items())[5:])
    index(writer, source)
    index(writer, source, allow_shrink=True)
    assert source.concluded == [set(TEN), set(TEN), set(source.rows)]


def test_a_renamed_folder_is_no_loss() -> None:
    writer = MemoryWriter()
    index(writer, MemorySource("源", dict(TEN)))
    report = index(writer, MemorySource("源", {f"新/{key}": row for key, row in TEN.items()}))
    assert (report.deleted, report.refused, len(writer.articles)) == (0, [], 10)
    assert (report.added, len(report.moved)) == (0, 10)


def test_what_fails_now_keeps_its_old_article() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    index(writer, source)
    for key in ("1.html", "2.html"):
        source.rows[key] = ItemFailure(key, "没有读取权限", key)
    report = index(writer, source, allow_shrink=True)
    assert (report.deleted, len(report.failed), report.exit_status) == (0, 2, 1)
    assert len(writer.articles) == 10


def test_a_broken_row_deletes_no_row_of_its_file() -> None:
    rows = {f"a.jsonl#{n}": (f"行{n}", "") for n in range(5)}
    writer, source = MemoryWriter(), MemorySource("源", dict(rows))
    index(writer, source)
    source.rows["a.jsonl#2"] = ItemFailure("a.jsonl:3", "不是有效的 JSON", "a.jsonl")
    assert index(writer, source, allow_shrink=True).deleted == 0
    assert len(writer.articles) == 5


def test_a_source_that_is_not_there_keeps_all() -> None:
    writer = MemoryWriter()
    index(writer, MemorySource("源", dict(TEN)))
    report = index(writer, MemorySource("源", is_missing=True), allow_shrink=True)
    assert (report.exit_status, report.deleted, len(writer.articles)) == (2, 0, 10)
    both = index(writer, MemorySource("源", is_missing=True), MemorySource("二", {"a": ("甲", "")}))
    assert (both.exit_status, len(writer.articles)) == (1, 11)


def test_the_same_content_twice_is_one_article_until_both_are_gone() -> None:
    writer, source = MemoryWriter(), MemorySource("源", {"a": ("同一篇", ""), "b": ("同一篇", "")})
    report = index(writer, source)
    assert (report.added, len(report.duplicates), len(writer.articles)) == (1, 1, 1)
    del source.rows["a"]
    index(writer, source, allow_shrink=True)
    assert titles(writer) == {"同一篇"}
    source.rows.clear()
    index(writer, source, allow_shrink=True)
    assert not writer.articles


def test_of_one_address_the_later_item_wins() -> None:
    url = "http://a.example/1.html"
    writer, source = MemoryWriter(), MemorySource("源", {"a": ("旧稿", url), "b": ("定稿", url)})
    assert "网址" in index(writer, source).duplicates[0].reason
    assert titles(writer) == {"定稿"}
    source.rows["a"] = ("旧稿又改", url)
    index(writer, source)
    assert titles(writer) == {"定稿"}


def test_the_later_source_is_the_one_configured_later_whatever_runs_first() -> None:
    url = "http://a.example/1.html"
    one, two = MemorySource("一", {"a": ("旧稿", url)}), MemorySource("二", {"a": ("定稿", url)})
    for order, title in ((["一", "二"], "定稿"), (["二", "一"], "旧稿")):
        writer = MemoryWriter()
        report = index(writer, two, one, order=order)
        assert (titles(writer), report.added, len(report.duplicates)) == ({title}, 1, 1)


def test_what_waits_for_another_source_is_said_and_made_good() -> None:
    writer = MemoryWriter()
    one, two = MemorySource("一", {"a": ("同一篇", "")}), MemorySource("二", {"b": ("同一篇", "")})
    index(writer, one, two)
    one.rows["a"] = ("改了", "")
    report = index(writer, one)
    assert titles(writer) == {"改了"}
    assert "来源 二 有 1 篇要再读一次" in report.to_text()
    report = index(writer, two)
    assert titles(writer) == {"改了", "同一篇"}
    assert (report.unchanged, report.notes) == (1, [])


def test_staff_and_public_copies_stay_apart() -> None:
    def convert(item: Item, source: str, vocabulary: object) -> Article:
        article = plain_article(item, source, vocabulary)
        hidden = Visibility.STAFF if item.key == "a" else Visibility.PUBLIC
        return Article(article.id, article.title, article.body, visibility=hidden)

    writer = MemoryWriter()
    rows = {"a": ("同一篇", ""), "b": ("同一篇", "")}
    index(writer, MemorySource("源", dict(rows)), convert=convert)
    assert [a.visibility for a in writer.articles.values()] == [Visibility.STAFF, Visibility.PUBLIC]


@pytest.mark.parametrize("error", [ExtractError("空文件"), ZeroDivisionError("x"), OSError("x")])
def test_one_bad_item_stops_nothing(error: Exception) -> None:
    def convert(item: Item, source: str, vocabulary: object) -> Article:
        if item.key == "4.html":
            raise error
        return plain_article(item, source, vocabulary)

    writer = MemoryWriter()
    report = index(writer, MemorySource("源", dict(TEN)), convert=convert)
    assert (report.added, [line.path for line in report.failed]) == (9, ["源/4.html"])
    assert str(error) in report.failed[0].reason


def test_a_list_page_is_skipped_and_no_failure() -> None:
    def convert(item: Item, source: str, vocabulary: object) -> Article:
        raise NotAnArticle("不是文章（列表页或首页）")

    report = index(MemoryWriter(), MemorySource("源", {"a": ("甲", "")}), convert=convert)
    assert (len(report.skipped), report.failed, report.exit_status) == (1, [], 0)


def test_a_full_disk_is_not_blamed_on_an_item() -> None:
    class FullDisk(MemoryWriter):
        def checkpoint(self) -> None:
            raise IndexUnwritable("磁盘已满")

    with pytest.raises(IndexUnwritable):
        index(FullDisk(), MemorySource("源", dict(TEN)))


def test_a_stop_saves_what_is_done_and_deletes_nothing() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    index(writer, source)
    source.rows = {"0.html": ("改了", ""), "1.html": ("也改", "")}
    asked = iter([False, True])
    report = index(writer, source, should_stop=lambda: next(asked), allow_shrink=True)
    assert (report.exit_status, report.deleted, report.generation) == (1, 0, "")
    assert writer.log[-1] == "checkpoint"
    assert "再运行一次" in report.to_text()


def test_memory_that_runs_out_once_is_the_items_fault_twice_the_machines() -> None:
    def convert(item: Item, source: str, vocabulary: object) -> Article:
        if item.key in ("1.html", "4.html", "5.html"):
            raise MemoryError
        return plain_article(item, source, vocabulary)

    report = index(MemoryWriter(), MemorySource("源", dict(TEN)), convert=convert)
    assert (report.added, len(report.failed)) == (3, 3)
    assert "内存不够，停在 源/5.html" in report.stopped


def test_a_rebuild_keeps_sources_that_it_does_not_read() -> None:
    old = MemoryWriter()
    other = MemorySource("别处", {"x": ("别的", ""), "y": ("别的", "")})
    index(old, MemorySource("源", dict(TEN)), other)
    new, report = rebuild(old, MemorySource("源", dict(TEN)))
    assert titles(new) == titles(old)
    assert (report.added, report.carried) == (10, 2)
    assert index(new, other).generation == ""


def test_a_rebuild_keeps_what_cannot_be_read_now_and_what_may_not_go() -> None:
    old = MemoryWriter()
    index(old, MemorySource("源", dict(TEN)))
    failing: dict[str, Row] = {**TEN, "1.html": ItemFailure("1.html", "没有读取权限", "1.html")}
    assert len(rebuild(old, MemorySource("源", failing))[0].articles) == 10
    assert len(rebuild(old, MemorySource("源", is_missing=True))[0].articles) == 10
    new, report = rebuild(old, MemorySource("源", {}))
    assert (len(new.articles), report.exit_status) == (10, 1)
    assert not rebuild(old, MemorySource("源", {}), allow_shrink=True)[0].articles


def test_many_left_out_for_one_reason_are_one_line_of_the_text() -> None:
    pictures: dict[str, Row] = {f"{n:03}.png": ItemSkipped(f"{n:03}", "图片") for n in range(90)}
    few: dict[str, Row] = {f"{n}.css": ItemSkipped(f"s{n}", "样式") for n in range(2)}
    report = index(MemoryWriter(), MemorySource("源", {**pictures, **few}))
    assert len(report.skipped) == 92
    lines = report.to_text().splitlines()
    assert lines[:4] == ["跳过（92）：", "  s0：样式", "  000 等 90 项：图片", "  s1：样式"]


def test_the_text_of_a_report_steers_no_terminal_and_ends() -> None:
    failures = {f"{n:03}": ItemFailure(f"{n:03}\x1b[2J\n", "坏了", str(n)) for n in range(200)}
    text = index(MemoryWriter(), MemorySource("源", dict(failures))).to_text()
    assert "\x1b" not in text
    assert "失败（200）" in text
    assert "其余 150 条" in text
