"""How far a run is with one source."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.report import SourceReport
from indexer.sources import ItemFailure, Source


@dataclass(slots=True)
class SourceState:
    """What is known of one source in this run: entries at its start, and what hid others."""

    source: Source
    before: int
    report: SourceReport
    is_available: bool = True
    is_partial: bool = False
    failures: list[ItemFailure] = field(default_factory=list)
    failed_keys: set[str] = field(default_factory=set)

    def hides(self, key: str) -> bool:
        """Whether the item of that key may be there though it did not come up."""
        return (
            not self.is_available
            or self.is_partial
            or key in self.failed_keys
            or any(failure.hides(key) for failure in self.failures)
        )
