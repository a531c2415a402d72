"""The advanced form: boxes and lists for what the query language says with signs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from index.engine import SearchRequest
from index.query import Field
from index.results import Bucket
from webapp.addresses import address
from webapp.caching import cached
from webapp.query_string import QueryString, read_query_string
from webapp.searching import asked
from webapp.service import reader

blueprint = Blueprint("advanced", __name__)

BOXES = frozenset({"all", "any", "none", "exact"})
MOST_CATEGORIES = 300
_FIELD = re.compile("[:：]")
_BETWEEN = re.compile(r"[\s，、,]+")
_SIGNS = str.maketrans(dict.fromkeys('"“”„‟＂()（）|｜', " "))


@dataclass(frozen=True, slots=True)
class Boxes:
    """What stands in the boxes: words that must all, any or not be there, and a phrase that
    must stand as it is; ``title``: in the title and not anywhere."""

    all: str = ""
    any: str = ""
    none: str = ""
    exact: str = ""
    title: bool = False

    @classmethod
    def of(cls, query: QueryString) -> Boxes:
        """The boxes of a request; of a repeated one the last."""

        def last(name: str) -> str:
            return next(iter(reversed(query.values.get(name, []))), "")

        return cls(last("all"), last("any"), last("none"), last("exact"), last("in") == "title")

    def text(self) -> str:
        """The query text that asks for this; empty where the boxes are."""
        prefix = f"{Field.TITLE.label}:" if self.title else ""
        phrase = " ".join(self.exact.translate(_SIGNS).split())
        some = [prefix + word for word in words(self.any)]
        return " ".join(
            [
                *(prefix + word for word in words(self.all)),
                *([f'{prefix}"{phrase}"'] if phrase else []),
                *([f"({' OR '.join(some)})"] if len(some) > 1 else some),
                *(f"-{prefix}{word}" for word in words(self.none)),
            ]
        )


def words(text: str) -> list[str]:
    """The words of a box as query terms: a sign of the query language is text in here."""
    found = (word.strip("-－—") for word in _BETWEEN.split(text.translate(_SIGNS)))
    return [f'"{word}"' if _FIELD.search(word) or word == "OR" else word for word in found if word]


@blueprint.get("/advanced")
def page() -> ResponseReturnValue:
    """The form, with the filters of the request; where it was sent, its search."""
    query = read_query_string(request.query_string)
    if query.values.keys() & BOXES:
        parameters = asked().parameters
        return redirect(address(replace(parameters, q=Boxes.of(query).text(), page=1)), 303)
    return cached(_page)


def _page() -> str:
    whole = reader().facet("category", SearchRequest(facets=("category",), facet_size=0))
    return render_template(
        "advanced.html",
        parameters=asked().parameters,
        categories=_flat(whole.buckets)[:MOST_CATEGORIES],
    )


def _flat(buckets: tuple[Bucket, ...], depth: int = 0) -> list[tuple[str, str]]:
    """Value and label of each category, those within another indented."""
    found: list[tuple[str, str]] = []
    for bucket in buckets:
        found.append((bucket.value, "　" * depth + bucket.label))
        found += _flat(bucket.children, depth + 1)
    return found
