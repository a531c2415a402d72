"""The ends of names: which words of a run can be the last of an organisation's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.enrich.name_parts import NATIONAL, NOT_AFTER, NOT_ENDINGS, PROVINCIAL, SUFFIXES
from indexer.enrich.words import Word

_SUFFIXES = frozenset(SUFFIXES)
_LENGTHS = sorted({len(suffix) for suffix in SUFFIXES}, reverse=True)
_ANY = re.compile("|".join([*SUFFIXES, *sorted(NATIONAL)]))
_VENUE_HEADS = frozenset(("中心",))


def may_hold_name(run: str) -> bool:
    """Whether it is worth cutting the run into words."""
    return _ANY.search(run) is not None


def suffix_of(words: Sequence[Word], at: int) -> str | None:
    """The suffix that ends the word, unless what follows makes it another word."""
    text = words[at].text
    if at + 1 < len(words) and words[at + 1].text in NOT_AFTER:
        return None
    if text in NATIONAL:
        return text
    if text.endswith(NOT_ENDINGS):
        return None
    if at and text in _VENUE_HEADS and (words[at - 1].text + text).endswith(NOT_ENDINGS):
        return None
    if at and len(text) == 1 and text in "会":
        text = words[at - 1].text[-1:] + text
        return "学会" if text == "学会" else None
    if text.endswith("厅") and text != "办公厅":
        whole = words[at - 1].text + text if at else text
        return "厅" if whole.endswith(PROVINCIAL) else None
    return next((text[-length:] for length in _LENGTHS if text[-length:] in _SUFFIXES), None)
