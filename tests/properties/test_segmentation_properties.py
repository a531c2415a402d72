"""rjieba cuts every text into the words that jieba cuts it into."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import normalize
from index.analysis.bulk_segmentation import SIGNED, BulkSegmenter
from index.analysis.dictionary import DictionaryEntry
from index.analysis.segmenter import Segmenter

ENTRIES = (
    DictionaryEntry("防腐蚀技术学会"),
    DictionaryEntry("会员代表", 5),
    DictionaryEntry("热镀锌层", 900, "n"),
    DictionaryEntry("iso9001标准"),
    DictionaryEntry("gb50046"),
    DictionaryEntry("b+级"),
)
PIECES = (
    "防腐蚀 技术学会 会员代表大会 的 热镀锌层厚 第 二十 年 gb/t 50046 3.5% 卡拉ok t恤 。 - 𠀀 々 ア"
    " 王小明 的人 c++ c# 4s店 1号店 3-5 +86 iso9001标准 gb50046 b+级 a_b % & . #"
).split()
TEXTS = st.lists(st.sampled_from([*PIECES, " "]) | st.characters(), max_size=14).map("".join)


@pytest.fixture(scope="module", params=[(), ENTRIES], ids=["general", "own"])
def both(request: pytest.FixtureRequest) -> tuple[Segmenter, BulkSegmenter]:
    """Both segmenters with the same dictionary."""
    return Segmenter(request.param), BulkSegmenter(request.param, None)


def words(segmenter: Segmenter, text: str) -> list[str]:
    """The words as jieba gives them."""
    return [word for word, _ in segmenter.cut(text)]


@given(text=TEXTS)
def test_any_text_is_cut_alike(both: tuple[Segmenter, BulkSegmenter], text: str) -> None:
    stock, bulk = both
    normal = normalize(text).text
    assert bulk.words(normal) == words(stock, normal)


def test_the_words_with_signs_are_all_that_jieba_has() -> None:
    with jieba.get_dict_file() as file:
        found = [line.split()[0] for line in file.read().decode().splitlines()]
    signed = [word for word in found if re.search(r"[+#&._%-]", word)]
    assert {word for word in signed if normalize(word).text == word} == set(SIGNED)


def test_news_are_cut_alike(both: tuple[Segmenter, BulkSegmenter], shared_data: Path) -> None:
    stock, bulk = both
    with gzip.open(shared_data / "bulk" / "news-untitled.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in itertools.islice(rows, 0, 6000, 20):
            text = normalize(json.loads(row)["body"]).text
            assert bulk.words(text) == words(stock, text)
