"""Archives that are bombs, hold entities, or are no documents: named, never expanded."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from indexer.extract.documents import DocumentError, DocumentLimits, Documents
from indexer.extract.documents.package import check_package
from tests.indexer.documents.document_files import part, repacked, sheets, slides, word

XXE = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'


def archive(**entries: bytes) -> bytes:
    """A plain ZIP."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("text", [XXE, LAUGHS])
def test_entities_reach_no_parser(documents: Documents, text: str, encoding: str) -> None:
    for whole, name in (
        (word("甲"), "word/document.xml"),
        (sheets({"甲": [["乙"]]}), "xl/workbook.xml"),
        (slides("甲"), "ppt/slides/slide1.xml"),
        (word("甲"), "docProps/core.xml"),
        (word("甲"), "_rels/.rels"),
    ):
        with pytest.raises(DocumentError, match="实体"):
            documents.read(repacked(whole, **{name: text.encode(encoding)}))


def test_a_declaration_across_two_pieces_is_seen() -> None:
    for padding in range(65_520, 65_540):
        text = b" " * padding + XXE.encode()
        with pytest.raises(DocumentError, match="实体"):
            check_package(archive(**{"word/document.xml": text}), DocumentLimits())


def test_a_bomb_is_not_expanded(documents: Documents) -> None:
    bomb = repacked(word("甲"), **{"word/media/image1.bin": bytes(100_000_000)})
    began = time.monotonic()
    with pytest.raises(DocumentError, match="压缩炸弹"):
        documents.read(bomb)
    assert time.monotonic() - began < 5


def test_the_limits_of_an_archive() -> None:
    whole = word("甲")
    for limits, reason in (
        (DocumentLimits(entries=5), "个条目"),
        (DocumentLimits(expanded=1000), "字节，超过限度"),
    ):
        with pytest.raises(DocumentError, match=reason):
            check_package(whole, limits)
    check_package(whole, DocumentLimits())


def test_a_directory_that_lies_of_its_sizes_is_damage(documents: Documents) -> None:
    whole = bytearray(word("甲" * 5000))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        size = opened.getinfo("word/document.xml").file_size
    lied = bytes(whole).replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(DocumentError, match="损坏"):
        documents.read(lied)


def test_an_archive_is_no_document(documents: Documents) -> None:
    for data, reason in (
        (archive(**{"甲.docx": word("甲")}), "ZIP 压缩包"),
        (archive(**{"mimetype": b"application/vnd.oasis", "content.xml": b""}), "OpenDocument"),
        (archive(**{"OFD.xml": b""}), "OFD"),
        (part(word("甲"), "word/document.xml"), "内容不是"),
    ):
        with pytest.raises(DocumentError, match=reason):
            documents.read(data)
