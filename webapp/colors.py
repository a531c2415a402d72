"""Colours as the embed page takes them, ``#rrggbb``, and how well they read on each other."""

from __future__ import annotations

import re

_COLOR = re.compile(r"#[0-9a-f]{6}")

READABLE = 4.5
"""The least contrast of a text with its ground (WCAG 2.2, 1.4.3)."""


def color(value: str) -> str | None:
    """The colour in lower case, or None where ``value`` is not one."""
    lower = value.lower()
    return lower if _COLOR.fullmatch(lower) else None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable_on(ground: str) -> str:
    """Black or white, whichever is easier to read on ``ground``."""
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, ground))


def _luminance(value: str) -> float:
    red, green, blue = (_channel(int(value[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channel(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
