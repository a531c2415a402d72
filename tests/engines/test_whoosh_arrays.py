"""Packed numbers, runs and terms come back as they went in, whole or in part."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.arrays import ArrayFile, ArrayWriter
from index.engines.whoosh.inverted import FieldWriter, Inverted, InvertedField, TermTexts
from index.engines.whoosh.ordering import smallest
from index.engines.whoosh.packed import (
    Packer,
    RunPacker,
    StepPacker,
    gaps_within,
    spread,
    sums_within,
)
from index.errors import IndexCorrupt

NUMBERS = st.lists(
    st.integers(0, 3) | st.integers(0, 2**13) | st.integers(0, 2**32 - 1), max_size=700
)
LENGTHS = st.lists(st.integers(1, 4) | st.integers(1, 900), min_size=1, max_size=400)


def written(writer: ArrayWriter) -> ArrayFile:
    """What was collected, read back; it is mapped, so the file need not stay."""
    with TemporaryDirectory() as folder:
        with open(Path(folder) / "x", "wb") as file:
            writer.write(file)
        return ArrayFile(Path(folder) / "x")


@given(NUMBERS, st.integers(0, 700), st.integers(0, 700), st.integers(1, 300))
def test_packed_numbers(numbers: list[int], start: int, end: int, step: int) -> None:
    writer = ArrayWriter(Path())
    packer = Packer(writer, "n")
    for at in range(0, len(numbers), step):
        packer.append(np.array(numbers[at : at + step], np.int64))
    packer.finish()
    packed = written(writer).packed("n")
    end = min(end, len(numbers))
    assert packed.slice(start, end).tolist() == numbers[start:end]
    places = np.arange(0, len(numbers), step)
    assert packed.take(places).tolist() == numbers[::step]


@given(LENGTHS, st.integers(1, 300), st.data())
def test_runs(lengths: list[int], step: int, data: st.DataObject) -> None:
    writer = ArrayWriter(Path())
    packer = RunPacker(writer, "r")
    for at in range(0, len(lengths), step):
        packer.append(np.array(lengths[at : at + step], np.int64))
    packer.finish()
    runs = written(writer).runs("r")
    edges = [0, *np.cumsum(lengths).tolist()]
    first = data.draw(st.integers(0, len(lengths) - 1))
    last = data.draw(st.integers(first + 1, len(lengths)))
    assert runs.edges(first, last).tolist() == edges[first : last + 1]
    starts, own = runs.at(np.arange(first, last, 3))
    assert starts.tolist() == edges[first:last:3]
    assert own.tolist() == lengths[first:last:3]


@given(
    st.lists(st.integers(0, 5) | st.integers(0, 1 << 24), min_size=1, max_size=400),
    st.integers(1, 300),
    st.integers(0, 399),
)
def test_steps(gaps: list[int], size: int, first: int) -> None:
    steps = np.cumsum(gaps) + (1 << 33)
    writer = ArrayWriter(Path())
    packer = StepPacker(writer, "s")
    for at in range(0, len(steps), size):
        packer.append(steps[at : at + size])
    packer.append(steps[:0])
    packer.finish()
    read = written(writer).steps("s")
    assert read.size == len(steps)
    assert [read.one(place) for place in range(len(steps))] == steps.tolist()
    assert read.slice(first, len(steps)).tolist() == steps[first:].tolist()
    assert read.take(np.arange(0, len(steps), 3)).tolist() == steps[::3].tolist()


@given(LENGTHS)
def test_gaps_and_sums_undo_each_other(lengths: list[int]) -> None:
    each = np.array(lengths)
    values = spread(np.arange(len(each)) * 1000, each)
    assert sums_within(gaps_within(values, each), each).tolist() == values.tolist()


@given(st.sets(st.binary(max_size=9), min_size=1, max_size=300), st.binary(max_size=3))
def test_terms_are_found_by_themselves_and_by_prefix(given_terms: set[bytes], asked: bytes) -> None:
    terms = sorted(given_terms)
    writer = ArrayWriter(Path())
    field = FieldWriter(writer, "f", 9, len(terms))
    ones = np.ones(len(terms), np.int64)
    field.append(Inverted(TermTexts.of(terms), ones, np.arange(len(terms))))
    field.finish()
    read = InvertedField(written(writer), "f")
    assert [read.docs(read.span(term)).tolist() for term in terms] == [
        [n] for n in range(len(terms))
    ]
    assert read.terms.lower(asked) == sum(term < asked for term in terms)
    if asked not in given_terms:
        assert read.span(asked) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=40), st.integers(0, 50))
def test_the_smallest_are_those_of_a_full_sort(rows: list[tuple[int, int]], count: int) -> None:
    keys = (np.array([a for a, _ in rows], np.int64), np.array([b for _, b in rows], np.int64))
    names = [b"%03d" % (7 * place % 41) for place in range(len(rows))]
    wanted = sorted(range(len(rows)), key=lambda place: (*rows[place], names[place]))[:count]
    assert smallest(keys, count, names.__getitem__).tolist() == wanted


def test_another_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"not ours, whatever it is")
    with pytest.raises(IndexCorrupt, match="other"):
        ArrayFile(tmp_path / "other")
