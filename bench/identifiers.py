"""Document numbers: how many are read from pages, and found by a query in any writing.

    python bench/identifiers.py [--errors]

Runs over the pages of the shared data that have their number in ``gold.jsonl``
(``HUISOU_SHARED``, or ``../shared/data`` beside the checkout). *read*: the gold's number is
among those of the article. *own*: it is the one taken for the article's own. Then the
articles are indexed, and each number is searched for in every way of writing; *found*: its
article is the first hit, under the line that says so.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
from contextlib import closing
from pathlib import Path

from index.analysis import Analyzer
from index.article import Article
from index.config import Config, IndexSettings
from index.engine import Reader, SearchRequest, open_reader, open_writer
from index.identifiers import identifiers
from index.own_number import own_number
from index.parsing import parse
from indexer.conversion import enriched
from indexer.enrich import Vocabulary
from indexer.extract import extract_html

_PARTS = re.compile(r"(.+)〔(\d{4})〕(\d+)号")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

WRITINGS = (
    "{}〔{}〕{}号",
    "{}[{}]{}号",
    "{}（{}）{}号 wide",
    "{} 【{}】 {} 号",
    "{}({}){}",
    "{}{}年{}号",
)
ORDER_WRITINGS = ("{}第{}号", "{} 第 {} 号", "{}第{}号 wide", "{}{}号", "{} 第{}号", "{}第 {}号")


def writings(name: str) -> list[str]:
    """Six ways to type the number; an order (国令第707号) has no year."""
    parts = _PARTS.fullmatch(name)
    ways, values = (WRITINGS, parts.groups()) if parts else (ORDER_WRITINGS, _order(name))
    made = [way.format(*values) for way in ways]
    return [m.removesuffix(" wide").translate(_WIDE) if m.endswith(" wide") else m for m in made]


def _order(name: str) -> tuple[str, str]:
    code, _, rest = name.partition("第")
    return code, rest.removesuffix("号")


def shared_pages() -> Path:
    """The pages with their gold."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("HUISOU_SHARED", beside)) / "pages" / "govcn"


def articles(folder: Path) -> list[tuple[Article, str]]:
    """Each page as an article, with the gold's number in canonical form."""
    found = []
    for line in (folder / "gold.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        gold = identifiers(row["doc_no"])
        page = extract_html((folder / row["file"]).read_bytes(), url=row["url"])
        made = Article(
            row["file"].split(".")[0], page.title, page.body, identifiers=page.identifiers
        )
        found.append((enriched(made, Vocabulary()), gold[0]))
    return found


def is_found(reader: Reader, analyzer: Analyzer, query: str, article: Article) -> bool:
    """Whether the article leads the hits of the query."""
    page = reader.search(SearchRequest(parse(query, analyzer.units).node, size=1, facets=()))
    return bool(page.leading and page.hits[0].article.id == article.id)


def main() -> None:
    """Print the tables, and with ``--errors`` what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    every = articles(shared_pages())
    missed = {
        "read": [gold for article, gold in every if gold not in article.identifiers],
        "own": [gold for article, gold in every if gold != own_number(article)],
    }
    with tempfile.TemporaryDirectory() as folder:
        config = Config(index=IndexSettings(path=Path(folder)))
        with open_writer(config) as writer:
            for article, _ in every:
                writer.put(article)
            writer.seal()
        analyzer = Analyzer()
        with closing(open_reader(config)) as reader:
            for place, name in enumerate(WRITINGS):
                asked = [(article, writings(gold)[place]) for article, gold in every]
                missed[name] = [q for a, q in asked if not is_found(reader, analyzer, q, a)]
    for name, wrong in missed.items():
        print(f"{name:<16}{len(every) - len(wrong):>4} / {len(every)}")
        if options.errors and wrong:
            print("   ", "  ".join(wrong))


if __name__ == "__main__":
    main()
