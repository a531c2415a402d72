"""The bytes of any document -> its text: what it is decides who reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from indexer.extract.documents.document import Document, DocumentError, DocumentForm, DocumentLimits
from indexer.extract.documents.legacy_word import read_doc
from indexer.extract.documents.pdf import read_pdf
from indexer.extract.documents.rich_text import read_rtf
from indexer.extract.documents.signature import form_of
from indexer.extract.documents.slides import read_pptx
from indexer.extract.documents.spreadsheet import read_xlsx
from indexer.extract.documents.word import read_docx

Reader = Callable[[bytes, DocumentLimits], Document]

_READERS: Mapping[DocumentForm, Reader] = {
    DocumentForm.PDF: read_pdf,
    DocumentForm.DOCX: read_docx,
    DocumentForm.XLSX: read_xlsx,
    DocumentForm.PPTX: read_pptx,
    DocumentForm.RTF: read_rtf,
    DocumentForm.DOC: read_doc,
}


def read_document(data: bytes, limits: DocumentLimits) -> Document:
    """The document, in this process; raises DocumentError, and MemoryError as it comes.

    A parser's errors are as many as its authors; all of them mean that the file is not what
    it should be.
    """
    form = form_of(data)
    try:
        return _READERS[form](data, limits)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        raise DocumentError(f"文档已损坏，读不出来（{type(error).__name__}）") from error
