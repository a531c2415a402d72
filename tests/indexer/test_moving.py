"""Articles that move: what the report says, what the guard counts, where old ids lead."""

from __future__ import annotations

import contextlib
import dataclasses
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Visibility, stable_id
from index.catalog import Catalog
from indexer.enrich import Vocabulary
from indexer.pipeline import run
from indexer.predecessor import Predecessor
from indexer.report import Move, RunReport
from indexer.run_settings import RunSettings
from indexer.sources import Item, ItemMoved
from tests.indexer.memory_engine import (
    Killed,
    MemorySource,
    MemoryWriter,
    MortalWriter,
    Row,
    plain_article,
)

TEN: dict[str, Row] = {f"{n}.html": (f"第{n}篇", "") for n in range(10)}
SETTINGS = RunSettings(batch=2, convert=plain_article)
OLD = "http://a.example/showNews.aspx?id=708"
NEW = "http://a.example/news/708.html"


def index(writer: MemoryWriter, *sources: MemorySource, **changes: object) -> RunReport:
    """One run."""
    changed = dataclasses.replace(SETTINGS, **changes)  # type: ignore[arg-type]
    return run(sources, writer, Vocabulary(), changed)


def counts(report: RunReport) -> tuple[int, int, int]:
    """Added, moved, deleted; the source's own are the same."""
    (own,) = report.sources.values()
    assert (own.added, own.moved, own.deleted) == (report.added, len(report.moved), report.deleted)
    return own.added, own.moved, own.deleted


def named(source: str, key: str) -> str:
    """The id of an article without an address."""
    return stable_id(f"{source}\n{key}")


def test_a_file_that_was_renamed_has_moved() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    index(writer, source)
    source.rows = {**TEN, "新/3.html": TEN["3.html"], "11.html": ("新的", "")}
    del source.rows["3.html"]
    report = index(writer, source)
    assert counts(report) == (1, 1, 0)
    assert report.moved == [Move("源", "3.html", "新/3.html")]
    assert report.items == len(source.rows)
    text = report.to_text()
    assert "移动（1）：\n  3.html：移到 新/3.html" in text
    assert "新增 1，更新 0，未变 9，移动 1，删除 0" in text
    assert json.loads(report.to_json())["moved"] == [
        {"source": "源", "old": "3.html", "new": "新/3.html"}
    ]
    assert writer.moves.to == {named("源", "3.html"): named("源", "新/3.html")}
    assert "移动" not in index(writer, source).to_text()


def test_an_item_whose_address_changed_has_moved() -> None:
    """A row of a database under another pattern of addresses, an entry of a feed."""
    writer, source = MemoryWriter(), MemorySource("源", {"708": ("年会通知", OLD)})
    index(writer, source)
    source.rows["708"] = ("年会通知", NEW)
    report = index(writer, source)
    assert (counts(report), report.changed) == ((0, 1, 0), 0)
    assert report.moved == [Move("源", "708", NEW)]
    assert writer.moves.to == {stable_id(OLD): stable_id(NEW)}


def test_where_several_could_be_meant_none_is_said_to_have_moved() -> None:
    """The old id leads on all the same: of what says the same, one is the article."""
    writer, source = MemoryWriter(), MemorySource("源", {"a": ("同一篇", ""), "b": ("同一篇", "")})
    index(writer, source)
    source.rows = {"c": ("同一篇", "")}
    report = index(writer, source)
    assert (counts(report), report.refused) == ((1, 0, 2), [])
    assert writer.moves.to == {named("源", "a"): named("源", "c")}


def test_a_copy_that_is_left_has_not_moved_there() -> None:
    writer, source = MemoryWriter(), MemorySource("源", {"a": ("同一篇", ""), "b": ("同一篇", "")})
    index(writer, source)
    del source.rows["a"]
    assert counts(index(writer, source)) == (0, 0, 1)
    assert writer.moves.to == {named("源", "a"): named("源", "b")}


def test_what_went_to_another_source_is_gone_from_its_own() -> None:
    writer, one, two = MemoryWriter(), MemorySource("一", {"a": ("年会", "")}), MemorySource("二")
    index(writer, one, two)
    one.rows, two.rows = {}, {"b": ("年会", "")}
    report = index(writer, one, two)
    assert (report.added, report.moved, report.deleted) == (1, [], 1)
    assert writer.moves.to == {named("一", "a"): named("二", "b")}


def test_a_source_is_believed_about_what_was_edited_as_it_moved() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    index(writer, source)
    edited: dict[str, Row] = {f"new/{n}.html": (f"第{n}篇，改版", "") for n in range(10)}
    told: dict[str, Row] = {f"{n}.html": ItemMoved(f"{n}.html", f"new/{n}.html") for n in range(10)}
    source.rows = {**edited, **told}
    report = index(writer, source)
    assert (counts(report), report.refused) == ((0, 10, 0), [])
    assert writer.moves.to[named("源", "3.html")] == named("源", "new/3.html")


