"""Phrases: what is found, and how many reads of postings it may cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.analysis import normalized, occurrences
from index.article import Article
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_writer
from index.engines.whoosh.packed import Numbers, Packed
from index.engines.whoosh.phrases import find_phrase
from index.engines.whoosh.postings import Clock
from index.engines.whoosh.reader import WhooshReader, open_current
from tests.engines.drawn import quoted

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


COMMON, RARE = "的一是不", "腐蚀涂料"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Four thousand texts of few characters, so that phrases of common ones stand in most and
    at many places, those of rare ones in a handful, and mixtures in between."""
    random = np.random.default_rng(7)
    weights = np.array([40.0] * len(COMMON) + [1, 0.3, 0.1, 0.03] + [8])
    letters = list(f"{COMMON}{RARE}，")
    lengths = random.geometric(1 / 30, 4000)
    return ["".join(random.choice(letters, size, p=weights / weights.sum())) for size in lengths]


def test_phrases_are_found_as_often_as_they_stand(texts: list[str], tmp_path: Path) -> None:
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        for number, text in enumerate(texts):
            writer.put(Article(f"{number:04}", f"第{number}篇", text))
        writer.seal()
    random = np.random.default_rng(8)
    asked = {COMMON[0] * 3, RARE, RARE[3] + COMMON, COMMON + RARE}
    for number in random.integers(len(texts), size=200).tolist():
        begin = int(random.integers(len(texts[number])))
        asked.add(texts[number][begin : begin + int(random.integers(1, 9))])
    folded = {number: normalized(text) for number, text in enumerate(texts)}
    with closing(open_current(config)) as reader:
        postings = reader._postings
        numbers = [int(postings.id_of(doc)) for doc in range(postings.size)]
        for phrase in sorted(normalized(text) for text in asked if len(text) > 1):
            found = find_phrase(postings, "body_ngrams", phrase, Clock(60))
            pairs = zip(found.docs().tolist(), found.frequencies().tolist(), strict=True)
            counts = {numbers[doc]: n for doc, n in pairs}
            stands = {number: len([*occurrences(text, phrase)]) for number, text in folded.items()}
            assert counts == {number: n for number, n in stands.items() if n}, phrase
