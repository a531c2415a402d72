"""Reposts on a page: a group of hits once, with the way to all of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import g

from index.article import Article
from index.reposts import FILE, Reposts
from index.results import Hit
from webapp.service import reader, service


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit that stands for its group; ``others`` is how many more of it a visitor may
    open, whether they matched or not; ``is_copy`` says that it is not the earliest."""

    hit: Hit
    others: int = 0
    is_copy: bool = False


def reposts() -> Reposts:
    """The groups, the same ones for a whole request."""
    if "reposts" not in g:
        g.reposts = _loaded(service().config.index.path, reposts_stamp())
    found: Reposts = g.reposts
    return found


def reposts_stamp() -> str:
    """What changes when the groups do: they are found after a generation is sealed."""
    if "reposts_stamp" not in g:
        try:
            found = (service().config.index.path / FILE).stat()
            g.reposts_stamp = f"{found.st_mtime_ns}-{found.st_size}"
        except OSError:
            g.reposts_stamp = ""
    stamp: str = g.reposts_stamp
    return stamp


@functools.lru_cache(maxsize=2)
def _loaded(folder: Path, _stamp: str) -> Reposts:
    return Reposts.load(folder)


def collapsed(hits: Sequence[Hit]) -> list[ShownHit]:
    """The hits of a page, each group once: where its best hit stands, by its earliest one
    on the page. The number of hits in all stays that of the articles."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(reposts().group_of(hit.article.id), []).append(hit)
    return [_shown(found) for found in groups.values()]


def _shown(hits: list[Hit]) -> ShownHit:
    members = reposts().members(hits[0].article.id)
    if len(members) == 1:
        return ShownHit(hits[0])
    best = min(hits, key=lambda hit: members.index(hit.article.id))
    others = group_of(best.article)
    return ShownHit(best, len(others), bool(others) and best.article.id != members[0])


def group_of(article: Article) -> list[Article]:
    """The others of the article's group that are there for a visitor, the earliest first."""
    ids = [one for one in reposts().members(article.id) if one != article.id]
    return [found for one in ids if (found := reader().article(one)) is not None]
