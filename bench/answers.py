"""What every peer is given and asked for: tokens, facet values, filters and an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bench.collection import year_of
from bench.queries import Asked
from index.analysis.characters import HAN
from index.article import Article

FACETS = ("date", "category", "org", "kind")
BUCKETS = 12
_RUNS = re.compile(rf"[{HAN}]+|(?:(?![{HAN}])\w)+")


@dataclass(frozen=True, slots=True)
class Answer:
    """How many articles match, and the counts of the largest buckets of organisations.

    ``partial``: the engine's own time limit cut the search short.
    """

    total: int
    orgs: tuple[int, ...] = ()
    partial: bool = False


def bigrams(text: str) -> list[str]:
    """The tokens of a normalised text: overlapping pairs of Han, other words whole."""
    tokens: list[str] = []
    for run in _RUNS.findall(text):
        if re.match(f"[{HAN}]", run) and len(run) > 1:
            tokens += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            tokens.append(run)
    return tokens


def values(article: Article) -> dict[str, list[str]]:
    """What the article counts as in each facet."""
    found = {
        "date": [year_of(article.published)],
        "category": ["/".join(article.category)],
        "org": [organization.name for organization in article.organizations],
        "kind": [article.kind.value],
    }
    return {name: [value for value in given if value] for name, given in found.items()}


def day(article: Article) -> int:
    """The date as a number that orders as the dates do."""
    return int(str(article.published or "0").replace("-", "").ljust(8, "0"))


def views(asked: Asked) -> Iterator[tuple[frozenset[str], list[str]]]:
    """The filters to apply and the facets that are counted under them."""
    filtered = frozenset(asked.filters)
    order = sorted(FACETS, key=lambda name: sorted(filtered - {name}))
    for used, names in groupby(order, key=lambda name: filtered - {name}):
        yield used, list(names)
