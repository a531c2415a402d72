"""The shared sets of queries with the documents that answer them."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.collection import SHARED, TITLED, stories
from index.article import Article, stable_id

FOLDER = SHARED / "relevance"
HEADLINES = "headlines"
SETS = ("cmrc2018", "rgb_zh_news", HEADLINES)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the ids of the articles that answer it, at least one."""

    text: str
    relevant: frozenset[str]


def documents(name: str) -> Iterator[Article]:
    """The articles of a set. Those of the headlines are the titled stories, which keep their
    dates and have their titles taken away."""
    if name == HEADLINES:
        for story in stories((TITLED,)):
            yield replace(story, title="")
        return
    with gzip.open(FOLDER / name / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield Article(id=stable_id(row["id"]), title=row["title"], body=row["text"])


def judged(name: str, most: int | None = None) -> list[Judged]:
    """The queries that have a relevant document, or ``most`` of them, the same each time."""
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in (FOLDER / name / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            relevant[query].add(stable_id(document))
    lines = (FOLDER / name / "queries.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["id"] in relevant]
    if most is not None and most < len(rows):
        rows = random.Random(5).sample(rows, most)
    return [Judged(row["text"], frozenset(relevant[row["id"]])) for row in rows]
