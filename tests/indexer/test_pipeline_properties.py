"""Whatever happened before, the index is what building it from nothing would give."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.enrich import Vocabulary
from indexer.pipeline import RunSettings, run
from indexer.report import RunReport
from tests.indexer.memory_engine import MemorySource, MemoryWriter, plain_article

URLS = ("", "http://a.example/1", "http://a.example/2", "http://a.example/")
ROWS = st.tuples(st.sampled_from(("甲", "乙", "丙")), st.sampled_from(URLS))
TREES = st.fixed_dictionaries(
    {name: st.dictionaries(st.sampled_from("abcde"), ROWS, max_size=5) for name in ("左", "右")}
)
SETTINGS = RunSettings(batch=2, allow_shrink=True, convert=plain_article)
Tree = dict[str, dict[str, tuple[str, str]]]


def index(tree: Tree, writer: MemoryWriter, names: Sequence[str] = ("左", "右")) -> RunReport:
    """One run over the named sources of the tree."""
    sources = [MemorySource(name, dict(tree[name])) for name in names]
    return run(sources, writer, Vocabulary(), SETTINGS)


def says(writer: MemoryWriter) -> list[str]:
    """What there is to find, as often as it is there."""
    return sorted(title for title, _ in writer.contents().values())


def fresh(tree: Tree) -> list[str]:
    """What building from nothing gives."""
    writer = MemoryWriter()
    index(tree, writer)
    return says(writer)


@given(st.lists(TREES, min_size=1, max_size=5))
@settings(max_examples=1500)
def test_any_history_ends_where_a_fresh_build_does(history: list[Tree]) -> None:
    writer = MemoryWriter()
    for tree in history:
        index(tree, writer)
        assert says(writer) == fresh(tree)


@given(st.lists(TREES, min_size=1, max_size=4))
def test_a_second_run_over_the_same_changes_nothing(history: list[Tree]) -> None:
    writer = MemoryWriter()
    for tree in history:
        index(tree, writer)
    generations = writer.generation
    report = index(history[-1], writer)
    assert (report.generation, writer.generation) == ("", generations)
    assert report.unchanged == sum(map(len, history[-1].values()))


@given(st.lists(st.tuples(TREES, st.sampled_from(("左", "右"))), max_size=5), TREES)
def test_sources_run_one_by_one_lose_nothing(steps: list[tuple[Tree, str]], last: Tree) -> None:
    writer = MemoryWriter()
    for tree, name in steps:
        index(tree, writer, [name])
    for name in ("左", "右", "左", "右"):
        index(last, writer, [name])
    generations = writer.generation
    index(last, writer, ["左"])
    index(last, writer, ["右"])
    assert writer.generation == generations
    assert all_found(last, writer)


def all_found(tree: Tree, writer: MemoryWriter) -> bool:
    """Every address is there, and every text that no other item of its address overrules."""
    urls = {url for rows in tree.values() for _, url in rows.values() if url.count("/") > 2}
    free = {
        title
        for rows in tree.values()
        for title, url in rows.values()
        if not url or url.endswith("example/")
    }
    contents = set(writer.contents().values())
    titles = {title for title, _ in contents}
    entries = {(entry.source, entry.key) for entry in writer.catalog}
    items = {(name, key) for name, rows in tree.items() for key in rows}
    leads = {entry.article_id for entry in writer.catalog}
    return (
        free <= titles
        and entries == items
        and leads == set(writer.articles)
        and bool(not urls or titles)
    )
