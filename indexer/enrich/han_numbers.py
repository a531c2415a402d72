"""Numbers as Chinese writes them in ordinals and dates: 三, 十九, 二十一."""

from __future__ import annotations

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100}


def number_of(written: str) -> str:
    """``十九`` -> ``19``, ``03`` -> ``3``; empty for what is no number below 1000."""
    if written.isascii() and written.isdecimal():
        return str(int(written))
    total = digit = 0
    for char in written:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return ""
    return str(total + digit) if written else ""
