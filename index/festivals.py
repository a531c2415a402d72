"""When the festivals fall that people name a time by."""

from __future__ import annotations

from datetime import date, timedelta

_FIRST = 1990
# Month and day by year from 1990 to 2050, of the lunar calendar's 1/1, 5/5 and 8/15.
_LUNAR = {
    "春节": """0127 0215 0204 0123 0210 0131 0219 0207 0128 0216 0205 0124 0212 0201 0122 0209 0129
        0218 0207 0126 0214 0203 0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 0201 0122 0210
        0129 0217 0206 0126 0213 0203 0123 0211 0131 0219 0208 0128 0215 0204 0124 0212 0201 0122
        0210 0130 0217 0206 0126 0214 0202 0123""",
    "端午": """0528 0616 0605 0624 0613 0602 0620 0609 0530 0618 0606 0625 0615 0604 0622 0611 0531
        0619 0608 0528 0616 0606 0623 0612 0602 0620 0609 0530 0618 0607 0625 0614 0603 0622 0610
        0531 0619 0609 0528 0616 0605 0624 0612 0601 0620 0610 0530 0618 0607 0527 0614 0603 0622
        0611 0531 0619 0608 0529 0615 0604 0623""",
    "中秋": """1003 0922 0911 0930 0920 0909 0927 0916 1005 0924 0912 1001 0921 0911 0928 0918 1006
        0925 0914 1003 0922 0912 0930 0919 0908 0927 0915 1004 0924 0913 1001 0921 0910 0929 0917
        1006 0925 0915 1003 0922 0912 1001 0919 0908 0927 0916 1004 0924 0913 1002 0920 0910 0928
        0917 1005 0925 0915 1004 0922 0911 0930""",
}
_SOLAR = {"元旦": (1, 1), "清明": (4, 4), "五一": (5, 1), "国庆": (10, 1), "十一": (10, 1)}
# Days off before the day itself and behind it.
_AROUND = {
    "春节": (1, 6), "端午": (1, 1), "中秋": (1, 1),
    "元旦": (0, 2), "清明": (0, 2), "五一": (0, 4), "国庆": (0, 6), "十一": (0, 6),
}  # fmt: skip

FESTIVALS = tuple(_AROUND)


def festival(name: str, year: int) -> tuple[date, date] | None:
    """The first and last day of the holiday of that year; None for a lunar festival of a
    year that the table (1990 to 2050) does not have."""
    if name in _SOLAR:
        day = date(year, *_SOLAR[name])
    else:
        days = _LUNAR[name].split()
        if not 0 <= year - _FIRST < len(days):
            return None
        written = days[year - _FIRST]
        day = date(year, int(written[:2]), int(written[2:]))
    before, behind = _AROUND[name]
    return day - timedelta(before), day + timedelta(behind)
