"""The articles that engines are measured on: real ones, then recombinations, with organisations.

Everything is given one by one, so that no size has to fit in memory. The same count gives
the same articles, and a larger one begins with those of a smaller one.
"""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from index.article import Article, Organization, PartialDate, stable_id

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("HUISOU_SHARED") or ROOT.parent / "shared" / "data")
LENDERS = 20_000
"""How many of the first real articles lend their paragraphs to those that are made."""

_PLACES = "澜江 青屿 云泽 望川 北渚 清浦 宁岚 石汀 南溪 东陵 白沙洲 鹤鸣 松原台 柳湾 西岚".split()
_FIELDS = "计算机 化学 农机 林业 水利 电力 气象 铁道 纺织 中医 护理 测绘 机械 通信 航运".split()
_FORMS = "学会 协会 研究会 联合会 研究院 促进会 基金会 联盟 商会 实验室 中心 博物馆 集团".split()
ORGANIZATIONS = tuple(map("".join, product(_PLACES, _FIELDS, _FORMS)))
"""2,925 invented names."""


TITLED, UNTITLED = "news-titled", "news-untitled"


def stories(files: Iterable[str] = (TITLED, UNTITLED)) -> Iterator[Article]:
    """The shared news stories, in the order of the files."""
    for name in files:
        with gzip.open(SHARED / "bulk" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield Article(
                    id=stable_id(str(row["id"])),
                    title=row.get("title") or row["body"][:30],
                    body=row["body"],
                    published=_date(row.get("date")),
                    category=tuple(filter(None, (row.get("category") or "").split("/"))),
                    source=row.get("source") or "",
                )


def _date(text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(text or "")
    except ValueError:
        return None


def articles(count: int) -> Iterator[Article]:
    """``count`` articles, each with one to three organisations."""
    return map(with_organizations, recombined(stories(), count))


def recombined(real: Iterable[Article], count: int, seed: int = 17) -> Iterator[Article]:
    """The first ``count`` of the real articles; where there are fewer, then articles with the
    title, date and category of a real one and as many paragraphs of others."""
    models: list[tuple[Article, int]] = []
    paragraphs: list[str] = []
    for article in real:
        if len(models) == count:
            return
        yield article
        own = [paragraph for paragraph in article.body.split("\n") if paragraph]
        models.append((replace(article, body=""), max(1, len(own))))
        if len(models) <= LENDERS:
            paragraphs += own
    chance = random.Random(seed)
    for number in range(count - len(models)):
        model, length = chance.choice(models)
        body = "\n".join(chance.choices(paragraphs, k=length))
        yield replace(model, id=stable_id(f"made {number}"), body=body)


def with_organizations(article: Article) -> Article:
    """The article with one to three organisations, drawn by its id.

    The rank of a name is log-uniform: a name is about as frequent as one over its rank.
    """
    chance = random.Random(f"organizations of {article.id}")
    drawn = [
        ORGANIZATIONS[int(len(ORGANIZATIONS) ** chance.random()) - 1]
        for _ in range(chance.randint(1, 3))
    ]
    return replace(article, organizations=tuple(map(Organization, dict.fromkeys(drawn))))


def questions() -> list[str]:
    """Real questions of at least 16 characters, as people asked them."""
    lines = (SHARED / "relevance" / "cmrc2018" / "queries.jsonl").read_text("utf-8")
    asked = [json.loads(line)["text"] for line in lines.splitlines()]
    return [text for text in asked if len(text) >= 16]


def typed_queries() -> list[str]:
    """Real queries as people typed them."""
    lines = (SHARED / "queries" / "typed.txt").read_text("utf-8").split("\n")
    return [line for line in lines if line.strip()]


def year_of(published: PartialDate | None) -> str:
    """The value of the date facet's year; empty without a date."""
    return f"{published.year:04d}" if published else ""