def test_a_page_to_which_a_whole_site_leads_is_nobodys_place() -> None:
    writer, source = MemoryWriter(), MemorySource("源", dict(TEN))
    index(writer, source)
    told: dict[str, Row] = {key: ItemMoved(key, "closed") for key in TEN}
    source.rows = {**told, "closed": ("本站已改版", "")}
    report = index(writer, source)
    assert counts(report) == (1, 0, 0)
    assert "少了 10 篇" in report.refused[0].reason
    assert counts(index(writer, source, allow_shrink=True)) == (0, 0, 10)
    assert writer.moves.to == {}


def test_a_chain_is_led_to_its_end_and_an_id_used_again_is_an_article() -> None:
    writer, source = MemoryWriter(), MemorySource("源", {"a": ("年会", "")})
    index(writer, source)
    for key in "bc":
        source.rows = {key: ("年会", "")}
        index(writer, source)
    ids = {key: named("源", key) for key in "abc"}
    assert writer.moves.to == {ids["a"]: ids["c"], ids["b"]: ids["c"]}
    source.rows = {"b": ("另一篇", ""), "c": ("年会", "")}
    index(writer, source)
    assert writer.moves.to == {ids["a"]: ids["c"]}
    source.rows = {"a": ("年会", ""), "b": ("另一篇", "")}
    index(writer, source)
    assert writer.moves.to == {ids["c"]: ids["a"]}


def test_what_is_for_staff_now_has_not_moved_there() -> None:
    def convert(item: Item, source: str, vocabulary: object) -> Article:
        viewers = Visibility.STAFF if item.key == "b" else Visibility.PUBLIC
        return dataclasses.replace(plain_article(item, source, vocabulary), visibility=viewers)

    writer, source = MemoryWriter(), MemorySource("源", {"a": ("年会", "")})
    index(writer, source, convert=convert)
    source.rows = {"b": ("年会", "")}
    report = index(writer, source, convert=convert, allow_shrink=True)
    assert (counts(report), writer.moves.to) == ((1, 0, 1), {})


def test_a_run_that_was_killed_at_any_checkpoint_tells_the_same_in_the_end() -> None:
    renamed: dict[str, Row] = {f"新/{key}": row for key, row in TEN.items()}
    expected = {named("源", key): named("源", f"新/{key}") for key in TEN}
    for life in range(1, 11):
        writer = MortalWriter()
        index(writer, MemorySource("源", dict(TEN)))
        sealed, writer.life = Catalog(writer.catalog), life
        with contextlib.suppress(Killed):
            index(writer, MemorySource("源", dict(renamed)))
        writer.life = 0
        source = MemorySource("源", dict(renamed))
        report = run([source], writer, Vocabulary(), SETTINGS, sealed=sealed, must_seal=True)
        assert (writer.moves.to, report.deleted, report.refused) == (expected, 0, [])
        assert len(report.moved) == 10


def test_a_rebuild_keeps_moves_and_tells_new_ones() -> None:
    old, new = MemoryWriter(), MemoryWriter()
    source = MemorySource("源", {"a": ("年会", ""), "x": ("通知", "")})
    for key in "abc":
        source.rows = {key: ("年会", ""), "x": ("通知", "")}
        index(old if key != "c" else new, source) if key != "c" else None
    before = Predecessor(old.catalog, lambda: iter(old.articles.values()), old.moves)
    report = run([source], new, Vocabulary(), SETTINGS, predecessor=before, must_seal=True)
    assert [(one.old, one.new) for one in report.moved] == [("b", "c")]
    assert (report.deleted, report.refused) == (0, [])
    assert new.moves.to == {named("源", key): named("源", "c") for key in "ab"}


ROWS = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(("", OLD, NEW))),
    max_size=4,
)
TREES = st.fixed_dictionaries({"左": ROWS, "右": ROWS})


@given(st.lists(st.tuples(TREES, st.sampled_from((0, 0, 1, 2, 3))), max_size=6))
@settings(max_examples=300)
def test_content_that_is_still_there_is_found_by_every_id_it_ever_had(
    history: list[tuple[dict[str, dict[str, Row]], int]],
) -> None:
    """Followed from one sealed generation to the next, whatever was killed between them."""
    writer = MortalWriter()
    sealed, followed, before = Catalog(), dict[str, str](), dict[str, str]()
    for tree, writer.life in history:
        sources = [MemorySource(name, dict(rows)) for name, rows in tree.items()]
        allowed = dataclasses.replace(SETTINGS, allow_shrink=True)
        try:
            run(sources, writer, Vocabulary(), allowed, sealed=sealed, must_seal=True)
        except Killed:
            continue
        after = {article.title: article.id for article in writer.articles.values()}
        gone = {i: after[title] for title, i in before.items() if title in after}
        followed = {old: gone.get(at, at) for old, at in followed.items()} | gone
        followed = {old: at for old, at in followed.items() if old not in after.values()}
        assert writer.moves.to == followed
        sealed, before = Catalog(writer.catalog), after
