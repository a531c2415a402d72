"""Phrases: what is found, and how many reads of postings it may cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from index.article import Article
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_writer
from index.engines.whoosh.packed import Numbers, Packed
from index.engines.whoosh.reader import WhooshReader, open_current
from tests.engines.conformance import quoted

FOLLOWERS = "".join(map(chr, range(0x4E00, 0x4E00 + 400)))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshReader]:
    """An index in which 的 stands before each of 400 characters."""
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("phrases")))
    with open_writer(config) as writer:
        writer.put(Article("a", "众多", "，的".join(FOLLOWERS)))
        writer.put(Article("b", "一个", "x的，是的。" + "，" * 300))
        writer.put(Article("c", "没有", "的字"))
        writer.seal()
    with closing(open_current(config)) as reader:
        yield reader


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("的", "abc"),
        ("，的", "a"),
        ("x的", "b"),
        ("的，", "b"),
        ("x的，", "b"),
        ("的字", "c"),
        ("，" * 150, "b"),
        ("，" * 301, ""),
        ("有", "c"),
    ],
)
def test_few_reads_answer_a_phrase(
    reader: WhooshReader, monkeypatch: pytest.MonkeyPatch, text: str, found: str
) -> None:
    """A lone character once read every bigram that begins with it, for each article that
    holds the rest of the phrase; a hundred commas read the comma's postings a hundred times."""
    reads: list[object] = []
    original = Packed.slice
    reader.count()  # the columns are read once

    def counted(self: Packed, start: int, end: int) -> Numbers:
        reads.append((start, end))
        return original(self, start, end)

    monkeypatch.setattr(Packed, "slice", counted)
    assert reader.total(SearchRequest(quoted(text))) == len(found)
    assert len(reads) <= 3 * 3 * len(set(text))
