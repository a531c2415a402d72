"""Ruling documents out before they are scored changes no page of hits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from index.analysis import Analyzer
from index.article import Article, PartialDate
from index.config import Config, IndexSettings
from index.engine import SearchRequest, open_writer
from index.engines.whoosh import contenders as module
from index.engines.whoosh import tiers
from index.engines.whoosh.contenders import contenders
from index.engines.whoosh.reader import WhooshReader, open_current
from index.parsing import parse

UNITS = Analyzer().units
WORDS = "防腐 涂料 标准 会员 年会 节能 化工 检测 安全 设备 培训 通知 技术 报告 专家 会议".split()
QUERIES = (
    " OR ".join(WORDS),
    " OR ".join(WORDS[:7]),
    " ".join(WORDS),
    "防腐涂料标准会员年会节能化工检测",
    "标题:防腐 OR 涂料 OR 标准 OR 会员 OR 年会 OR 节能",
    "(防腐 涂料) OR (标准 会员) OR “年会节能” OR 化工 OR 检测 -通知",
    "防腐涂料 OR 标准会员 OR 年会节能",
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshReader]:
    """Three thousand articles of words of which some are far more frequent than others; some
    are the same but for their dates."""
    chance = np.random.default_rng(5)
    share = 1 / np.arange(2, len(WORDS) + 2)
    config = Config(index=IndexSettings(path=tmp_path_factory.mktemp("contenders")))

    def text(most: int) -> str:
        size = int(chance.integers(1, most))
        return "".join(
            chance.choice([*WORDS, "，", "的是"], size, p=[*share / share.sum() * 0.8, 0.15, 0.05])
        )

    with open_writer(config) as writer:
        for number in range(3000):
            day = PartialDate(2000 + number % 25, 1 + number % 12)
            body = text(60) if number % 5 else "防腐涂料，标准。" * (number % 3 + 1)
            writer.put(Article(f"{number:04}", text(6), body, published=day))
        writer.put(Article("titled", "".join(WORDS), "无"))
        writer.seal()
    with closing(open_current(config)) as opened:
        yield opened


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("page", [1, 2, 12])
def test_pages_are_those_without_it(
    reader: WhooshReader, query: str, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = SearchRequest(parse(query, UNITS).node, page=page, size=10)
    ruled: list[int] = []

    def counted(*args: object, **named: object) -> object:
        places = contenders(*args, **named)  # type: ignore[arg-type]
        if places is not None:
            ruled.append(len(places))
        return places

    with monkeypatch.context() as patch:
        patch.setattr(tiers, "contenders", lambda *_, **__: None)
        whole = reader.search(request)
    with monkeypatch.context() as patch:
        patch.setattr(module, "_MANY", 1)
        patch.setattr(module, "_RUNS", 1)
        patch.setattr(tiers, "contenders", counted)
        pruned = reader.search(request)
    assert [hit.article.id for hit in pruned.hits] == [hit.article.id for hit in whole.hits]
    assert [hit.score for hit in pruned.hits] == pytest.approx([hit.score for hit in whole.hits])
    assert (pruned.total, pruned.facets) == (whole.total, whole.facets)
    assert bool(ruled) == (whole.total >= 800)
    assert all(places < whole.total for places in ruled)
