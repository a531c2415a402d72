"""Is a page a list of articles (or a home page) rather than an article."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extract.furniture import is_list_pager
from indexer.extract.lines import Line
from indexer.extract.page import Parts

_ENTRY = 8
_MANY = 6


def is_listing(lines: Sequence[Line], parts: Parts, *, dated: bool, claimed: bool) -> bool:
    """Whether links to articles outweigh the running text of what would be the body.

    ``dated`` says that a date of publication stands around the body, ``claimed`` that
    the page calls itself an article.
    """
    body = [lines[i] for i in range(parts.start, parts.end) if i not in parts.dropped]
    plain = sum(len(line.text) - line.linked for line in body if line.prose >= 15)
    entries = sum(_is_entry(line) for line in body)
    if plain >= 400 and plain > sum(line.linked for line in body):
        return False
    if any(is_list_pager(line.text) for line in lines) and plain < 200:
        return True
    linked = sum(line.linked for line in body)
    if entries >= _MANY and linked > plain and not claimed:
        return True
    if dated or claimed:
        return False
    everywhere = sum(_is_entry(line) for line in lines)
    return plain < 60 and everywhere >= _MANY


def _is_entry(line: Line) -> bool:
    """A linked headline, with a date beside it or not."""
    return line.linked >= _ENTRY and 2 * line.linked >= len(line.text) and not line.attached
