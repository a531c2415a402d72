"""The documents of a folder that its pages link to.

A link is looked up among the files that a walk of the folder gave; no path is ever made of
it. So it leads nowhere outside, to nothing hidden and to nothing that was left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes, urlsplit

from indexer.attachments import Attached, AttachmentLink, Unavailable, attachment_links
from indexer.attachments.attached import digest_of_bytes, unavailable
from indexer.sources.folders import FoundFile
from indexer.sources.reading import read_bounded, reason_of

DOCUMENT_ENDINGS = frozenset((".pdf", ".docx", ".xlsx", ".pptx", ".rtf", ".doc"))
_NOWHERE = "http://folder.invalid"
"""Stands for the address of a folder that has none (RFC 2606)."""


class LinkedDocuments:
    """``files`` are the folder's documents; ``base_url`` is its address, or empty; ``limit``
    bounds the bytes of one."""

    def __init__(self, files: Iterable[FoundFile], base_url: str, limit: int) -> None:
        self._files = {file.key: file for file in files}
        self._folded = {key.casefold(): file for key, file in self._files.items()}
        self._base = base_url or _NOWHERE
        self._limit = limit
        self._taken: set[str] = set()

    def of_page(self, page: bytes, address: str) -> tuple[Attached, ...]:
        """The documents that the article of that page links to, in its order.

        ``address`` is the page's path from the folder, as an address writes it.
        """
        if not self._files:
            return ()
        links = attachment_links(page, url=f"{self._base}/{address}")
        return tuple(one for link in links if (one := self._attached(link)) is not None)

    def is_taken(self, key: str) -> bool:
        """Whether an article of :meth:`of_page` has the file of that key."""
        return key in self._taken

    def _attached(self, link: AttachmentLink) -> Attached | None:
        keys = self._keys(link.url)
        found = next((file for key in keys if (file := self._file(key)) is not None), None)
        url = "" if self._base == _NOWHERE else link.url
        if found is not None:
            self._taken.add(found.key)
            return self._read(link.name, url, found)
        if keys and posixpath.splitext(keys[0])[1].lower() in DOCUMENT_ENDINGS:
            return unavailable(link.name, url, Unavailable("文件夹里没有这个文件"))
        return None

    def _file(self, key: str) -> FoundFile | None:
        return self._files.get(key) or self._folded.get(key.casefold())

    def _keys(self, url: str) -> list[str]:
        """What the address may be called in the folder; empty where it leads elsewhere."""
        base, parts = urlsplit(self._base), urlsplit(url)
        if (base.hostname, base.port) != (parts.hostname, parts.port):
            return []
        root = base.path.rstrip("/") + "/"
        if not parts.path.startswith(root):
            return []
        raw = unquote_to_bytes(parts.path[len(root) :])
        keys = []
        for encoding in ("utf-8", "gb18030"):
            try:
                keys.append(raw.decode(encoding))
            except UnicodeDecodeError:
                continue
        return keys

    def _read(self, name: str, url: str, file: FoundFile) -> Attached:
        """Read now for its digest, and again when the article is made: between the two it
        may change, and then the next run sees another digest."""

        def load() -> bytes:
            try:
                data = read_bounded(file.path, self._limit)
            except OSError as error:
                raise Unavailable(reason_of(error)) from error
            if data is None:
                raise Unavailable(f"文件超过 {self._limit:,} 字节")
            return data

        try:
            return Attached(name, url, digest_of_bytes(load()), load)
        except Unavailable as error:
            return unavailable(name, url, error)
