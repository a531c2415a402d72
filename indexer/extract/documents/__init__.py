"""Documents -> text with pages: one module a format, each run in a worker process.

:class:`Documents` is the door: it hands bytes to a worker that a crash, a loop or a greed
for memory ends without harm to the indexer, and gives a :class:`Document` back. No format
is told by a file's name. Nothing here opens a socket, and nothing that a document holds is
run: no macro, no external entity, no archive inside.
"""

from indexer.extract.documents.document import (
    SCANNED,
    Document,
    DocumentError,
    DocumentForm,
    DocumentLimits,
    DocumentTooCostly,
    DocumentUnsupported,
)
from indexer.extract.documents.isolation import Documents
from indexer.extract.documents.legacy_word import can_read_doc

READER_VERSION = "2"
"""Raised when a document would be read otherwise than before: its article is read anew."""

__all__ = [
    "READER_VERSION",
    "SCANNED",
    "Document",
    "DocumentError",
    "DocumentForm",
    "DocumentLimits",
    "DocumentTooCostly",
    "DocumentUnsupported",
    "Documents",
    "can_read_doc",
]
