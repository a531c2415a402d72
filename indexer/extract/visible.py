"""Characters and white space as a reader sees them."""

from __future__ import annotations

import re
import unicodedata

# What no reader sees and no store should hold: C0 and C1 controls (but tab and line
# feed), lone surrogates, byte order marks inside the text, and the noncharacters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
    "|["
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile(r"[^\S\t]{2,}|[^\S\t\u3000 ]")
_CELL_GAP = re.compile(r" *\t[ \t]*")
_NOT_LETTER = re.compile(r"[\W_]+")


def clean(text: str) -> str:
    """``text`` with every line end as ``\\n`` and without the characters no reader sees."""
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def collapse(text: str) -> str:
    """One line: runs of white space (also ideographic and no-break) become one space.

    A lone ideographic space stays, since titles are set with it; so does a tab, which
    stands between the cells of a table row.
    """
    return _CELL_GAP.sub("\t", _SPACE.sub(" ", text)).strip()


def paragraphs(text: str) -> str:
    """``text`` with each line collapsed and the empty ones dropped."""
    lines = (collapse(line) for line in clean(text).split("\n"))
    return "\n".join(line for line in lines if line)


def skeleton(text: str) -> str:
    """Letters and digits alone, width and case folded: for comparing two titles."""
    return _NOT_LETTER.sub("", unicodedata.normalize("NFKC", text)).casefold()
