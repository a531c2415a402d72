"""Finding reposts among all articles of a generation.

MinHash signatures (rensa) are banded to find candidates, and each candidate is compared
as it is. The outcome depends on the articles alone, not on how they came in. Memory: 320
bytes an article, and the texts of one batch.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from index.article import Article, PartialDate, Visibility
from index.engine import Reader
from index.reposts import Reposts
from indexer.likeness import LEAST_LENGTH, essence, is_repost, shingles, titles_agree

PERMUTATIONS = 64
BANDS = 16
"""Four values a band: of two articles that are alike by 0.7, one pair in a hundred is missed."""

SEED = 20231
BATCH = 500
COMPARED = 8
"""How many candidates an article is compared with, the likeliest first."""

REMEMBERED = 32
"""How many earliest articles a bucket holds, the newest: templates fill them by thousands."""

Signatures = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is kept of each article while all are gone through."""

    id: str
    visibility: Visibility
    published: PartialDate | None

    @property
    def order(self) -> tuple[bool, PartialDate, str]:
        """The earliest first; those without a date last."""
        return self.published is None, self.published or PartialDate(1), self.id


def find_reposts(reader: Reader) -> Reposts:
    """The groups of reposts in the generation, each under the earliest of it."""
    seen, signatures = _signed(reader.articles())
    buckets = _buckets(signatures)
    text = functools.lru_cache(maxsize=256)(_text_of(reader))
    firsts: defaultdict[tuple[int, int], deque[int]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for number in sorted(range(len(seen)), key=lambda number: seen[number].order):
        places = [(band, int(at)) for band, at in enumerate(buckets[number]) if at >= 0]
        shared = Counter(first for place in places for first in firsts.get(place, ()))
        first = _first_of(number, shared, seen, text)
        if first is not None:
            groups[seen[first].id].append(seen[number].id)
            continue
        for place in places:
            firsts[place].append(number)
    return Reposts({first: tuple(copies) for first, copies in groups.items()})


def _first_of(
    number: int,
    shared: Counter[int],
    seen: list[_Seen],
    text: Callable[[str], tuple[str, str]],
) -> int | None:
    """The earliest article that this one is a repost of, or None."""
    alike = [one for one, _ in shared.most_common(COMPARED)]
    for candidate in alike:
        if seen[candidate].visibility is not seen[number].visibility:
            continue
        title, body = text(seen[number].id)
        other_title, other_body = text(seen[candidate].id)
        if titles_agree(title, other_title) and is_repost(body, other_body):
            return candidate
    return None


def _text_of(reader: Reader) -> Callable[[str], tuple[str, str]]:
    def text(article_id: str) -> tuple[str, str]:
        article = reader.article(article_id, Visibility.STAFF)
        return ("", "") if article is None else (article.title, essence(article.body))

    return text


def _signed(articles: Iterator[Article]) -> tuple[list[_Seen], Signatures]:
    """The articles that are long enough, each with its signature."""
    seen: list[_Seen] = []
    parts: list[Signatures] = []
    batch: list[list[str]] = []
    for article in articles:
        text = essence(article.body)
        if len(text) >= LEAST_LENGTH:
            seen.append(_Seen(article.id, article.visibility, article.published))
            batch.append(list(shingles(text)))
        if len(batch) >= BATCH:
            parts.append(_signatures(batch))
            batch = []
    return seen, np.concatenate([*parts, _signatures(batch)])


def _signatures(batch: list[list[str]]) -> Signatures:
    digests = RMinHash.digests_from_token_sets(batch, PERMUTATIONS, SEED)
    return np.array(digests, dtype=np.uint32).reshape(len(batch), PERMUTATIONS)


def _buckets(signatures: Signatures) -> npt.NDArray[np.int64]:
    """For each article and band the number of its bucket, -1 where it is alone in it
    (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, section 3.4)."""
    buckets = np.full((len(signatures), BANDS), -1, dtype=np.int64)
    if not len(signatures):
        return buckets
    width = PERMUTATIONS // BANDS
    for band in range(BANDS):
        rows = np.ascontiguousarray(signatures[:, band * width : (band + 1) * width])
        keys = rows.view(np.dtype((np.void, rows.dtype.itemsize * width))).ravel()
        _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
        buckets[:, band] = np.where(counts[inverse] > 1, inverse, -1)
    return buckets
