"""An article made ready for the index: normalised, checked, cut into fields."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.analysis import normalize, normalized
from index.article import Article, Organization
from index.engines.whoosh.blocks import blocks
from index.engines.whoosh.stored import Block
from index.errors import InvalidArticle
from index.facet_values import borne_out, cut, facet_values, meeting_day
from index.own_number import identifier_values

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SIGNS = re.compile(r"[\W_]+")
_PLAINLY_TEXT = re.compile(r"[0-9a-zA-Z\u4e00-\u9fff]")
"""Characters that stay, whatever surrounds them."""


class Checked(NamedTuple):
    """An article that can be indexed, as it is sent to whoever does so: a tuple, as that is
    fast to send. ``stored`` is the article as UTF-8 JSON without the texts of attachments,
    ``texts`` and the names ``forms`` are as written, ``values`` final; ``size`` is in bytes."""

    stored: bytes
    texts: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[str, ...]]
    forms: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article as it is indexed. ``texts`` are the normalised texts of each searched part,
    ``values`` those of each field of exact values, ``stored`` the article as UTF-8 JSON
    without the texts of its ``attached``, each of which is in blocks."""

    texts: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[str, ...]]
    stored: bytes
    attached: tuple[tuple[Block, ...], ...] = ()


def checked(article: Article) -> Checked:
    """The article as it is sent; raises InvalidArticle where it cannot be indexed.

    Everything that can go wrong does so here, before anything is written.
    """
    if not is_id(article.id):
        raise InvalidArticle(f"文章编号不合规定：{article.id!r}")
    attached = tuple(item.text for item in article.attachments)
    if not any(map(_has_text, (article.title, article.body, *attached))):
        raise InvalidArticle("文章没有标题，也没有正文")
    stored, size = _stored(article)
    return Checked(
        stored,
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
        size,
    )


def _has_text(text: str) -> bool:
    """Whether anything but white space is left of the text when it is normalised."""
    return _PLAINLY_TEXT.search(text) is not None or bool(normalized(text))


def _forms(organization: Organization) -> Iterator[str]:
    yield organization.name
    for found in organization.forms:
        yield found.text


def _stored(article: Article) -> tuple[bytes, int]:
    """The JSON without the texts of attachments; and the bytes of it with them."""
    bare = tuple(replace(one, text="") for one in article.attachments)
    try:
        stored = replace(article, attachments=bare).to_json().encode()
        return stored, len(stored) + sum(len(one.text.encode()) for one in article.attachments)
    except (ValueError, TypeError) as error:
        raise InvalidArticle(f"文章里有不能保存的字符：{error}") from error


def prepare(article: Checked) -> Prepared:
    """The article made ready."""
    normal = {part: tuple(map(normalize, written)) for part, written in article.texts.items()}
    texts = {part: tuple(text.text for text in found) for part, found in normal.items()}
    values = {
        **article.values,
        "title_key": tuple(filter(None, map(title_key, texts["title"]))),
        "org_form": cut(sorted(set(map(_normal_name, article.forms)))),
    }
    attached = zip(article.texts["attachment"], normal["attachment"], strict=True)
    return Prepared(texts, values, article.stored, tuple(blocks(*pair) for pair in attached))


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
