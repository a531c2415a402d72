"""rjieba and the pool of workers cut every text into the words that jieba cuts it into."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import normalize
from index.analysis.bulk_segmentation import WORD_END, BulkSegmenter, SegmentationPool
from index.analysis.dictionary import DictionaryEntry
from index.analysis.segmenter import Segmenter

ENTRIES = (
    DictionaryEntry("防腐蚀技术学会"),
    DictionaryEntry("会员代表", 5),
    DictionaryEntry("热镀锌层", 900, "n"),
)
PIECES = "防腐蚀 技术学会 会员代表大会 的 热镀锌层厚 第 二十 年 gb/t 50046 3.5% 卡拉ok t恤 。 - 𠀀 々 ア 王小明".split()
TEXTS = st.lists(st.sampled_from([*PIECES, " "]) | st.characters(), max_size=14).map("".join)


@pytest.fixture(scope="module", params=[(), ENTRIES], ids=["general", "own"])
def both(request: pytest.FixtureRequest) -> tuple[Segmenter, BulkSegmenter]:
    """Both segmenters with the same dictionary."""
    return Segmenter(request.param), BulkSegmenter(request.param, None)


def words(segmenter: Segmenter, text: str) -> str:
    """The words as jieba gives them, each with its end."""
    return "".join(word + WORD_END for word, _ in segmenter.cut(text))


@given(text=TEXTS)
def test_any_text_is_cut_alike(both: tuple[Segmenter, BulkSegmenter], text: str) -> None:
    jieba, bulk = both
    normal = normalize(text).text
    assert bulk.segmented(normal) == words(jieba, normal)


def test_news_are_cut_alike(both: tuple[Segmenter, BulkSegmenter], shared_data: Path) -> None:
    jieba, bulk = both
    with gzip.open(shared_data / "bulk" / "news-untitled.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in itertools.islice(rows, 0, 6000, 20):
            text = normalize(json.loads(row)["body"]).text
            assert bulk.segmented(text) == words(jieba, text)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[SegmentationPool]:
    """Two workers, at once."""
    monkeypatch.setattr("index.analysis.bulk_segmentation._FEW", 1)
    monkeypatch.setattr("index.analysis.bulk_segmentation._cores", lambda: 2)
    pool = SegmentationPool(ENTRIES, None, Segmenter(ENTRIES))
    yield pool
    pool.close()


SEVERAL = ["防腐蚀技术学会在重庆召开年会", "热镀锌层gb/t50046", ""]


def test_workers_cut_alike(pool: SegmentationPool) -> None:
    found = [pool.submit(SEVERAL[:2]), pool.submit(SEVERAL[2:])]
    jieba = Segmenter(ENTRIES)
    wanted = [words(jieba, text) for text in SEVERAL]
    assert [text for task in found for text in task.result()] == wanted


def test_nothing_is_lost_when_workers_die(pool: SegmentationPool) -> None:
    """As where the system kills what takes too much memory."""
    pool.submit(SEVERAL).result()
    assert pool._pool is not None
    for worker in list(pool._pool._processes.values()):
        worker.kill()
        worker.join()
    jieba = Segmenter(ENTRIES)
    for _ in range(2):
        task = pool.submit(SEVERAL)
        assert pool.wait(task, SEVERAL) == [words(jieba, text) for text in SEVERAL]
