"""The filters of ``huisou search``: an option for each, named as in addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, TypeVar

import click

from index.article import Kind, PartialDate
from index.dates import MISSING, PRESETS, parse_bound, period
from index.results import Filters

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Refused(click.UsageError):
    """A value that a command cannot use; the message is Chinese already."""


_SEVERAL = (
    ("kind", "类型", "如 通知、会议报道。"),
    ("category", "栏目", "如 新闻动态/行业动态。"),
    ("org", "机构", "机构全称。"),
    ("date", "时间", "如 2023、2023-07、未注明。"),
    ("series", "会议系列", "如 理事会。"),
    ("venue", "会议地点", "开会的地方。"),
    ("present", "出席机构", "出席会议的机构全称。"),
    ("chair", "主持人", "主持会议的人。"),
)
_BOUNDS = (
    ("from", "日期", "这一天及以后发布的。"),
    ("to", "日期", "这一天及以前发布的。"),
    ("mfrom", "日期", "这一天及以后开的会。"),
    ("mto", "日期", "这一天及以前开的会。"),
)


def filter_options(command: _Command) -> _Command:
    """The options, for a command that takes them as keywords and hands them to
    :func:`filters_of`."""
    several = [
        click.option(f"--{name}", name, multiple=True, metavar=shown, help=told)
        for name, shown, told in _SEVERAL
    ]
    bounds = [
        click.option(f"--{name}", name, metavar=shown, help=told) for name, shown, told in _BOUNDS
    ]
    return reduce(lambda made, option: option(made), reversed([*several, *bounds]), command)


def filters_of(values: Mapping[str, Any]) -> Filters:
    """What was chosen; raises Refused where a value means nothing."""
    first, last = _range(values, "from", "to")
    meeting_first, meeting_last = _range(values, "mfrom", "mto")
    return Filters(
        dates=tuple(map(_date_value, values["date"])),
        date_from=first,
        date_to=last,
        categories=tuple(values["category"]),
        organizations=tuple(values["org"]),
        kinds=tuple(map(_kind_value, values["kind"])),
        series=tuple(values["series"]),
        venues=tuple(values["venue"]),
        present=tuple(values["present"]),
        chairs=tuple(values["chair"]),
        meeting_from=meeting_first,
        meeting_to=meeting_last,
    )


def _range(
    values: Mapping[str, Any], lower: str, upper: str
) -> tuple[PartialDate | None, PartialDate | None]:
    first, last = (_bound(values[name]) for name in (lower, upper))
    if first is not None and last is not None and period(first).first > period(last).last:
        raise Refused(f"--{upper} 的 {last} 早于 --{lower} 的 {first}")
    return first, last


def _bound(text: str | None) -> PartialDate | None:
    if not text:
        return None
    bound = parse_bound(text)
    if bound is None:
        raise Refused(f"认不出日期“{text}”，请写成 2023、2023-07 或 2023-07-19")
    return bound


def _date_value(text: str) -> str:
    """The value of the date facet that the text means."""
    presets = {label: value for value, label in PRESETS.items()}
    if text in PRESETS or text in presets:
        return presets.get(text, text)
    if text in (MISSING, "未注明"):
        return MISSING
    bound = parse_bound(text)
    if bound is None:
        raise Refused(f"认不出时间“{text}”，请写成 2023、2023-07、2023-07-19 或 未注明")
    return str(bound)


def _kind_value(text: str) -> str:
    for kind in Kind:
        if text in (kind.value, kind.label):
            return kind.value
    raise Refused(f"没有“{text}”这种类型，可以写的是 {'、'.join(kind.label for kind in Kind)}")
