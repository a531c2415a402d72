"""Legacy Word (.doc) -> text, by antiword where it is installed.

Its plain text has everything, but sets tables in columns and breaks long cells over lines,
in the middle of words; its DocBook has whole cells and lacks footnotes. So the text is the
plain one with the cells of the other.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import cast

from lxml import etree

from indexer.extract.documents.document import (
    Document,
    DocumentError,
    DocumentForm,
    DocumentLimits,
    DocumentUnsupported,
    Pages,
)
from indexer.extract.foreign_xml import xml_parser

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
    pages.take(_lines(program, data))
    return pages.document(DocumentForm.DOC)


def _lines(program: str, data: bytes) -> Iterator[str]:
    """The lines of the document; each cell of a table begins a line."""
    lines = _output(program, data, "-w", "0").decode("utf-8", "replace").splitlines()
    blocks = [(is_table, [*block]) for is_table, block in groupby(lines, _is_row)]
    drawn = sum(is_table for is_table, _ in blocks)
    tables = _tables(_output(program, data, "-x", "db")) if drawn else []
    if len(tables) != drawn:  # what begins and ends with a line is not always a table
        tables = []
    cells = iter(tables)
    for is_table, block in blocks:
        yield from next(cells, block) if is_table else block


def _is_row(line: str) -> bool:
    return len(line) > 1 and line.startswith("|") and line.endswith("|")


def _tables(docbook: bytes) -> list[Sequence[str]]:
    """The lines of the cells of each table, row by row; none where it cannot be read."""
    # antiword writes characters that XML has not.
    parser = xml_parser(recover=True)
    # Of nothing that can be mended lxml makes None, which its types do not say.
    root = cast("etree._Element | None", etree.fromstring(docbook, parser))
    if root is None:
        return []
    return [
        [line for cell in table.iter("entry") for line in "".join(cell.itertext()).splitlines()]
        for table in root.iter("informaltable")
    ]


def _output(program: str, data: bytes, *form: str) -> bytes:
    """What antiword prints in that form; ``-w 0`` is one line a paragraph. The worker's
    limits hold for it too, and the worker's end is its end."""
    with tempfile.TemporaryDirectory(prefix="huisou-") as folder:
        file = Path(folder, "document.doc")
        file.write_bytes(data)
        done = subprocess.run(
            [program, "-m", "UTF-8.txt", *form, str(file)],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            check=False,
        )
    if done.returncode:
        raise DocumentError("文档已损坏，或是 antiword 不认的写法，读不出来")
    return done.stdout
