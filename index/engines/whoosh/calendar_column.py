"""What the values of the date column mean, worked out once a generation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.article import PartialDate
from index.dates import DateRange, period
from index.engines.whoosh.packed import Numbers

_MONTH = len("2023-07")


@dataclass(frozen=True, slots=True)
class Calendar:
    """For each value its first and last day as day numbers, and the number of its month
    among ``months``; a year alone is a month of its own there."""

    first: Numbers
    last: Numbers
    months: tuple[str, ...]
    month_of: Numbers

    @classmethod
    def of(cls, values: Sequence[str]) -> Calendar:
        """The calendar of sorted dates."""
        periods = [period(PartialDate.parse(value)) for value in values]
        months = tuple(dict.fromkeys(value[:_MONTH] for value in values))
        numbers = {month: number for number, month in enumerate(months)}
        return cls(
            np.array([p.first for p in periods], np.int64),
            np.array([p.last for p in periods], np.int64),
            months,
            np.array([numbers[value[:_MONTH]] for value in values], np.int64),
        )

    def within(self, wanted: DateRange) -> npt.NDArray[np.bool_]:
        """For each value whether its whole period lies within ``wanted``."""
        return (wanted.first <= self.first) & (self.last <= wanted.last)

    def by_month(self, counts: Numbers) -> dict[str, int]:
        """The counts of values as those of months, without the empty ones."""
        size = len(self.months)
        summed = np.bincount(self.month_of, weights=counts, minlength=size).astype(np.int64)
        found = np.flatnonzero(summed).tolist()
        return {self.months[month]: int(summed[month]) for month in found}
