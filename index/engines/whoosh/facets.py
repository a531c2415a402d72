"""Facet filters as masks and facet counts by numpy: exact, and disjunctive.

The counts of a facet leave out that facet's own selection, so that a second value of
it can be added; values within one facet are OR, facets are AND.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.article import Kind, PartialDate
from index.dates import MISSING, DateRange, label, parse_date_filter, period
from index.engines.whoosh.calendar_column import Calendar
from index.engines.whoosh.columns import Column, Mask, counted, where
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.posting_lists import Docs
from index.engines.whoosh.postings import Postings
from index.facet_values import category_path
from index.results import Bucket, Facet, Filters
from index.schema import ALL_FACETS

Columns = Mapping[str, Column]

ORGANIZATIONS = "org"
MEETING_DATE = "meeting_date"
"""Filtered by range alone: it has no buckets."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The documents that pass the filters: of each facet with a selection, a mask."""

    size: int
    masks: Mapping[str, Mask]

    def mask(self, *, leaving_out: str = "") -> Mask:
        """The documents that pass the filters of every facet but ``leaving_out``."""
        mask = np.ones(self.size, np.bool_)
        for name, passing in self.masks.items():
            if name != leaving_out:
                mask &= passing
        return mask


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets of one generation; ``today`` is for presets, ``borne_out`` the ordinals of
    organisations that more than one mention bears out."""

    columns: Columns
    calendar: Calendar
    meeting_calendar: Calendar
    today: PartialDate
    borne_out: Mask

    def selected(self, filters: Filters) -> Selected:
        """The documents that pass each facet's filters."""
        names = [name for name in (*ALL_FACETS, MEETING_DATE) if _selects(name, filters)]
        masks = {name: self._passing(name, filters) for name in names}
        return Selected(self.columns["date"].size, masks)

    def _passing(self, name: str, filters: Filters) -> Mask:
        column = self.columns[name]
        if name == "date":
            return self._in_dates(filters)
        if name == MEETING_DATE:
            between = _range(filters.meeting_from, filters.meeting_to)
            return column.carrying(self.meeting_calendar.within(between))
        wanted = set(selection(name, filters))
        if name == "category":
            below = tuple(f"{path}/" for path in wanted)
            return where(column, [v in wanted or v.startswith(below) for v in column.values])
        # Found by bisection, as organisations are thousands.
        ordinals = [_ordinal(column, value) for value in wanted]
        chosen = np.zeros(len(column.values), np.bool_)
        chosen[[ordinal for ordinal in ordinals if ordinal >= 0]] = True
        return column.carrying(chosen)

    def _in_dates(self, filters: Filters) -> Mask:
        column = self.columns["date"]
        mask = np.ones(column.size, np.bool_)
        if filters.dates:
            mask = np.zeros(column.size, np.bool_)
            for value in filters.dates:
                mask |= self._in_date(value)
        if filters.date_from or filters.date_to:
            mask &= self._within(_range(filters.date_from, filters.date_to))
        return mask

    def _in_date(self, value: str) -> Mask:
        column = self.columns["date"]
        if value == MISSING:
            return column.without()
        wanted = parse_date_filter(value, self.today)
        return np.zeros(column.size, np.bool_) if wanted is None else self._within(wanted)

    def _within(self, wanted: DateRange) -> Mask:
        """The documents whose whole period lies within ``wanted``."""
        return self.columns["date"].carrying(self.calendar.within(wanted))

    def count(self, name: str, docs: Docs, filters: Filters, size: int = 0) -> Facet:
        """The facet's buckets among the documents; the first ``size`` and the selected ones
        (0: all). Raises KeyError for a facet that is not.

        Organisations that one mention alone speaks for stand behind all others, and are not
        among the first ``size`` where there are others.
        """
        column = self.columns[name]
        counts, missing = column.counts(docs)
        chosen = selection(name, filters)
        left_out = 0
        if name == "date":
            buckets = _date_buckets(self.calendar.by_month(counts), chosen)
        elif name == "category":
            buckets = _category_buckets(_counted(column, np.flatnonzero(counts), counts), chosen)
        else:
            found = np.flatnonzero(counts)
            likely = self._likely(name, found) if size else found
            shown = _worth_showing(counts, likely, size)
            if chosen:
                shown = np.union1d(shown, _selected(column, found, chosen))
            left_out = len(found) - len(shown)
            buckets = _plain_buckets(name, _counted(column, shown, counts), chosen)
            buckets = self._by_evidence(name, buckets)
        kept = _cut(buckets, size)
        return Facet(name, tuple(kept), missing, len(buckets) - len(kept) + left_out)

    def _likely(self, name: str, found: Numbers) -> Numbers:
        """The ordinals without those that one mention alone speaks for, unless all are such."""
        likely = found[self.borne_out[found]] if name == ORGANIZATIONS else found
        return likely if len(likely) else found

    def _by_evidence(self, name: str, buckets: list[Bucket]) -> list[Bucket]:
        """The buckets with those behind that one mention alone speaks for."""
        if name != ORGANIZATIONS:
            return buckets
        column = self.columns[name]

        def is_doubtful(bucket: Bucket) -> bool:
            ordinal = _ordinal(column, bucket.value)
            return ordinal < 0 or not self.borne_out[ordinal]

        return sorted(buckets, key=is_doubtful)


