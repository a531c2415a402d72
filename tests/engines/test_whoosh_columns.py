"""Columns of single and of several values, and the best few of many, against plain Python."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Organization
from index.config import Config, IndexSettings
from index.engine import open_writer
from index.engines.whoosh.columns import (
    Column,
    MultipleColumn,
    SingleColumn,
    column_of,
    counted,
    read_column,
)
from index.engines.whoosh.ordering import smallest
from index.engines.whoosh.reader import open_current

VALUES = ("甲", "乙", "丙", "丁")
single = st.lists(st.sets(st.sampled_from(range(4)), max_size=1), max_size=40)
several = st.lists(st.sets(st.sampled_from(range(4))), max_size=40)


def _column(carried: list[set[int]]) -> Column:
    """The column in which document ``d`` carries the ordinals ``carried[d]``, given by
    ordinal and then document, as postings are."""
    pairs = [(o, doc) for o in range(4) for doc, own in enumerate(carried) if o in own]
    docs = np.array([doc for _, doc in pairs], np.int64)
    return column_of(VALUES, docs, np.array([o for o, _ in pairs], np.int64), len(carried))


def _holds(column: Column, carried: list[set[int]], chosen: set[int], wanted: set[int]) -> None:
    docs = np.array(sorted(chosen & set(range(len(carried)))), np.int64)
    expected = Counter(o for doc in docs.tolist() for o in carried[doc])
    counts, missing = column.counts(docs)
    assert counts.tolist() == [expected[o] for o in range(4)]
    assert missing == sum(not carried[doc] for doc in docs.tolist())
    marked = np.array([o in wanted for o in range(4)])
    assert column.carrying(marked).tolist() == [bool(own & wanted) for own in carried]
    assert column.without().tolist() == [not own for own in carried]
    assert column.last().tolist() == [max(own, default=4) for own in carried]


@given(single, st.sets(st.integers(0, 39)), st.sets(st.integers(0, 3)))
def test_a_column_of_single_values(
    carried: list[set[int]], chosen: set[int], wanted: set[int]
) -> None:
    column = _column(carried)
    assert isinstance(column, SingleColumn)
    _holds(column, carried, chosen, wanted)


@given(several, st.sets(st.integers(0, 40)), st.sets(st.integers(0, 3)))
def test_a_column_of_several_values(
    carried: list[set[int]], chosen: set[int], wanted: set[int]
) -> None:
    carried = [*carried, {0, 3}]
    column = _column(carried)
    assert isinstance(column, MultipleColumn)
    _holds(column, carried, chosen, wanted)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=400),
    st.integers(0, 12),
    st.integers(1, 400),
)
def test_the_smallest_are_those_of_a_full_sort(
    pairs: list[tuple[int, int]], count: int, spread: int
) -> None:
    rows = [
        (first * spread + place % spread, second) for place, (first, second) in enumerate(pairs)
    ]
    keys = [np.array([row[key] for row in rows], np.int64) for key in (0, 1)]
    last = [f"{place * 7919 % 1009:04d}-{place}".encode() for place in range(len(rows))]
    order = sorted(range(len(rows)), key=lambda place: (*rows[place], last[place]))
    assert smallest(keys, count, last.__getitem__).tolist() == order[:count]


def test_values_are_counted_without_a_column(tmp_path: Path) -> None:
    """Over several segments, with deleted articles and values that one segment alone has."""
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        for number in range(60):
            names = [f"机构{number % 7}", f"机构{number % 11}", f"只有{number // 20}"]
            organizations = tuple(map(Organization, dict.fromkeys(names)))
            writer.put(Article(f"{number:02}", "题", "文", organizations=organizations))
            if number % 20 == 19:
                writer.checkpoint()
        for number in range(0, 60, 9):
            writer.delete(f"{number:02}")
        writer.seal()
    with closing(open_current(config)) as reader:
        postings = reader._postings
        column = read_column(postings, "org")
        alive = postings.alive()
        for chance in (0.0, 0.3, 1.0):
            among = alive & (np.random.default_rng(1).random(len(alive)) < chance)
            counts = dict(zip(column.values, column.counts(np.flatnonzero(among))[0], strict=True))
            assert counted(postings, "org", among) == counts
