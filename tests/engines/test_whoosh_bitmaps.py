"""Documents as bits, and lists of postings over segments with and without them: the same as
counting in the texts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import normalized, occurrences
from index.article import Article, Visibility
from index.config import Config, IndexSettings
from index.engine import open_writer
from index.engines.whoosh.arrays import ArrayWriter
from index.engines.whoosh.bitmaps import Bitmaps, BitmapWriter
from index.engines.whoosh.phrases import find_phrase
from index.engines.whoosh.posting_lists import PostingList
from index.engines.whoosh.postings import Clock
from index.engines.whoosh.reader import WhooshReader, open_current
from tests.engines.test_whoosh_arrays import written

EVERYWHERE, COMMON, RARE = "标准", "会员", "涂料"
SIZES = (1500, 40, 700)


@given(st.integers(600, 3000), st.data())
def test_a_bitmap_is_its_documents(size: int, data: st.DataObject) -> None:
    chance = np.random.default_rng(data.draw(st.integers(0, 99)))
    shares = data.draw(st.lists(st.sampled_from((0.02, 0.3, 0.9, 1.0)), min_size=1, max_size=4))
    docs = [np.flatnonzero(chance.random(size) < share) for share in shares]
    documents = np.array(list(map(len, docs)))
    starts = 1000 + np.cumsum(documents) - documents
    writer = ArrayWriter(None)
    BitmapWriter(writer, "f", size).append(starts, documents, np.concatenate(docs))
    bitmaps = Bitmaps(written(writer), "f")
    wanted = np.flatnonzero(chance.random(size) < 0.1)
    for start, own in zip(starts.tolist(), docs, strict=True):
        bitmap = bitmaps.of(start)
        if len(own) < 512 or len(own) * 8 < size:
            assert bitmap is None
            continue
        assert bitmap is not None
        assert bitmap.docs().tolist() == own.tolist()
        assert np.flatnonzero(bitmap.mask(size)).tolist() == own.tolist()
        held, places = bitmap.find(wanted)
        assert held.tolist() == np.isin(wanted, own).tolist()
        assert own[places].tolist() == wanted[held].tolist()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Bodies by id: nearly all hold one word, a third another, a handful the last."""
    chance = np.random.default_rng(3)
    words = (EVERYWHERE, COMMON, RARE)
    counts = chance.poisson((3.0, 0.4, 0.02), (sum(SIZES), 3))
    return {
        f"{number:05}": "，".join(
            word for word, count in zip(words, row, strict=True) for _ in range(count)
        )
        for number, row in enumerate(counts.tolist())
    }


@pytest.fixture(scope="module")
def reader(
    texts: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WhooshReader]:
    """Several segments, some too small for bitmaps; every seventh article deleted."""
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("lists")))
    ids = iter(texts)
    with pytest.MonkeyPatch.context() as patch, open_writer(config) as writer:
        patch.setattr("index.engines.whoosh.writer.to_merge", lambda _: [])
        for size in SIZES:
            for _ in range(size):
                writer.put(Article(name := next(ids), "无", texts[name]))
            writer.checkpoint()
        for name in list(texts)[::7]:
            writer.delete(name)
        writer.seal()
    with closing(open_current(config)) as opened:
        yield opened


def lists(reader: WhooshReader, text: str) -> list[tuple[str, PostingList]]:
    """The lists of a text in the bodies, as n-grams and as a word."""
    postings = reader._postings
    return [
        ("n-grams", find_phrase(postings, "body_ngrams", text, Clock(60))),
        ("words", postings.term("body_words", text)),
    ]


@pytest.mark.parametrize("text", [EVERYWHERE, COMMON, RARE, "没有", f"{EVERYWHERE}，{COMMON}"])
def test_lists_are_what_the_texts_hold(
    reader: WhooshReader, texts: dict[str, str], text: str
) -> None:
    postings = reader._postings
    sizes = [segment.size for segment in postings.segments]
    assert len(sizes) >= len(SIZES)
    assert min(sizes) < 512 < max(sizes)
    alive = postings.alive()
    often = np.array(
        [
            len([*occurrences(normalized(texts[postings.id_of(doc).decode()]), text)]) * living
            for doc, living in enumerate(alive.tolist())
        ]
    )
    chance = np.random.default_rng(4)
    for kind, found in lists(reader, text):
        if kind == "words" and "，" in text:
            continue
        wanted = np.flatnonzero(often)
        for _ in range(2):  # as it is read, and as it is kept
            for share in (0.002, 0.05, 1.0):
                some = np.flatnonzero(alive & (chance.random(len(alive)) < share))
                assert (
                    found.frequencies_at(postings.split(some)).tolist() == often[some].tolist()
                ), kind
            assert found.docs().tolist() == wanted.tolist(), kind
            assert found.frequencies().tolist() == often[wanted].tolist(), kind
            mask = np.zeros(len(alive), np.bool_)
            found.mark(mask)
            assert np.flatnonzero(mask).tolist() == wanted.tolist(), kind
            assert len(wanted) <= found.most
        assert bool(found.most) == bool(len(wanted))


def test_a_merged_segment_has_bitmaps(tmp_path: Path, texts: dict[str, str]) -> None:
    config = Config(index=IndexSettings(path=tmp_path))
    with open_writer(config) as writer:
        for number, (name, text) in enumerate(texts.items(), 1):
            writer.put(Article(name, "无", text, visibility=Visibility.PUBLIC))
            if number % 400 == 0:
                writer.checkpoint()
        writer.seal()
    with closing(open_current(config)) as opened:
        found = opened._postings.term("body_ngrams", EVERYWHERE)
        largest = max(found.parts, key=lambda part: part.segment.size)
        assert largest.segment.size > 800
        assert largest.inverted.bitmap(largest.span) is not None
