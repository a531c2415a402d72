"""The bytes of a query string as text: UTF-8, or GB18030 from forms on GBK pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

_HAN = re.compile("[\u3400-\u9fff]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")


@dataclass(frozen=True, slots=True)
class QueryString:
    """``values`` by parameter, in order; ``garbled`` names those that no encoding fits."""

    values: dict[str, list[str]]
    garbled: tuple[str, ...] = ()


def read_query_string(raw: bytes) -> QueryString:
    """Decode ``raw``; broken percent-encoding stays as typed, control characters become
    spaces, U+FFFD stands for what cannot be read. Linear, never raises."""
    pairs = [_split(part) for part in raw.split(b"&") if part]
    legacy = any(_utf8(value) is None for _, value in pairs)
    values: dict[str, list[str]] = {}
    garbled: dict[str, None] = {}
    for name_bytes, value in pairs:
        name = name_bytes.decode("utf-8", "replace")
        text = _decode(value, legacy=legacy)
        if text is None:
            garbled[name] = None
            text = value.decode("utf-8", "replace")
        values.setdefault(name, []).append(_UNSEEN.sub(" ", text).strip())
    return QueryString(values, tuple(garbled))


def _split(part: bytes) -> tuple[bytes, bytes]:
    name, _, value = part.replace(b"+", b" ").partition(b"=")
    return unquote_to_bytes(name), unquote_to_bytes(value)


def _decode(value: bytes, *, legacy: bool) -> str | None:
    """The text of one value, or None where no encoding fits.

    In a ``legacy`` string a value that is UTF-8 by accident (two GBK characters can be
    one Greek letter each) is GB18030 too; Chinese in good UTF-8 is no accident.
    """
    text = _utf8(value)
    if text is not None and (not legacy or text.isascii() or _HAN.search(text)):
        return text
    try:
        return value.decode("gb18030")
    except UnicodeDecodeError:
        return text


def _utf8(value: bytes) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None
