"""What a page costs whose hits have long attachments, in CPU time.

    python -m bench.attachments [--articles 2000] [--long 150] [--queries 20] [--keep FOLDER]

Every so many articles one has one or two attachments of 20,000 to 400,000 characters, made of
paragraphs of the shared texts (``HUISOU_SHARED``, or ``../shared/data`` beside the checkout).
Each query is asked once to warm up and then with ten hits and with none, in turn: *page* is the
fastest with ten, *hits* what these cost on top. ``--keep`` leaves the index in a folder, and
takes it from there the next time.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import accumulate, islice
from pathlib import Path

from bench.collection import SHARED, UNTITLED, articles, stories
from bench.engines import TODAY, analyzer_of, build_ours, config_of
from index.analysis import Analyzer, normalized
from index.article import Article, Attachment
from index.engine import Reader, SearchRequest, open_reader
from index.parsing import parse

ROUNDS = 5
SHORTEST, TIMES = 20_000, 20
"""Of an attachment, in characters; and how much longer the longest is."""
PAGE = 1000
COMMON = ("目前", "进行", "工作", "发展", "情况", "记者", "公司", "表示", "中国", "问题")
NUMBERS = ("GB/T 50046", "国发〔2023〕12号", "第五届第三次", "目前 GB 50016-2014")
QUESTIONS = (
    "怎样才能更好地推进乡村振兴和农业现代化发展",
    "中国和美国之间的贸易问题目前有哪些最新进展",
    "公司如何应对市场风险和资金问题的具体措施",
)


def with_attachments(count: int, long: int, seed: int = 5) -> Iterator[Article]:
    """So many articles, of which so many have long attachments."""
    chance = random.Random(seed)
    lenders = islice(stories((UNTITLED,)), 20_000)
    paragraphs = [line for one in lenders for line in one.body.split("\n") if line]
    for number, article in enumerate(articles(count)):
        how_many = 0 if number % (count // long) else chance.choice((1, 1, 2))
        made = tuple(_attachment(paragraphs, chance) for _ in range(how_many))
        yield replace(article, attachments=made)


def _attachment(paragraphs: Sequence[str], chance: random.Random) -> Attachment:
    size = int(SHORTEST * TIMES ** chance.random())
    pages = [_page(paragraphs, chance) for _ in range(size // PAGE)]
    starts = tuple(accumulate(map(len, pages[:-1]), initial=0))
    labels = tuple(f"第{number}页" for number, _ in enumerate(starts, 1))
    return Attachment("附件.pdf", "", "".join(pages), starts, labels, "pdf")


def _page(paragraphs: Sequence[str], chance: random.Random) -> str:
    page = ""
    while len(page) < PAGE:
        page += chance.choice(paragraphs)[:PAGE] + "\n"
    return page


def asked(long: Sequence[Article], analyzer: Analyzer, count: int) -> dict[str, list[str]]:
    """Queries by class, drawn from the articles with attachments."""
    chance = random.Random(11)
    texts = [one.text for article in long for one in article.attachments]

    def words(text: str) -> list[str]:
        start = chance.randrange(max(1, len(text) - 400))
        cut = analyzer.segmenter.cut(normalized(text[start : start + 400]))
        return sorted({word for word, _ in cut if len(word) > 1 and not word.isascii()})

    def together(size: int) -> list[str]:
        return chance.sample(words(chance.choice(texts)), size)

    return {
        "a common word": [*COMMON],
        "a common word and another": [
            f"{chance.choice(COMMON)} {together(1)[0]}" for _ in range(count)
        ],
        "three words of one place": [" ".join(together(3)) for _ in range(count)],
        "OR of three": [" OR ".join(together(3)) for _ in range(count)],
        "two words of a body": [
            " ".join(chance.sample(words(chance.choice(long).body), 2)) for _ in range(count)
        ],
        "a number": [*NUMBERS],
        "a long question": [*QUESTIONS],
    }


def measure(reader: Reader, analyzer: Analyzer, queries: Sequence[str]) -> tuple[str, ...]:
    """Median and most of a page, and of its hits, in milliseconds."""
    pages, hits = [], []
    for text in queries:
        node = parse(text, analyzer.units).node
        requests = [SearchRequest(node, size=size, today=TODAY) for size in (10, 0)]
        for request in requests:
            reader.search(request)
        rounds = [[_clocked(reader, request) for request in requests] for _ in range(ROUNDS)]
        page, without = map(min, zip(*rounds, strict=True))
        pages.append(page)
        hits.append(page - without)
    measured = (statistics.median(pages), max(pages), statistics.median(hits), max(hits))
    return tuple(f"{ms:.1f}" for ms in measured)


def _clocked(reader: Reader, request: SearchRequest) -> float:
    began = time.process_time()
    reader.search(request)
    return (time.process_time() - began) * 1e3


def main() -> None:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--long", type=int, default=150)
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the index stays")
    options = parser.parse_args()
    if not (SHARED / "bulk").is_dir():
        parser.exit(2, f"no texts to measure on: {SHARED / 'bulk'} (set HUISOU_SHARED)\n")
    if not 0 < options.long <= options.articles or options.queries < 1:
        parser.error("--long is from 1 to --articles, --queries 1 or more")
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.keep or Path(scratch)).absolute() / "attachments"
        if not folder.exists():
            build_ours(folder, with_attachments(options.articles, options.long))
        analyzer = analyzer_of(folder.parent)
        with closing(open_reader(config_of(folder))) as reader:
            long = [article for article in reader.articles() if article.attachments]
            sizes = [len(one.text) for article in long for one in article.attachments]
            print(f"{len(long)} articles with {sum(sizes) // len(long):,} characters attached each")
            print("| CPU ms | page | most | hits | most |\n|---|---|---|---|---|")
            for name, queries in asked(long, analyzer, options.queries).items():
                print(f"| {name} | {' | '.join(measure(reader, analyzer, queries))} |")


if __name__ == "__main__":
    main()
