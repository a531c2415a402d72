"""What one viewer may see of a generation, and what follows from that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.article import PartialDate, Visibility
from index.engines.whoosh.columns import Column, Mask, where
from index.engines.whoosh.facets import ORGANIZATIONS, Columns, borne_out
from index.engines.whoosh.postings import Postings
from index.engines.whoosh.ranking import Statistics


@dataclass(frozen=True, slots=True)
class View:
    """What one viewer may see, what ranking needs of that, its newest date, and the
    organisations (by ordinal) that more than one mention bears out."""

    visible: Mask
    statistics: Statistics
    newest: PartialDate
    borne_out: Mask

    @classmethod
    def of(cls, columns: Columns, postings: Postings, mask: Mask, statistics: Statistics) -> View:
        """The view of the documents of ``mask``."""
        dates, docs = columns["date"], np.flatnonzero(mask)
        seen = np.flatnonzero(dates.counts(docs)[0])
        newest = PartialDate.parse(dates.values[seen[-1]]) if seen.size else PartialDate(1970)
        return cls(mask, statistics, newest, borne_out(columns[ORGANIZATIONS], postings, mask))


def visible(column: Column, viewer: Visibility) -> Mask:
    """The documents that the viewer may see; ``column`` is that of their visibility."""
    is_staff = viewer is Visibility.STAFF
    return where(column, [is_staff or value == Visibility.PUBLIC for value in column.values])
