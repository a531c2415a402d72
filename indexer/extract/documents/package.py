"""What is checked of an Office file (a ZIP archive of XML parts) before it is opened.

ECMA-376, part 2: a package holds no document type declarations. One that does is refused,
so that no entity of any kind reaches a parser.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from indexer.extract.documents.document import DocumentError, DocumentLimits

_CHUNK = 1 << 16
_SMALL = 1 << 20
_ENCRYPTED = 0x1
_DECLARATIONS = re.compile(
    b"|".join(
        re.escape(mark.encode(encoding))
        for mark in ("<!DOCTYPE", "<!ENTITY")
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    )
)
_LONGEST = 32
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def check_package(data: bytes, limits: DocumentLimits) -> None:
    """Raises DocumentError for what is no plain Office file of bearable size.

    First by the archive's directory, which costs nothing; then its XML parts are unpacked
    once, a piece at a time, never further than the directory said.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, len(data), limits)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_part(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DocumentError("文档已损坏（压缩结构不完整）") from error


def _check_directory(entries: list[zipfile.ZipInfo], size: int, limits: DocumentLimits) -> None:
    if len(entries) > limits.entries:
        raise DocumentError(f"压缩结构里有 {len(entries):,} 个条目，没有展开")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise DocumentError("文档加了密码，读不了")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise DocumentError("文档的压缩方法不是 Office 用的，没有展开")
    expanded = sum(entry.file_size for entry in entries)
    if expanded > limits.expanded:
        raise DocumentError(f"展开后有 {expanded:,} 字节，超过限度，没有展开")
    if expanded > _SMALL and expanded > limits.ratio * size:
        raise DocumentError(f"展开后是原来的 {expanded // max(1, size):,} 倍，像压缩炸弹，没有展开")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """``<`` stands in XML for markup alone, so that the bytes tell without a parser."""
    before = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            if _DECLARATIONS.search(before + chunk):
                raise DocumentError("文档里有外部实体或实体定义，没有读")
            before = chunk[-_LONGEST:]
