"""Chinese numerals below a thousand, as sessions, months and years are counted in."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
NUMERAL = r"(?:\d{1,3}|[一二三四五六七八九十百零〇两]{1,6})"
"""A pattern of what :func:`number` may read."""

_ZERO_TO_NINE = {digit: value for value, digit in enumerate(DIGITS)} | {"〇": 0, "两": 2}
_COUNTED = re.compile(
    r"(?:(?P<hundreds>[一二两三四五六七八九])?(?P<hundred>百))?(?P<zero>零|〇)?"
    r"(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十))?"
    r"(?P<units>[一二三四五六七八九两])?"
)


def number(text: str) -> int | None:
    """The number that a numeral says (十二, 12, 二百零三; 二〇二三 and 二三 digit by digit; 一百三
    is what is said for 一百三十); None for what says none."""
    if text.isascii():
        return int(text) if text.isdecimal() else None
    if len(text) > 1 and all(char in _ZERO_TO_NINE for char in text):
        return int("".join(str(_ZERO_TO_NINE[char]) for char in text))
    found = _COUNTED.fullmatch(text)
    if not text or found is None:
        return _ZERO_TO_NINE.get(text)
    tens = _ZERO_TO_NINE[found["tens"] or "一"] if found["ten"] else 0
    units = _ZERO_TO_NINE[found["units"] or "零"]
    hundreds = _ZERO_TO_NINE[found["hundreds"] or "一"] if found["hundred"] else 0
    if hundreds and units and not (found["ten"] or found["zero"]):
        tens, units = units, 0
    return 100 * hundreds + 10 * tens + units


def numeral(value: int) -> str:
    """The Chinese numeral of a number from 1 to 999: 三, 十二, 二十, 一百零三, 二百一十."""
    hundred, rest = divmod(value, 100)
    ten, unit = divmod(rest, 10)
    if hundred:
        middle = f"{DIGITS[ten]}十" if ten else "零" if unit else ""
        return f"{DIGITS[hundred]}百{middle}{DIGITS[unit] if unit else ''}"
    tens = "" if not ten else "十" if ten == 1 else f"{DIGITS[ten]}十"
    return tens + (DIGITS[unit] if unit else "")
