"""Short names that an article gives its organisations itself: （以下简称“市科协”）."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Of a normalised text: brackets are round, quotation marks straight.
_GIVEN = re.compile(
    r"\((?:以下|下文|本文|下|后)?(?:统|均|简|通|合)?(?:简称|称)(?:为|:|作)?\s*"
    r"(?P<forms>[^()\n,;。]{2,30})\)"
)
_SEPARATORS = re.compile(r'["\'\s]*(?:"|或者|或|、|/)["\'\s]*')


def abbreviations(text: str, ends: Mapping[int, str]) -> dict[str, str]:
    """The short forms of a normalised ``text`` with the names they stand for.

    ``ends`` gives the name that ends at an offset; a short form counts where its
    bracket opens right behind one. The first to claim a form has it.
    """
    found: dict[str, str] = {}
    for match in _GIVEN.finditer(text):
        name = ends.get(match.start()) or ends.get(match.start() - 1)
        if name is None:
            continue
        for form in _SEPARATORS.split(match["forms"]):
            if 2 <= len(form) <= 20:
                found.setdefault(form, name)
    return found
