"""A title for what has none: the beginning of its first sentence."""

from __future__ import annotations

import re

LONGEST = 40
"""In characters; what is cut there ends in an ellipsis on top."""

_SENTENCE_END = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
_PAUSES = "，、：,:—… "


def derived_title(body: str) -> str:
    """The first sentence of ``body``, cut at its last pause within 40 characters.

    Empty only for a body without a visible character.
    """
    sentence = next((part.strip() for part in _SENTENCE_END.split(body) if part.strip()), "")
    sentence = " ".join((sentence or body).split())
    if len(sentence) <= LONGEST:
        return sentence
    head = sentence[:LONGEST]
    pause = max(head.rfind(mark) for mark in _PAUSES)
    cut = head[:pause] if pause >= LONGEST // 3 else head
    return cut.rstrip(_PAUSES) + "…"
