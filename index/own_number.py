"""An article's own number among those it names: the one that stands in its head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from index.article import Article
from index.identifiers import identifiers, is_session

OWN = "="
"""Stands before the own number among the values of the field ``identifier``."""

_HEAD = 15
"""Lines in which an article says its own number."""
_LABEL = re.compile(
    r"^\W*(?:发文字号|发文文号|公文文号|文件编号|标准编号|标准号|文号|编号|字号)[:：\s]*"
)
_SIGNS = re.compile(r"\W+")
_LAST = re.compile(
    r"[(（]([^()（）]*\W[^()（）]*\W[^()（）]*)[)）]\s*$|[(（]([^()（）]*[〔\[【].*)[)）]\s*$"
)


def identifier_values(article: Article) -> tuple[str, ...]:
    """The numbers that an article is found by, and its own once more behind ``OWN``."""
    own = own_number(article)
    return (*article.identifiers, OWN + own) if own else article.identifiers


def own_number(article: Article) -> str:
    """The number of the article itself, where its head says one: a line of the number alone,
    a title that begins with it or ends with it in brackets, or a label outside the text.

    A session is never one, nor what is not among the article's numbers. Empty for none.
    """
    if not article.identifiers:
        return ""
    lines = islice(filter(str.strip, article.body.split("\n")), _HEAD)
    found = chain(_of_title(article.title), map(_alone, lines), _labelled(article))
    own = (name for name in found if name in article.identifiers and not is_session(name))
    return next(own, "")


def _alone(line: str) -> str:
    """The number that the line is, if it is nothing else but perhaps its label."""
    if len(line) > 60:
        return ""
    names = identifiers(line)
    written = _SIGNS.sub("", _LABEL.sub("", line)).lower()
    return names[0] if names and written in map(_letters, names) else ""


def _of_title(title: str) -> tuple[str, ...]:
    names = identifiers(title)
    if not names:
        return ()
    first = names[0] if _letters(title).startswith(_letters(names[0])) else ""
    last = _LAST.search(title)
    alone = _alone(last[1] or last[2]) if last else ""
    return tuple(filter(None, (alone, first)))


def _labelled(article: Article) -> Iterator[str]:
    """Those that no text of the article names: a label beside it did."""
    texts = (article.title, article.body, *(one.text for one in article.attachments))
    within = frozenset(identifiers(*texts))
    yield from (name for name in article.identifiers if name not in within)


def _letters(text: str) -> str:
    return _SIGNS.sub("", text).lower()
