"""The classes of queries that are measured, drawn from the articles themselves."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bench.collection import ORGANIZATIONS
from index.analysis import Analyzer, normalized
from index.article import Article

QUOTED_LENGTHS = (2, 4, 8)
_HAN = re.compile(r"[\u4e00-\u9fff]{8,}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One search: ``text`` in Huisou's query language, ``stock`` the same in Whoosh's.

    ``literal`` is what must stand in the article where the query is one quoted run.
    ``organizations`` are alternatives. ``relax``: where nothing has all terms, the best
    partial matches are wanted.
    """

    text: str
    stock: str
    year: str = ""
    category: str = ""
    newest: bool = False
    literal: str = ""
    organizations: tuple[str, ...] = ()
    relax: bool = False

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """The wanted values of each facet that is filtered by."""
        wanted = {
            "date": (self.year,) if self.year else (),
            "category": (self.category,) if self.category else (),
            "org": self.organizations,
        }
        return {name: values for name, values in wanted.items() if values}


def same(text: str, *, year: str = "", category: str = "", newest: bool = False) -> Asked:
    """A search that is written alike for both."""
    return Asked(text, text, year, category, newest)


class _Words:
    """Words of a sample of the articles by how many of them hold each."""

    def __init__(
        self, articles: Sequence[Article], analyzer: Analyzer, chance: random.Random
    ) -> None:
        sample = chance.sample(list(articles), min(len(articles), 600))
        self.size = len(sample)
        self.of_article = [self._words(article, analyzer) for article in sample]
        self.frequency = Counter(word for words in self.of_article for word in words)

    @staticmethod
    def _words(article: Article, analyzer: Analyzer) -> list[str]:
        cut = analyzer.segmenter.cut(normalized(article.body[:2000]))
        return sorted({word for word, _ in cut if len(word) >= 2 and not word.isascii()})

    def between(self, low: float, high: float) -> list[str]:
        """The words that at least ``low`` and less than ``high`` of the sample hold."""
        bounds = low * self.size, high * self.size
        return sorted(w for w, n in self.frequency.items() if bounds[0] <= n < bounds[1])


def classes(
    articles: Sequence[Article], analyzer: Analyzer, count: int, seed: int = 7
) -> dict[str, list[Asked]]:
    """``count`` queries of each class, the same for the same articles and seed."""
    chance = random.Random(seed)
    words = _Words(articles, analyzer, chance)
    common, middle = words.between(0.08, 0.6), words.between(0.01, 0.08)
    rare = words.between(0, 2.5 / words.size)
    dated = [a for a in articles if a.published and a.category]

    def filtered() -> Asked:
        like = chance.choice(dated)
        assert like.published is not None
        return same(
            chance.choice(common), year=f"{like.published.year}", category="/".join(like.category)
        )

    makers: dict[str, Callable[[], Asked]] = {
        "one common word": lambda: same(chance.choice(common)),
        "one rare word": lambda: same(chance.choice(rare)),
        "OR of three": lambda: same(" OR ".join(chance.sample(middle, 3))),
        "AND of three": lambda: same(" ".join(_together(words, chance))),
        "AND NOT": lambda: _without(chance.choice(common), chance.choice(middle)),
        "filter year, category": filtered,
        "newest": lambda: same(chance.choice(common), newest=True),
        "empty, newest": lambda: Asked("", "*", newest=True),
    }
    asked = {name: [make() for _ in range(count)] for name, make in makers.items()}
    runs = [run[0] for article in articles for run in _HAN.finditer(article.body[:3000])]
    for length in QUOTED_LENGTHS:
        asked[f"quoted, {length} characters"] = list(_quoted(runs, length, count, chance))
    return asked


def engine_classes(
    articles: Sequence[Article],
    analyzer: Analyzer,
    questions: Sequence[str],
    count: int,
    seed: int = 7,
) -> dict[str, list[Asked]]:
    """:func:`classes`, then those that only engines are asked beside one another.

    The articles need organisations. The filter is by year, category and two organisations
    of an article; ``32 common`` are drawn from the 64 words that most of the sample holds.
    """
    asked = classes(articles, analyzer, count, seed)
    del asked["filter year, category"]
    chance = random.Random(seed)
    words = _Words(articles, analyzer, chance)
    common = words.between(0.08, 0.6)
    most = sorted(words.frequency, key=lambda w: (-words.frequency[w], w))[:64]
    dated = [a for a in articles if a.published and a.category and len(a.organizations) > 1]

    def filtered() -> Asked:
        like = chance.choice(dated)
        assert like.published is not None
        wanted = same(
            chance.choice(common), year=f"{like.published.year}", category="/".join(like.category)
        )
        return replace(wanted, organizations=tuple(o.name for o in like.organizations[:2]))

    asked["filter year, category, 2 org"] = [filtered() for _ in range(count)]
    asked["32 common, OR"] = [same(" OR ".join(chance.sample(most, 32))) for _ in range(count)]
    asked["32 common, AND"] = [same(" ".join(chance.sample(most, 32))) for _ in range(count)]
    real = chance.sample(list(questions), min(count, len(questions)))
    asked["long question"] = [same(text) for text in real]
    asked["long question, relaxed"] = [replace(same(text), relax=True) for text in real]
    return asked


def _together(words: _Words, chance: random.Random) -> list[str]:
    held = [found for found in words.of_article if len(found) >= 3]
    return chance.sample(chance.choice(held), 3)


def _without(wanted: str, unwanted: str) -> Asked:
    return Asked(f"{wanted} -{unwanted}", f"{wanted} NOT {unwanted}")


def _quoted(runs: Sequence[str], length: int, count: int, chance: random.Random) -> Iterator[Asked]:
    for _ in range(count):
        run = chance.choice(runs)
        start = chance.randrange(len(run) - length + 1)
        literal = run[start : start + length]
        yield Asked(f'"{literal}"', f'"{literal}"', literal=literal)


def addresses(typed: Sequence[str], count: int, seed: int = 23) -> list[str]:
    """Addresses of result pages: typed queries, of which one in five with a filter by
    organisation, one in ten by newest and one in ten on its second page."""
    chance = random.Random(seed)
    return [f"/search?{urlencode(_parameters(chance, typed))}" for _ in range(count)]


def _parameters(chance: random.Random, typed: Sequence[str]) -> dict[str, str]:
    parameters = {"q": chance.choice(typed)}
    if chance.random() < 0.2:
        parameters["org"] = ORGANIZATIONS[chance.randrange(20)]
    if chance.random() < 0.1:
        parameters["sort"] = "newest"
    if chance.random() < 0.1:
        parameters["page"] = "2"
    return parameters
