"""A document that no article links to -> an article of its own.

Its text is an attachment and its body is empty, so that a hit says on which page it is.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from index.article import PartialDate
from indexer.attachments import as_attachment
from indexer.extract import NotAnArticle
from indexer.extract.dates import date_in_address, today_in_china
from indexer.extract.documents import Document, Documents, DocumentUnsupported
from indexer.extract.extracted import Extracted
from indexer.titles import LONGEST, derived_title

_LEAD = 600
"""Characters at a document's beginning among which its title stands."""

_TEMPLATE = re.compile(
    r"microsoft|untitled|powerpoint|presentation|^document|slide\s*\d|^(?:无|未命)[标名]?题?|演示文稿"
    r"|幻灯片|^文档\s*\d*$|^新建|\.(?:docx?|pptx?|xlsx?|pdf|wps|rtf)$",
    re.I,
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NAMED = 4
_NOT_WORDS = re.compile(r"[\W_]+")


def extract_document(data: bytes, path: str, url: str, documents: Documents) -> Extracted:
    """The article of a document; ``path`` is its place, whose last part is its name.

    Raises DocumentError, and NotAnArticle where this machine has no reader for the format.
    """
    try:
        document = documents.read(data)
    except DocumentUnsupported as error:
        raise NotAnArticle(str(error)) from error
    name = PurePosixPath(path).name
    return Extracted(
        title=title_of(document, name),
        body="",
        published=_published(path),
        date_reason="address",
        attachments=(as_attachment(document, name, url),),
    )


def title_of(document: Document, name: str) -> str:
    """That of its properties, where its beginning confirms it (templates hand theirs on);
    else its file's name, where that is in Chinese; else its first sentence; else the name."""
    claimed = " ".join(document.title.split())
    lead = _NOT_WORDS.sub("", document.text[:_LEAD])
    bare = _NOT_WORDS.sub("", claimed)
    if bare and not _TEMPLATE.search(claimed) and (bare in lead or not lead):
        return claimed
    stem = PurePosixPath(name).stem.strip()
    if len(_HAN.findall(stem)) >= _NAMED:
        return stem
    return derived_title(document.text[: max(_LEAD, LONGEST)]) or stem


def _published(path: str) -> PartialDate | None:
    """A date in the path of folders; those in a document's properties are of its making."""
    return date_in_address(f"/{path}", today_in_china())
