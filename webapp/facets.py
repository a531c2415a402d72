"""Facets as lists of links, and the chips of what is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.dates import MISSING, PRESETS, label
from index.results import Bucket, Facet
from webapp.addresses import address, toggled, without_meeting_range, without_range
from webapp.parameters import FACET_FIELDS, SearchParameters
from webapp.presentation import date_label, facet_label, value_label


@dataclass(frozen=True, slots=True)
class Entry:
    """One bucket with the address that toggles it; ``open`` shows its children."""

    value: str
    label: str
    count: int
    selected: bool
    href: str
    children: tuple[Entry, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class FacetList:
    """One facet as shown; ``more`` leads to all of its buckets, where some are cut."""

    name: str
    label: str
    entries: tuple[Entry, ...]
    missing: int
    other: int
    more: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter; ``rest`` is the search without it, ``href`` its address."""

    facet: str
    text: str
    rest: SearchParameters
    href: str


def facet_list(
    facet: Facet, parameters: SearchParameters, endpoint: str = "search.results"
) -> FacetList:
    """The facet with the addresses (of ``endpoint``) that toggle each value."""
    entries = [_entry(facet.name, bucket, parameters, endpoint) for bucket in facet.buckets]
    if facet.name == "date" and all(entry.value != MISSING for entry in entries):
        entries += _undated(facet, parameters, endpoint)
    more = address(parameters.with_filters(parameters.filters), "search.facet", name=facet.name)
    return FacetList(
        facet.name,
        facet_label(facet.name),
        tuple(entries),
        facet.missing,
        facet.other,
        more,
    )


def _undated(facet: Facet, parameters: SearchParameters, endpoint: str) -> list[Entry]:
    """未注明 as a value like the others, where there are such articles or it is chosen."""
    selected = MISSING in parameters.filters.dates
    if not facet.missing and not selected:
        return []
    bucket = Bucket(MISSING, label(MISSING), facet.missing, selected)
    return [_entry("date", bucket, parameters, endpoint)]


def presets(parameters: SearchParameters) -> Iterator[tuple[str, str, bool]]:
    """Label, address and whether it is chosen, of every preset period."""
    for value, text in PRESETS.items():
        chosen = value in parameters.filters.dates
        yield text, address(toggled(parameters, "date", value)), chosen


def _entry(name: str, bucket: Bucket, parameters: SearchParameters, endpoint: str) -> Entry:
    children = tuple(_entry(name, child, parameters, endpoint) for child in bucket.children)
    return Entry(
        bucket.value,
        bucket.label or value_label(name, bucket.value),
        bucket.count,
        bucket.selected,
        address(toggled(parameters, name, bucket.value), endpoint),
        children,
        bucket.selected or any(child.selected or child.open for child in children),
    )


def chips(parameters: SearchParameters) -> Iterator[Chip]:
    """Every active filter, with the search that is left without it."""
    for name, field in FACET_FIELDS.items():
        for value in getattr(parameters.filters, field):
            rest = toggled(parameters, name, value)
            yield Chip(facet_label(name), value_label(name, value), rest, address(rest))
    filters = parameters.filters
    for label_, first, last, rest in (
        ("时间", filters.date_from, filters.date_to, without_range(parameters)),
        (
            "会议日期",
            filters.meeting_from,
            filters.meeting_to,
            without_meeting_range(parameters),
        ),
    ):
        if first is not None or last is not None:
            text = f"{date_label(first) if first else '最早'} 至 {date_label(last) if last else '今天'}"
            yield Chip(label_, text, rest, address(rest))
