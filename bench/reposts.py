"""How well reposts are told from notices of one wording, on real texts with made-up edits.

    python -m bench.reposts [ARTICLES]

Of 600 texts of the shared news: the share that is still taken for the same after each
edit a repost has, and the share of variants (another number, numeral or name) that is
wrongly taken for the same, at several thresholds; then how many reposts there are among
ARTICLES (20,000) stories as they are, and how long finding them takes.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from index.article import Article, Visibility
from index.engine import Reader
from indexer import likeness
from indexer.likeness import essence, is_repost
from indexer.reposts import find_reposts

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("HUISOU_SHARED") or ROOT.parent / "shared" / "data")
SAMPLE = 600

Edit = Callable[[str], str | None]


def without_end(body: str) -> str:
    """The text without its last two sentences."""
    sentences = body.split("。")
    return "。".join(sentences[:-2]) if len(sentences) > 4 else body


def with_sentence(body: str) -> str:
    """The text with a sentence more in its middle."""
    sentences = body.split("。")
    sentences.insert(len(sentences) // 2, "据了解，有关活动近期还将继续开展")
    return "。".join(sentences)


def other_number(body: str) -> str | None:
    """The text with its first number one greater."""
    found = re.search(r"[0-9]+", body)
    return found and body[: found.start()] + str(int(found[0]) + 1) + body[found.end() :]


def other_numeral(body: str) -> str | None:
    """The text with its first Chinese numeral changed."""
    found = re.search(r"[一二三四五六七八九]", body)
    return found and body[: found.start()] + "五二"[found[0] == "五"] + body[found.end() :]


def other_name(body: str) -> str | None:
    """The text with three Han characters in the middle changed."""
    at = len(body) // 2
    is_word = re.fullmatch(r"[一-鿿]{3}", body[at : at + 3])
    return body[:at] + "赵建国" + body[at + 3 :] if is_word else None


REPOSTS: Mapping[str, Edit] = {
    "dateline, editors": lambda body: f"本报讯（记者 某某）{body}\n编辑：某某\n责任编辑：某某",
    "end cut off": without_end,
    "sentence more": with_sentence,
    "layout": lambda body: body.replace("\n", "\n　　").replace(",", "，"),
}
VARIANTS: Mapping[str, Edit] = {
    "number": other_number,
    "numeral": other_numeral,
    "name": other_name,
}


@dataclass
class Collection:
    """Articles as finding reposts reads them."""

    all: Mapping[str, Article]

    def articles(self) -> Iterator[Article]:
        """Every article."""
        return iter(self.all.values())

    def article(self, article_id: str, viewer: Visibility = Visibility.PUBLIC) -> Article | None:
        """The article of that id."""
        return self.all.get(article_id)


def news(count: int) -> Iterator[Article]:
    """The first stories of each file of the shared news."""
    for file in sorted((SHARED / "bulk").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(itertools.islice(lines, count // 2)):
                row = json.loads(line)
                title = row.get("title") or ""
                yield Article(id=f"{file.stem}{number}", title=title, body=row["body"])


def share(sample: list[str], edit: Edit) -> str:
    """How many of the edited texts are taken for the same, of how many."""
    pairs = [(body, edited) for body in sample if (edited := edit(body))]
    same = sum(is_repost(essence(body), essence(edited)) for body, edited in pairs)
    return f"{same}/{len(pairs)}"


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    articles = {article.id: article for article in news(count)}
    bodies = [one.body for one in articles.values() if len(essence(one.body)) >= 200]
    sample = random.Random(1).sample(bodies, min(SAMPLE, len(bodies)))
    for threshold in (0.5, 0.6, 0.7, 0.8, 0.9):
        likeness.THRESHOLD = threshold
        shares = {name: share(sample, edit) for name, edit in {**REPOSTS, **VARIANTS}.items()}
        print(threshold, shares, flush=True)
    likeness.THRESHOLD = 0.7
    began = time.perf_counter()
    found = find_reposts(cast(Reader, Collection(articles)))
    seconds = time.perf_counter() - began
    print(f"{len(articles)} stories: {len(found.originals)} reposts, {seconds:.1f} s")


if __name__ == "__main__":
    main()
