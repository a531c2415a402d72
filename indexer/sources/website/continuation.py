"""Articles that go on over several pages: which address is whose page two."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from indexer.sources.website.addresses import without

_NUMBERED = re.compile(r"^(.+?)[_-](\d{1,3})(\.[a-z]{3,5}|/?)$", re.I)
_PARAMETERS = ("page", "p", "pn", "pageno", "pageindex", "pageid", "curpage", "currentpage")
_ON = re.compile(
    r"^\W*(?:下一?页|后一?页|下页|续页|next(?:\s*page)?|余下全文|第?\s*[\d０-９一二三四五六七八九十]+\s*页?"
    r"|[>›»])\W*$|^\W*[>›»]+\W*$",
    re.I,
)


def numbered(key: str) -> tuple[str, int]:
    """The key of the first page of what the key may be a page of, and which page it is."""
    for name, value in parse_qsl(urlsplit(key).query):
        if name in _PARAMETERS and value.isascii() and value.isdigit() and len(value) < 4:
            return without(key, name), int(value)
    parts = urlsplit(key)
    found = _NUMBERED.match(parts.path)
    if found is None:
        return key, 1
    return parts._replace(path=found[1] + found[3]).geturl(), int(found[2])


def continues(key: str, linked: str, text: str) -> bool:
    """Whether a link of that text leads from the page to another page of the same thing."""
    first, number = numbered(linked)
    if linked == key or first == linked or number < 1 or not _ON.match(text):
        return False
    return first in (key, numbered(key)[0])