def borne_out(column: Column, postings: Postings, visible: Mask) -> Mask:
    """Of each organisation of ``column`` whether the visible documents bear it out: they are
    several, or one of them does by itself (:func:`index.facet_values.borne_out`)."""
    mask: Mask = column.counts(np.flatnonzero(visible))[0] > 1
    ordinals = dict(zip(column.values, range(len(column.values)), strict=True))
    for value, count in counted(postings, "org_borne_out", visible).items():
        if count:
            mask[ordinals[value]] = True
    return mask


def _selected(column: Column, found: Numbers, chosen: Iterable[str]) -> Numbers:
    """Those of the ordinals that are selected."""
    return np.intersect1d(found, np.array([_ordinal(column, one) for one in chosen], np.int64))


def _range(first: PartialDate | None, last: PartialDate | None) -> DateRange:
    """The days from the first of one to the last of the other, where they bound anything."""
    return DateRange(
        period(first).first if first else 0, period(last).last if last else DateRange.LAST_DAY
    )


def _selects(name: str, filters: Filters) -> bool:
    if name == MEETING_DATE:
        return bool(filters.meeting_from or filters.meeting_to)
    if name == "date":
        return bool(filters.dates or filters.date_from or filters.date_to)
    return bool(selection(name, filters))


def _ordinal(column: Column, value: str) -> int:
    """The ordinal of ``value``, or -1."""
    at = bisect_left(column.values, value)
    return at if column.values[at : at + 1] == (value,) else -1


def selection(name: str, filters: Filters) -> tuple[str, ...]:
    """The values of one facet that are selected."""
    return {
        "date": filters.dates,
        "category": filters.categories,
        "org": filters.organizations,
        "kind": filters.kinds,
        "series": filters.series,
        "venue": filters.venues,
        "present": filters.present,
        "chair": filters.chairs,
    }[name]


def _counted(column: Column, ordinals: Numbers, counts: Numbers) -> dict[str, int]:
    return {
        column.values[ordinal]: count
        for ordinal, count in zip(ordinals.tolist(), counts[ordinals].tolist(), strict=True)
    }


def _worth_showing(counts: Numbers, found: Numbers, size: int) -> Numbers:
    """Those of the ordinals ``found`` that may be among the ``size`` largest (0: all), so that
    no bucket is made for thousands that are cut at once."""
    if not size or len(found) <= size:
        return found
    own = counts[found]
    shown: Numbers = found[own >= np.partition(own, len(own) - size)[len(own) - size]]
    return shown


def _cut(buckets: Sequence[Bucket], size: int) -> list[Bucket]:
    if not size:
        return list(buckets)
    rest = [bucket for bucket in buckets[size:] if _holds_selected(bucket)]
    return [*buckets[:size], *rest]


def _holds_selected(bucket: Bucket) -> bool:
    return bucket.selected or any(map(_holds_selected, bucket.children))


def _plain_buckets(name: str, counted: dict[str, int], chosen: Iterable[str]) -> list[Bucket]:
    selected = set(chosen)
    buckets = [
        Bucket(value, _label(name, value), counted.get(value, 0), value in selected)
        for value in dict.fromkeys([*counted, *chosen])
    ]
    return _by_count(buckets)


def _label(name: str, value: str) -> str:
    if name == "kind" and value in set(Kind):
        return Kind(value).label
    return value


def _by_count(buckets: Iterable[Bucket]) -> list[Bucket]:
    return sorted(buckets, key=lambda bucket: (-bucket.count, bucket.label))


def _date_buckets(counted: dict[str, int], chosen: Sequence[str]) -> list[Bucket]:
    """Years, newest first, with their months; an article known to the year alone counts
    in its year and in no month. A selected preset is no bucket, being no value."""
    years: dict[str, int] = {}
    months: dict[str, int] = {}
    for value, count in counted.items():
        years[value[:4]] = years.get(value[:4], 0) + count
        if len(value) > 4:
            months[value[:7]] = months.get(value[:7], 0) + count
    for value in chosen:
        if value[:4].isdecimal() and len(value) in (4, 7):
            years.setdefault(value[:4], 0)
            if len(value) == 7:
                months.setdefault(value, 0)
    below: dict[str, list[Bucket]] = {}
    for month in sorted(months, reverse=True):
        below.setdefault(month[:4], []).append(_date_bucket(month, months[month], chosen))
    return [
        _date_bucket(year, years[year], chosen, tuple(below.get(year, ())))
        for year in sorted(years, reverse=True)
    ]


def _date_bucket(
    value: str, count: int, chosen: Sequence[str], children: tuple[Bucket, ...] = ()
) -> Bucket:
    return Bucket(value, label(value), count, value in chosen, children)


def _category_buckets(counted: dict[str, int], chosen: Sequence[str]) -> list[Bucket]:
    """The tree of paths; a path counts what lies at it and below it. What is selected
    and cannot be a path is no bucket."""
    totals: dict[str, int] = {}
    selected = [(path, 0) for path in chosen if path and path == category_path(path.split("/"))]
    for value, count in [*counted.items(), *selected]:
        names = value.split("/")
        for depth in range(1, len(names) + 1):
            path = "/".join(names[:depth])
            totals[path] = totals.get(path, 0) + count
    children: dict[str, list[str]] = {}
    for path in totals:
        children.setdefault(path.rpartition("/")[0], []).append(path)

    def branch(parent: str) -> list[Bucket]:
        return _by_count(
            Bucket(
                path,
                path.rpartition("/")[2],
                totals[path],
                path in chosen,
                tuple(branch(path)),
            )
            for path in children.get(parent, ())
        )

    return branch("")
