"""The field table: the one description from which every engine derives its own schema."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass

VERSION = 7
"""Raised whenever an index written before can no longer be read right."""


RULES = {"dates": 2, "identifiers": 2, "kinds": 2, "meetings": 2, "pages": 2}
"""By what rules articles are read from pages, and fields from an article's text: whoever
changes what rules give for the same page or text raises their number, and indexes built
before say that a rebuild is due."""


class FieldKind(enum.StrEnum):
    """How a field is analysed."""

    KEY = "key"
    """One token, exactly as given; unique in the index."""
    NGRAMS = "ngrams"
    """:func:`index.analysis.ngrams` with positions: what decides whether a text matches."""
    WORDS = "words"
    """Words of the segmenter with frequencies and lengths: what decides the rank."""
    VALUES = "values"
    """A few exact values an article, counted by a facet or matched by a field term."""
    STORED = "stored"
    """Kept and given back, never searched."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One row of the table; ``text`` names the part of the article the field is made from."""

    name: str
    kind: FieldKind
    text: str
    faceted: bool = False


FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("id", FieldKind.KEY, "id"),
    FieldSpec("title_key", FieldKind.VALUES, "title"),
    FieldSpec("title_ngrams", FieldKind.NGRAMS, "title"),
    FieldSpec("body_ngrams", FieldKind.NGRAMS, "body"),
    FieldSpec("attachment_ngrams", FieldKind.NGRAMS, "attachments"),
    FieldSpec("title_words", FieldKind.WORDS, "title"),
    FieldSpec("body_words", FieldKind.WORDS, "body"),
    FieldSpec("attachment_words", FieldKind.WORDS, "attachments"),
    FieldSpec("date", FieldKind.VALUES, "published", faceted=True),
    FieldSpec("category", FieldKind.VALUES, "category", faceted=True),
    FieldSpec("org", FieldKind.VALUES, "organizations", faceted=True),
    FieldSpec("org_borne_out", FieldKind.VALUES, "organizations"),
    FieldSpec("org_form", FieldKind.VALUES, "organizations"),
    FieldSpec("kind", FieldKind.VALUES, "kind", faceted=True),
    FieldSpec("identifier", FieldKind.VALUES, "identifiers"),
    FieldSpec("visibility", FieldKind.VALUES, "visibility"),
    FieldSpec("meeting_date", FieldKind.VALUES, "meeting"),
    FieldSpec("series", FieldKind.VALUES, "meeting", faceted=True),
    FieldSpec("venue", FieldKind.VALUES, "meeting", faceted=True),
    FieldSpec("present", FieldKind.VALUES, "meeting", faceted=True),
    FieldSpec("chair", FieldKind.VALUES, "meeting", faceted=True),
    FieldSpec("article", FieldKind.STORED, ""),
)

FACETS: tuple[str, ...] = tuple(
    field.name for field in FIELDS if field.faceted and field.text != "meeting"
)
"""The facets of all articles."""

MEETING_FACETS: tuple[str, ...] = tuple(
    field.name for field in FIELDS if field.faceted and field.text == "meeting"
)
"""The facets of meeting reports; other articles have no value in them."""

ALL_FACETS: tuple[str, ...] = (*FACETS, *MEETING_FACETS)

FACET_LABELS = {
    "date": "时间",
    "category": "栏目",
    "org": "机构",
    "kind": "类型",
    "series": "会议系列",
    "venue": "会议地点",
    "present": "出席机构",
    "chair": "主持人",
}


def fingerprint() -> str:
    """Changes with the table, its version and the rules; part of the index's fingerprint."""
    return hashlib.sha256(repr((VERSION, FIELDS, sorted(RULES.items()))).encode()).hexdigest()[:16]
