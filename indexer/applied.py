"""Which corrections the index has, so that a changed one is read into it by the next run."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.catalog import Catalog
from indexer.corrections import Corrections

FILE_NAME = "corrections.json"
"""Beside the generations; without it every correction counts as new."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The digest of its corrections, for each article that has any."""

    digests: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> Applied:
        """What the last run left; nothing where it cannot be read."""
        try:
            plain = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        return cls({str(k): str(v) for k, v in plain.items()}) if isinstance(plain, dict) else cls()

    def mark_due(self, catalog: Catalog, corrections: Corrections) -> frozenset[str]:
        """Forget the hash of every item whose article is corrected otherwise by now, so that
        it is read again; gives the ids of those articles."""
        wanted = corrections.digests()
        changed = {
            article
            for article in self.digests.keys() | wanted.keys()
            if self.digests.get(article) != wanted.get(article)
        }
        if changed:
            for entry in [e for e in catalog if {e.article_id, e.claim} & changed]:
                catalog.put(dataclasses.replace(entry, hash=""))
        return frozenset(changed)

    def after(
        self,
        corrections: Corrections,
        due: Collection[str],
        catalog: Catalog,
        sources: Collection[str],
    ) -> Applied:
        """What is applied now that the ``sources`` were read: not what belongs to others."""
        waiting = {
            article
            for entry in catalog
            if entry.source not in sources
            for article in (entry.article_id, entry.claim)
            if article in due
        }
        wanted = corrections.digests()
        kept = {article: digest for article, digest in self.digests.items() if article in waiting}
        return Applied({a: d for a, d in wanted.items() if a not in waiting} | kept)

    def save(self, folder: Path) -> None:
        """Keep it for the next run; nothing is written where there is nothing to keep."""
        file = folder / FILE_NAME
        if self.digests or file.exists():
            file.write_text(json.dumps(dict(sorted(self.digests.items()))), encoding="utf-8")
