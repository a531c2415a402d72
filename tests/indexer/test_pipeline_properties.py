"""Whatever happened before, the index is what building it from nothing would give."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.catalog import Catalog
from indexer.enrich import Vocabulary
from indexer.pipeline import run
from indexer.predecessor import Predecessor
from indexer.report import RunReport
from indexer.run_settings import RunSettings
from indexer.sources import Item, ItemFailure
from tests.indexer.memory_engine import (
    Killed,
    MemorySource,
    MemoryWriter,
    MortalWriter,
    Row,
    plain_article,
)

NAMES = ("左", "右")
URL = "http://a.example/1"
URLS = ("", URL, "http://a.example/2", "http://a.example/")
ROWS = st.tuples(st.sampled_from(("甲", "乙", "丙")), st.sampled_from(URLS))
TREES = st.fixed_dictionaries(
    {name: st.dictionaries(st.sampled_from("abcde"), ROWS, max_size=5) for name in NAMES}
)
SETTINGS = RunSettings(batch=2, allow_shrink=True, convert=plain_article, order=NAMES)
Tree = dict[str, dict[str, tuple[str, str]]]


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A run over the sources ``names``, of which the items ``bad`` cannot be read; killed at
    the ``kill``-th checkpoint unless that is 0."""

    tree: Tree
    names: tuple[str, ...]
    bad: frozenset[tuple[str, str]] = frozenset()
    kill: int = 0


ITEMS = st.tuples(st.sampled_from(NAMES), st.sampled_from("abcde"))
ORDERS = st.sampled_from((("左",), ("右",), ("左", "右"), ("右", "左")))
STEPS = st.builds(
    Step, TREES, ORDERS, st.frozensets(ITEMS, max_size=3), st.sampled_from((0, 0, 1, 2, 3, 5))
)

GIVER_GONE: Tree = {"左": {"a": ("乙", URL), "b": ("甲", URL)}, "右": {}}
OVERRULED_AGAIN: Tree = {"左": {"a": ("乙", URL)}, "右": {"a": ("甲", ""), "b": ("甲", URL)}}
"""Who said 甲 at the address is gone, but 甲 is said again before that is known."""

TWO_AT_AN_ADDRESS: Tree = {"左": {"a": ("乙", URL), "b": ("甲", URL)}, "右": {"a": ("乙", URL)}}
SAID_ELSEWHERE_TOO: Tree = {
    "左": {"a": ("乙", URL), "b": ("甲", URL), "c": ("甲", "")},
    "右": {"a": ("乙", URL), "b": ("甲", URL)},
}
SAID_TWICE: Tree = {
    "左": {},
    "右": {"a": ("甲", ""), "b": ("乙", URL), "c": ("乙", ""), "d": ("丙", URL), "e": ("乙", URL)},
}
"""Of the items of one address, the first and the last say what one of no address says."""


def index(tree: Tree, writer: MemoryWriter, names: Sequence[str] = NAMES) -> RunReport:
    """One run over the named sources of the tree."""
    sources = [MemorySource(name, dict(tree[name])) for name in names]
    return run(sources, writer, Vocabulary(), SETTINGS)


def take(step: Step, writer: MortalWriter) -> None:
    """One run, which may be killed."""
    sources = []
    for name in step.names:
        rows: dict[str, Row] = dict(step.tree[name])
        rows |= {k: ItemFailure(k, "坏了", k) for s, k in step.bad if s == name and k in rows}
        sources.append(MemorySource(name, rows))
    writer.life = step.kill
    with contextlib.suppress(Killed):
        run(sources, writer, Vocabulary(), SETTINGS)
    writer.life = 0


def state(writer: MemoryWriter) -> tuple[dict[str, Article], bytes]:
    """All there is: the articles by id, and what is remembered of every item."""
    return writer.articles, writer.catalog.dump()


def fresh(tree: Tree) -> tuple[dict[str, Article], bytes]:
    """What building from nothing gives."""
    writer = MemoryWriter()
    index(tree, writer)
    return state(writer)


def assert_lost_nothing(writer: MemoryWriter) -> None:
    """No item leads to an article that is not there, no article is led to by none."""
    assert {entry.article_id for entry in writer.catalog} == set(writer.articles)
    for entry in writer.catalog:
        if entry.gave:
            assert (entry.article_id, entry.hash) == (
                entry.claim,
                writer.articles[entry.claim].content_hash,
            )


