"""An article made ready for the index: normalised, checked, cut into fields."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from index.analysis import normalize, normalized
from index.article import Article, Organization
from index.errors import InvalidArticle
from index.facet_values import borne_out, cut, facet_values, meeting_day
from index.own_number import identifier_values

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SIGNS = re.compile(r"[\W_]+")
_PLAINLY_TEXT = re.compile(r"[0-9a-zA-Z\u4e00-\u9fff]")
"""Characters that stay, whatever surrounds them."""


class Checked(NamedTuple):
    """An article that can be indexed, as it is sent to whoever does so: a tuple, as that is
    fast to send. ``texts`` and the names ``forms`` are as written, ``values`` final."""

    stored: bytes
    texts: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[str, ...]]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article as it is indexed. ``texts`` are the normalised texts of each searched part,
    ``values`` those of each field of exact values, ``stored`` the article as UTF-8 JSON."""

    texts: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[str, ...]]
    stored: bytes


def checked(article: Article) -> Checked:
    """The article as it is sent; raises InvalidArticle where it cannot be indexed.

    Everything that can go wrong does so here, before anything is written.
    """
    if not is_id(article.id):
        raise InvalidArticle(f"文章编号不合规定：{article.id!r}")
    attached = tuple(item.text for item in article.attachments)
    if not any(map(_has_text, (article.title, article.body, *attached))):
        raise InvalidArticle("文章没有标题，也没有正文")
    return Checked(
        _stored(article),
        {"title": (article.title,), "body": (article.body,), "attachment": attached},
        {
            "id": (article.id,),
            **facet_values(article),
            "org_borne_out": borne_out(article),
            "identifier": cut(identifier_values(article)),
            "meeting_date": tuple(str(day) for day in [meeting_day(article)] if day),
            "visibility": (article.visibility.value,),
        },
        tuple({form for organization in article.organizations for form in _forms(organization)}),
    )


def _has_text(text: str) -> bool:
    """Whether anything but white space is left of the text when it is normalised."""
    return _PLAINLY_TEXT.search(text) is not None or bool(normalized(text))


def _forms(organization: Organization) -> Iterator[str]:
    yield organization.name
    for found in organization.forms:
        yield found.text


def _stored(article: Article) -> bytes:
    try:
        return article.to_json().encode()
    except (ValueError, TypeError) as error:
        raise InvalidArticle(f"文章里有不能保存的字符：{error}") from error


def prepare(article: Checked) -> Prepared:
    """The article made ready."""
    texts = {
        part: tuple(normalize(text).text for text in written)
        for part, written in article.texts.items()
    }
    values = {
        **article.values,
        "title_key": tuple(filter(None, map(title_key, texts["title"]))),
        "org_form": cut(sorted(set(map(_normal_name, article.forms)))),
    }
    return Prepared(texts, values, article.stored)


@functools.lru_cache(1 << 14)
def _normal_name(name: str) -> str:
    """The normal form of a name; the same organisations are named again and again."""
    return normalized(name)


def is_id(text: str) -> bool:
    """Whether an article can have that id: 1 to 64 ASCII letters, digits, ``_`` and ``-``."""
    return _ID.fullmatch(text) is not None


def title_key(title: str) -> str:
    """What two titles share that differ in punctuation alone; empty for an empty title."""
    letters = _SIGNS.sub("", title)
    return hashlib.blake2b(letters.encode(), digest_size=8).hexdigest() if letters else ""
