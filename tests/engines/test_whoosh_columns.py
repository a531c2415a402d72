"""Columns of single and of several values, and the best few of many, against plain Python."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.columns import Column, MultipleColumn, SingleColumn, column_of
from index.engines.whoosh.ordering import smallest

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
