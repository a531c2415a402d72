"""Which segments are merged, and that a merge loses nothing but what was deleted."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_reader, open_writer
from index.engines.whoosh import columns, segments
from index.engines.whoosh.codec import ArraySegment
from index.engines.whoosh.reader import open_current
from index.engines.whoosh.writer import to_merge
from index.schema import FIELDS, FieldKind, FieldSpec
from tests.engines.drawn import quoted

SIZES = st.lists(st.integers(1, 40) | st.integers(1, 100_000), max_size=30)


def segment(size: int, deleted: int = 0) -> ArraySegment:
    """A segment of so many documents."""
    made = ArraySegment("MAIN", size)
    for number in range(deleted):
        made.delete_document(number)
    return made


@given(SIZES)
def test_each_segment_outweighs_twice_all_smaller_ones(sizes: list[int]) -> None:
    segments = [segment(size) for size in sizes]
    merged = to_merge(segments)
    left = [s.doc_count() for s in segments if s not in merged]
    left = sorted([*left, sum(s.doc_count() for s in merged)] if merged else left)
    assert all(size > 2 * sum(left[:at]) for at, size in enumerate(left) if at)


def test_a_small_update_leaves_large_segments_alone() -> None:
    large = [segment(90_000), segment(9_000), segment(900)]
    small = segment(20)
    assert to_merge([*large, small]) == []
    another = segment(30)
    assert to_merge([*large, another, small]) == [small, another]


def test_a_segment_that_is_mostly_dead_is_rewritten() -> None:
    dead = segment(1000, deleted=501)
    assert to_merge([segment(9_000), dead]) == [dead]


@pytest.mark.parametrize("postings", [1, 1 << 30])
def test_a_merge_by_ranges_of_terms_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postings: int
) -> None:
    monkeypatch.setattr("index.engines.whoosh.merging._MOST_POSTINGS", postings)
    monkeypatch.setattr("index.engines.whoosh.merging._STRETCH", 2)
    characters = "".join(map(chr, range(0x4E00, 0x4E00 + 1500)))
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        for number in range(6):
            body = characters[number * 100 : number * 100 + 900]
            # What stands in all articles, more than once, is merged a stretch at a time.
            writer.put(Article(id=f"a{number}", title=f"第{number}篇", body=f"{body}。会。会"))
            writer.checkpoint()
        writer.delete("a0")
        writer.seal()
    with closing(open_reader(config)) as reader:
        for at in range(0, 1400, 50):
            page = reader.search(SearchRequest(quoted(characters[at : at + 3]), relax=False))
            wanted = {f"a{n}" for n in range(1, 6) if n * 100 <= at <= n * 100 + 897}
            assert {hit.article.id for hit in page.hits} == wanted
        everywhere = reader.search(SearchRequest(quoted("会。会"), relax=False))
        assert everywhere.total == 5


def test_an_index_without_a_field_of_today_is_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade that adds a field the old index is served until it is rebuilt."""
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        writer.put(Article("a", "防腐蚀", "技术"))
        writer.seal()
    further = (*FIELDS, FieldSpec("later", FieldKind.VALUES, "identifiers", faceted=True))
    monkeypatch.setattr(segments, "FIELDS", further)
    monkeypatch.setattr(columns, "_VALUES", {*columns._VALUES, "later"})
    with closing(open_current(config)) as opened:
        page = opened.search(SearchRequest(quoted("防腐蚀")))
        assert page.total == 1
        assert opened._postings.docs("later", b"x").tolist() == []
        assert opened._columns["later"].values == ()
