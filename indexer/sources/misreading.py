"""Text that a database gives as Latin-1 though it is Chinese.

Old sites wrote the bytes of GBK or UTF-8 into columns that say ``latin1`` (MySQL) or have a
Western collation (SQL Server); what comes out is µÚÈý´Î or ç¬¬ä¸‰. No Western text looks like
that: its accented letters stand alone, where both encodings have them in twos and threes.
"""

from __future__ import annotations

import codecs
import re

_WESTERN = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_OTHER = re.compile(f"[^\x00-\xff{re.escape(_WESTERN)}]")
_BYTES = {**{n: bytes([n]) for n in range(256)}, **{ord(c): c.encode("cp1252") for c in _WESTERN}}
_HAN = re.compile("[\u4e00-\u9fff]")
_LEAST = 2
_RARE = 0.1
"""The share of characters that GB2312 lacks, in text that is to be taken for GBK."""


def reread(text: str) -> str:
    """The text as it was written, where it was read as Latin-1 (Windows-1252, where MySQL and
    browsers mean that); else the text as it is. A character that a column's width cut in two
    at the end is left out."""
    if text.isascii() or _OTHER.search(text):
        return text
    raw = b"".join(_BYTES[ord(char)] for char in text)
    if _HAN.search(read := _decoded(raw, "utf-8")):
        return read
    return read if _is_common(read := _decoded(raw, "gb18030")) else text


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(raw)
    except UnicodeDecodeError:
        return ""


def _is_common(text: str) -> bool:
    """Whether these are the characters of ordinary text, two of them or more."""
    foreign = [char for char in text if not char.isascii()]
    rare = sum(not char.encode("gb2312", "ignore") for char in foreign)
    return len(foreign) >= _LEAST and bool(_HAN.search(text)) and rare <= _RARE * len(foreign)
