"""Narrowing a list of buckets by what someone types, written in whatever way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.analysis import normalized
from index.results import Bucket

PER_PAGE = 300
"""How many buckets a page lists; beyond that the box narrows them."""


def containing(buckets: Sequence[Bucket], typed: str) -> list[Bucket]:
    """The buckets whose label holds ``typed`` in normal form, and those above such ones.

    A bucket that holds it keeps all of its children; one that does not keeps the
    children that do.
    """
    wanted = normalized(typed)
    if not wanted:
        return [*buckets]
    kept: list[Bucket] = []
    for bucket in buckets:
        if wanted in normalized(bucket.label):
            kept.append(bucket)
        elif inner := containing(bucket.children, typed):
            kept.append(replace(bucket, children=tuple(inner)))
    return kept
