"""Coordinated short forms: 永川、黔江区科协 names two organisations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_WHOLE = re.compile(r"(?P<place>\w{2,4}?)(?P<unit>[区县市])(?P<body>\w{2,})")
_PARTS = re.compile(r"(?:\w{2,4}[、和及与])+$")
_PART = re.compile(r"\w{2,4}(?=[、和及与])")
REACH = 60
"""Characters before a name in which the places may stand that share its body."""


def shared_body(
    text: str, start: int, end: int, is_place: Callable[[str], bool]
) -> Iterator[tuple[int, int, str]]:
    """The places before the name at ``[start, end)`` that share its end: the span of each,
    and the form that it was short for. Nothing where one of them is no place.
    """
    whole = _WHOLE.fullmatch(text[start:end])
    if whole is None or not is_place(whole["place"]):
        return
    floor = max(0, start - REACH)
    before = _PARTS.search(text[floor:start])
    if before is None:
        return
    parts = list(_PART.finditer(text, floor + before.start(), start))
    for part in reversed(parts):
        place = part.group().removesuffix(whole["unit"])
        if not is_place(place):
            return
        yield part.start(), part.end(), place + whole["unit"] + whole["body"]
