"""What a document is, by its first bytes and its directory, never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from indexer.extract.documents.document import DocumentError, DocumentForm, DocumentUnsupported

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 1024
"""A PDF may stand behind as many bytes of something else."""

_MAIN_PARTS: Mapping[str, DocumentForm] = {
    "word/": DocumentForm.DOCX,
    "xl/": DocumentForm.XLSX,
    "ppt/": DocumentForm.PPTX,
}
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "文档加了密码，读不了"),
    ("Workbook", "旧版 Excel（.xls）读不了，请另存为 .xlsx"),
    ("PowerPoint Document", "旧版 PowerPoint（.ppt）读不了，请另存为 .pptx"),
)
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
)
_WEB_PAGE = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|script|meta)", re.I
)
_MAIL = re.compile(rb"^(?:mime-version|from|content-type)\s*:", re.I)


def form_of(data: bytes) -> DocumentForm:
    """The format; raises DocumentError with what it is instead, as far as that can be told."""
    if not data.strip(b"\0 \r\n\t"):
        raise DocumentError("文件是空的")
    if b"%PDF-" in data[:_HEAD]:
        return DocumentForm.PDF
    if data.startswith(b"PK\x03\x04"):
        return _form_of_archive(data)
    if data.startswith(_OLE):
        return _form_of_compound(data)
    if data.lstrip()[:5].lower() == b"{\\rtf":
        return DocumentForm.RTF
    raise DocumentError(_what_it_is(data))


def _form_of_archive(data: bytes) -> DocumentForm:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError("文档已损坏（压缩结构不完整）") from error
    if "[Content_Types].xml" in names:
        for folder, form in _MAIN_PARTS.items():
            if any(name.startswith(folder) for name in names):
                return form
    if "mimetype" in names and "content.xml" in names:
        raise DocumentUnsupported("OpenDocument 格式读不了，请另存为 .docx 或 PDF")
    if "OFD.xml" in names:
        raise DocumentUnsupported("OFD 格式读不了，请另存为 PDF")
    raise DocumentError("是 ZIP 压缩包，不是文档，没有解开")


def _form_of_compound(data: bytes) -> DocumentForm:
    """A compound file's directory names its streams in UTF-16."""
    for stream, reason in _STREAMS:
        if stream.encode("utf-16-le") in data:
            kind = DocumentError if stream == "EncryptedPackage" else DocumentUnsupported
            if stream == "EncryptedPackage" or "WordDocument".encode("utf-16-le") not in data:
                raise kind(reason)
    if "WordDocument".encode("utf-16-le") in data:
        return DocumentForm.DOC
    raise DocumentError("是旧版 Office 的复合文件，但不是 Word 文档")


def _what_it_is(data: bytes) -> str:
    if _WEB_PAGE.match(data[:_HEAD]):
        return "其实是网页，不是文档"
    if _MAIL.match(data[:_HEAD]):
        return "其实是单个文件网页（MHT）或邮件，不是文档"
    for magic, name in _OTHERS:
        if data.startswith(magic):
            return f"其实是{name}，不是文档"
    return "内容不是 PDF、Word、Excel、PowerPoint 或 RTF"
