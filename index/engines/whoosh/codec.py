"""Our arrays through Whoosh's extension points, so that the index is a Whoosh index.

``whoosh.index.open_dir`` with :func:`index.engines.whoosh.fields.whoosh_schema` opens it, and
Whoosh's own searcher works over it; the tests hold ours against that. Our own search does
not come this way: it reads the arrays whole, where Whoosh asks posting by posting.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, Segment, TermsReader
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import ListMatcher, Matcher
from whoosh.reading import TermInfo, TermNotFound

from index.engines.whoosh.blocks import whole
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.segments import EXTENSION, OpenSegment
from index.schema import FIELDS, FieldKind

WORDS = frozenset(field.name for field in FIELDS if field.kind is FieldKind.WORDS)


class ArraySegment(Segment):  # type: ignore[misc]
    """What the table of contents keeps of a segment."""

    def __init__(self, indexname: str, size: int = 0) -> None:
        super().__init__(indexname)
        self.size = size
        self._deleted: set[int] = set()

    def codec(self) -> ArrayCodec:
        """Whoosh asks every segment for its codec."""
        return ArrayCodec()

    def set_doc_count(self, doccount: int) -> None:
        """How many documents there are, deleted ones too."""
        self.size = doccount

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones too."""
        return self.size

    def deleted_count(self) -> int:
        """How many documents are deleted."""
        return len(self._deleted)

    def deleted_docs(self) -> set[int]:
        """The numbers of the deleted documents."""
        return self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document, or take that back."""
        (self._deleted.add if delete else self._deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether the document is deleted."""
        return docnum in self._deleted

    def should_assemble(self) -> bool:
        """Never a compound file: those are copied into memory for every searcher."""
        return False

    @property
    def file_name(self) -> str:
        """The one file of the segment."""
        name: str = self.make_filename(EXTENSION)
        return name

    def open(self, folder: Path) -> OpenSegment:
        """The segment's arrays."""
        return OpenSegment(folder / self.file_name, self.size, self._deleted)


class ArrayCodec(Codec):  # type: ignore[misc]
    """Reads array segments; they are written by :mod:`index.engines.whoosh.building` whole,
    and Whoosh's own writer is refused with NotImplementedError."""

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayTerms:
        """Whoosh's view of the segment's fields."""
        return ArrayTerms(segment.open(Path(storage.folder)))

    def per_document_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayDocuments:
        """Whoosh's view of the segment's documents."""
        return ArrayDocuments(segment.open(Path(storage.folder)))

    def new_segment(self, storage: FileStorage, indexname: str) -> ArraySegment:
        """An empty segment."""
        return ArraySegment(indexname)


class ArrayTerms(TermsReader):  # type: ignore[misc]
    """The terms of a segment and their postings."""

    def __init__(self, segment: OpenSegment) -> None:
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in self._segment.fields and self._segment.fields[field].terms.find(text) >= 0

    def indexed_field_names(self) -> list[str]:
        """The names of all fields that are searched."""
        return list(self._segment.fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms, by field."""
        for field in sorted(self._segment.fields):
            yield from self.terms_from(field, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from ``prefix`` on."""
        terms = self._segment.fields[fieldname].terms
        for number in range(terms.lower(prefix), len(terms)):
            yield fieldname, terms.slice(number, number + 1)[0]

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """All terms with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The terms of a field from ``prefix`` on with what is known of them."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> TermCursor:
        """Walks over the terms of a field."""
        return TermCursor(self, fieldname, [term for _, term in self.terms_from(fieldname, b"")])

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """The statistics of a term; raises KeyError, as Whoosh expects of a codec."""
        field = self._segment.fields[fieldname]
        span = field.span(text)
        if span[0] == span[1]:
            raise KeyError((fieldname, text))
        docs, counts = field.docs(span), field.frequencies(span)
        lengths = self._segment.lengths(fieldname)[docs] if fieldname in WORDS else counts
        return TermInfo(
            weight=float(counts.sum()),
            df=len(docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(counts.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often the term stands in all documents."""
        field = self._segment.fields[fieldname]
        return float(field.frequencies(field.span(text)).sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents have the term, deleted ones too."""
        start, end = self._segment.fields[fieldname].span(text)
        return end - start

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Matcher:
        """The postings of a term; raises TermNotFound."""
        try:
            info = self.term_info(fieldname, text)
        except KeyError as missing:
            raise TermNotFound(f"No term {fieldname}:{text!r}") from missing
        field = self._segment.fields[fieldname]
        span = field.span(text)
        return ListMatcher(
            field.docs(span).tolist(),
            field.frequencies(span).astype(float).tolist(),
            _encoded(*field.positions(np.arange(*span))) if field.has_positions() else None,
            format_,
            scorer,
            term=(fieldname, text),
            terminfo=info,
        )

    def close(self) -> None:
        """Nothing is held but mapped memory."""


def _encoded(lengths: Numbers, positions: Numbers) -> list[bytes]:
    """The positions of each posting as PositionsFormat has them."""
    ends = np.cumsum(lengths).tolist()
    flat = positions.astype("<u4")
    return [flat[a:b].tobytes() for a, b in zip([0, *ends], ends, strict=False)]


class TermCursor(FieldCursor):  # type: ignore[misc]
    """Stands on one term of a field, or behind the last."""

    def __init__(self, terms: ArrayTerms, field: str, texts: list[bytes]) -> None:
        self._terms, self._field, self._texts = terms, field, texts
        self._at = 0

    def first(self) -> bytes | None:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, string: bytes) -> bytes | None:
        """Go to the first term not below ``string``."""
        segment = self._terms._segment
        self._at = segment.fields[self._field].terms.lower(string)
        return self.text()

    def next(self) -> bytes | None:
        """Go on by one term."""
        self._at += 1
        return self.text()

    def text(self) -> bytes | None:
        """The term stood on."""
        return self._texts[self._at] if self.is_valid() else None

    def term_info(self) -> TermInfo:
        """The statistics of the term stood on."""
        return self._terms.term_info(self._field, self._texts[self._at])

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._at < len(self._texts)


class ArrayDocuments(PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment: articles, lengths, deletions."""

    def __init__(self, segment: OpenSegment) -> None:
        self._segment = segment
        self._deleted = frozenset(segment.deleted.tolist())
        self._lengths = {field: segment.lengths(field) for field in WORDS}

    def doc_count(self) -> int:
        """How many documents are not deleted."""
        return self._segment.size - len(self._deleted)

    def doc_count_all(self) -> int:
        """How many documents there are."""
        return self._segment.size

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether the document is deleted."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """The numbers of the deleted documents."""
        return self._deleted

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The words of a document in a field."""
        return int(self._lengths[fieldname][docnum]) if fieldname in WORDS else default

    def field_length(self, fieldname: str) -> int:
        """The words of all documents in a field."""
        return int(self._lengths[fieldname].sum()) if fieldname in WORDS else 0

    def min_field_length(self, fieldname: str) -> int:
        """The fewest words that a document has in a field."""
        return int(self._lengths[fieldname].min(initial=0)) if fieldname in WORDS else 0

    def max_field_length(self, fieldname: str) -> int:
        """The most words that a document has in a field."""
        return int(self._lengths[fieldname].max(initial=0)) if fieldname in WORDS else 0

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """The stored article."""
        return {"article": whole(self._segment.stored.record(docnum)).to_json()}

    def close(self) -> None:
        """Nothing is held but mapped memory."""
