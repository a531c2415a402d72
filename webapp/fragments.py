"""The address of a passage within a page, by its text.

A text fragment as in the WICG's "URL Fragment Text Directives": a browser scrolls to the
passage and highlights it, or shows the page as ever where it finds no such text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from index.results import Range

LONGEST = 60
"""Characters of a passage. Browsers find one that begins and ends where words do, so it is
a whole clause."""

_CLAUSE = re.compile(r"[^\s，。；：！？、,;:!?（）()《》“”\"]+")


def passage_address(url: str, text: str, ranges: Sequence[Range]) -> str:
    """``url`` with the directive for the first clause of ``text`` that a range touches; as it
    is where there is none, or where the clause is too long to be sure of."""
    if not url or not ranges:
        return url
    start, _ = ranges[0]
    for clause in _CLAUSE.finditer(text, max(0, start - LONGEST)):
        if clause.end() > start:
            passage = clause.group()
            is_whole = clause.start() > start - LONGEST or clause.start() == 0
            if not is_whole or len(passage) > LONGEST:
                return url
            return f"{url}{'' if '#' in url else '#'}:~:text={_encoded(passage)}"
    return url


def _encoded(passage: str) -> str:
    # A minus is a sign of the directive, and quote leaves it as it is.
    return quote(passage, safe="").replace("-", "%2D")