def oracle(tree: Tree) -> dict[str, tuple[str, str]]:
    """Titles and addresses by id, from the rules as they are told, without the pipeline."""
    articles = [
        plain_article(item, name, None)
        for name in NAMES
        for item in MemorySource(name, dict(tree[name])).items()
        if isinstance(item, Item)
    ]
    last = {article.id: number for number, article in enumerate(articles)}
    winners = [a for number, a in enumerate(articles) if last[a.id] == number]
    first = {a.title: a for a in reversed(winners)}
    return {a.id: (a.title, a.url) for a in first.values()}


@given(TREES)
@example(SAID_TWICE)
@example(SAID_ELSEWHERE_TOO)
def test_a_fresh_build_is_what_the_rules_say(tree: Tree) -> None:
    writer = MemoryWriter()
    report = index(tree, writer)
    assert writer.contents() == oracle(tree)
    assert report.added == len(writer.articles)
    assert report.items == sum(map(len, tree.values()))


@given(st.lists(TREES, min_size=1, max_size=5))
@settings(max_examples=300)
@example([GIVER_GONE, OVERRULED_AGAIN])
@example([TWO_AT_AN_ADDRESS, SAID_ELSEWHERE_TOO])
@example([SAID_ELSEWHERE_TOO, SAID_TWICE])
def test_any_history_ends_where_a_fresh_build_does(history: list[Tree]) -> None:
    writer = MemoryWriter()
    for tree in history:
        report = index(tree, writer)
        assert state(writer) == fresh(tree)
        assert report.items == sum(map(len, tree.values()))


@given(st.lists(TREES, min_size=1, max_size=4))
@example([SAID_TWICE])
def test_a_second_run_over_the_same_changes_nothing(history: list[Tree]) -> None:
    writer = MemoryWriter()
    for tree in history:
        index(tree, writer)
    generations, events = writer.generation, len(writer.log)
    report = index(history[-1], writer)
    assert (report.generation, writer.generation) == ("", generations)
    assert len(writer.log) == events
    assert report.unchanged == sum(map(len, history[-1].values()))


@given(st.lists(STEPS, max_size=5), TREES)
@settings(max_examples=300)
def test_kills_failures_and_single_sources_leave_no_trace(steps: list[Step], last: Tree) -> None:
    writer = MortalWriter()
    for step in steps:
        take(step, writer)
        assert_lost_nothing(writer)
        writer.catalog = Catalog.load(writer.catalog.dump())
    index(last, writer)
    assert state(writer) == fresh(last)


@given(st.lists(STEPS, max_size=4), TREES, st.permutations(NAMES))
@example([], SAID_TWICE, NAMES)
@example([Step(SAID_ELSEWHERE_TOO, ("左",))], SAID_TWICE, NAMES)
@settings(max_examples=200)
def test_sources_run_one_by_one_settle_in_one_round(
    steps: list[Step], last: Tree, names: Sequence[str]
) -> None:
    """One round shows what every source has now; one more brings every article there."""
    writer = MortalWriter()
    for step in steps:
        take(step, writer)
    for name in (*names, *names):
        index(last, writer, [name])
        assert_lost_nothing(writer)
    assert state(writer) == fresh(last)
    generations = writer.generation
    reports = [index(last, writer, [name]) for name in names]
    assert writer.generation == generations
    assert not any(report.notes for report in reports)


@given(TREES, STEPS, TREES)
@settings(max_examples=200)
def test_a_rebuild_carries_over_all_and_settles_too(before: Tree, step: Step, last: Tree) -> None:
    old, new = MemoryWriter(), MortalWriter()
    index(before, old)
    predecessor = Predecessor(old.catalog, lambda: iter(old.articles.values()))
    sources = [MemorySource(name, dict(step.tree[name])) for name in step.names]
    new.life = step.kill
    with contextlib.suppress(Killed):
        run(sources, new, Vocabulary(), SETTINGS, predecessor=predecessor)
    new.life = 0
    assert_lost_nothing(new)
    report = run(sources, new, Vocabulary(), SETTINGS, predecessor=predecessor)
    kept = {e.name for e in old.catalog if e.source not in step.names}
    assert kept <= {e.name for e in new.catalog}
    assert report.articles == len(new.articles)
    index(last, new)
    assert state(new) == fresh(last)


def test_a_catalog_without_claims_is_read_again_and_loses_nothing() -> None:
    writer = MemoryWriter()
    index(SAID_TWICE, writer)
    rows = [(e.source, e.key, "=" + e.hash, e.article_id, e.digest) for e in writer.catalog]
    lines = [str(list(row)).replace("'", '"') + "\n" for row in rows]
    writer.catalog = Catalog.load("".join(lines).encode())
    index(SAID_TWICE, writer, ["左"])
    assert writer.contents() == oracle(SAID_TWICE)
    index(SAID_TWICE, writer)
    assert state(writer) == fresh(SAID_TWICE)
