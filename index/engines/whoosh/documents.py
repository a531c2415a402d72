"""An article made ready for the index: normalised, checked, cut into fields."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.analysis import normalize, normalized
from index.article import Article
from index.errors import InvalidArticle
from index.facet_values import cut, facet_values, meeting_day
from index.own_number import identifier_values

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article as it is indexed. ``texts`` are the normalised texts of each searched part,
    ``values`` those of each field of exact values, ``stored`` the article as UTF-8 JSON."""

    texts: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[str, ...]]
    stored: bytes

    @property
    def size(self) -> int:
        """How many characters are searched."""
        return sum(len(text) for texts in self.texts.values() for text in texts)


def prepare(article: Article) -> Prepared:
    """The article made ready; raises InvalidArticle where it cannot be indexed.

    Everything that can go wrong does so here, before anything is written.
    """
    if not is_id(article.id):
        raise InvalidArticle(f"文章编号不合规定：{article.id!r}")
    title = normalize(article.title).text
    texts = {
        "title": (title,),
        "body": (normalize(article.body).text,),
        "attachment": tuple(normalize(item.text).text for item in article.attachments),
    }
    if not any(text.strip() for part in texts.values() for text in part):
        raise InvalidArticle("文章没有标题，也没有正文")
    return Prepared(texts, _values(article, title), _stored(article))


def _values(article: Article, title: str) -> dict[str, tuple[str, ...]]:
    forms = {
        normalized(form)
        for organization in article.organizations
        for form in (organization.name, *(found.text for found in organization.forms))
    }
    return {
        "id": (article.id,),
        "title_key": tuple(filter(None, [title_key(title)])),
        **facet_values(article),
        "org_form": cut(sorted(forms)),
        "identifier": cut(identifier_values(article)),
        "meeting_date": tuple(str(day) for day in [meeting_day(article)] if day),
        "visibility": (article.visibility.value,),
    }


def is_id(text: str) -> bool:
    """Whether an article can have that id: 1 to 64 ASCII letters, digits, ``_`` and ``-``."""
    return _ID.fullmatch(text) is not None


def title_key(title: str) -> str:
    """What two titles share that differ in punctuation alone; empty for an empty title."""
    letters = _SIGNS.sub("", title)
    return hashlib.blake2b(letters.encode(), digest_size=8).hexdigest() if letters else ""


def _stored(article: Article) -> bytes:
    try:
        return article.to_json().encode()
    except (ValueError, TypeError) as error:
        raise InvalidArticle(f"文章里有不能保存的字符：{error}") from error
