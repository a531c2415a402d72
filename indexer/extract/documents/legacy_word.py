"""Legacy Word (.doc) -> text, by antiword where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from indexer.extract.documents.document import (
    Document,
    DocumentError,
    DocumentForm,
    DocumentLimits,
    DocumentUnsupported,
    Pages,
)

ABSENT = "旧版 Word（.doc）要先安装 antiword 才能读"
_PROGRAM = "antiword"


def can_read_doc() -> bool:
    """Whether antiword is on the path."""
    return shutil.which(_PROGRAM) is not None


def read_doc(data: bytes, limits: DocumentLimits) -> Document:
    """The text of a legacy Word document, one paragraph a line; the format keeps no pages.

    Raises DocumentUnsupported without antiword, DocumentError where it cannot read it.
    """
    program = shutil.which(_PROGRAM)
    if program is None:
        raise DocumentUnsupported(ABSENT)
    pages = Pages(limits.characters)
    pages.take(_output(program, data).splitlines())
    return pages.document(DocumentForm.DOC)


def _output(program: str, data: bytes) -> str:
    """What antiword prints; ``-w 0`` is one line a paragraph. The worker's limits hold for
    it too, and the worker's end is its end."""
    with tempfile.TemporaryDirectory(prefix="huisou-") as folder:
        file = Path(folder, "document.doc")
        file.write_bytes(data)
        done = subprocess.run(
            [program, "-m", "UTF-8.txt", "-w", "0", str(file)],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            check=False,
        )
    if done.returncode:
        raise DocumentError("文档已损坏，antiword 读不出来")
    return done.stdout.decode("utf-8", "replace")
