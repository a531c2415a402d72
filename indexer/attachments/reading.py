"""Attached documents -> the attachments of an article, with their text and pages."""

from __future__ import annotations

from collections.abc import Iterable

from index.article import Attachment
from indexer.attachments.attached import Attached
from indexer.extract.documents import Document, Documents
from indexer.extract.extracted import ExtractError


def read_attachments(attached: Iterable[Attached], documents: Documents) -> tuple[Attachment, ...]:
    """The attachments with their texts. One that cannot be read keeps its name and address;
    its note says why."""
    return tuple(_read(one, documents) for one in attached)


def _read(attached: Attached, documents: Documents) -> Attachment:
    try:
        document = documents.read(attached.load())
    except ExtractError as error:
        return Attachment(attached.name, attached.url, "", note=str(error))
    return as_attachment(document, attached.name, attached.url)


def as_attachment(document: Document, name: str, url: str) -> Attachment:
    """The document as an article carries it."""
    return Attachment(
        name=name,
        url=url,
        text=document.text,
        page_starts=document.page_starts,
        page_labels=document.page_labels,
        form=document.form.value,
        note=document.note,
    )
