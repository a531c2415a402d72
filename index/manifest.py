"""The manifest: what a generation consists of, sealed so that damage shows.

The same file stands in a draft, where it is the last checkpoint, and in a sealed
generation. It carries the digest of its own content.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.digests import PROCESS_DIGESTS, Digests
from index.disk import PART, reason
from index.errors import IndexCorrupt, IndexOutdated

MANIFEST = "manifest.json"
FORMAT = 3
"""Raised whenever the layout of a generation's folder changes."""
_READABLE = (2, FORMAT)

Extra = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class FileSeal:
    """What a file must be: ``size`` in bytes, and digests in hexadecimal: see
    :mod:`index.digests`. Before format 3 there was no XXH3."""

    size: int
    sha256: str
    xxh3: str = ""

    @classmethod
    def of(cls, path: Path, digests: Digests) -> FileSeal:
        """The seal of a file as it is; raises OSError where it cannot be read."""
        return cls(path.stat().st_size, digests.of(path, "sha256"), digests.of(path, "xxh3"))

    def fits(self, path: Path, digests: Digests, *, thoroughly: bool) -> bool:
        """Whether the file's content has the digest: the faster one, or ``thoroughly`` all."""
        if self.xxh3 and digests.of(path, "xxh3") != self.xxh3:
            return False
        needs_other = thoroughly or not self.xxh3
        return not needs_other or digests.of(path, "sha256") == self.sha256


@dataclass(frozen=True, slots=True)
class Manifest:
    """``name`` is the generation's (``gen-0007``), ``parent`` the one it goes on from (none
    when built from nothing), ``created`` an ISO time in UTC for people to read only.
    ``extra`` holds what an engine needs to find its way, as the name of its catalog file."""

    name: str
    parent: str | None
    created: str
    fingerprint: str
    articles: int
    files: Mapping[str, FileSeal] = field(default_factory=dict)
    extra: Extra = field(default_factory=dict)
    version: int = FORMAT

    def to_json(self) -> str:
        """The manifest as sealed JSON; equal manifests give equal text."""
        return _envelope(asdict(self))

    @classmethod
    def from_json(cls, text: str, where: Path) -> Manifest:
        """Read what :meth:`to_json` gave; ``where`` is for the message.

        Raises IndexCorrupt where a single character differs, IndexOutdated where it is
        whole but of another FORMAT.
        """
        try:
            plain = json.loads(text)["manifest"]
            whole = _envelope(plain) == text
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise IndexCorrupt(f"{where} 已损坏：读不出来") from error
        if not whole:
            raise IndexCorrupt(f"{where} 已损坏：内容与校验值不符")
        try:
            if plain["version"] not in _READABLE:
                raise IndexOutdated(f"{where} 是另一版程序写的")
            files = {name: FileSeal(**seal) for name, seal in plain["files"].items()}
            if not all(map(is_plain_name, files)):
                raise IndexCorrupt(f"{where} 已损坏：列有不该有的文件名")
            return cls(**{**plain, "files": files})
        except (KeyError, TypeError, AttributeError) as error:
            raise IndexCorrupt(f"{where} 已损坏：缺项或多项") from error


def _envelope(plain: Any) -> str:
    inner = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(inner.encode("utf-8", "surrogatepass")).hexdigest()
    envelope = {"manifest": plain, "sha256": digest}
    return json.dumps(envelope, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation's folder, whose files are not looked at.

    Raises IndexCorrupt where it is missing, unreadable or damaged, IndexOutdated where
    another version of the program wrote it.
    """
    path = folder / MANIFEST
    try:
        return Manifest.from_json(path.read_bytes().decode(), path)
    except FileNotFoundError:
        raise IndexCorrupt(f"缺少文件 {path}") from None
    except OSError as error:
        raise IndexCorrupt(f"{path} 读不了：{reason(error)}") from error
    except UnicodeDecodeError as error:
        raise IndexCorrupt(f"{path} 已损坏：不是 UTF-8") from error


def verify(
    folder: Path,
    manifest: Manifest,
    *,
    deep: bool = True,
    thoroughly: bool = False,
    strays: bool = False,
    digests: Digests = PROCESS_DIGESTS,
) -> None:
    """Raise IndexCorrupt, which names the file, unless the folder is what the manifest says.

    ``deep`` compares contents and not only sizes, ``thoroughly`` by all digests. A file too
    many is refused, as an engine might read it, unless ``strays`` are allowed; dot files
    (``.nfs…``, ``.DS_Store``) are nobody's and are passed over.
    """
    try:
        for name, seal in manifest.files.items():
            _verify_file(folder / name, seal, digests if deep else None, thoroughly=thoroughly)
        unknown = set() if strays else set(content_names(folder)) - set(manifest.files)
    except OSError as error:
        raise IndexCorrupt(f"{error.filename or folder} 读不了：{reason(error)}") from error
    if unknown:
        raise IndexCorrupt(f"{folder / min(unknown)} 不属于这一代索引")


def _verify_file(path: Path, seal: FileSeal, digests: Digests | None, *, thoroughly: bool) -> None:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise IndexCorrupt(f"缺少文件 {path}") from None
    if size != seal.size:
        raise IndexCorrupt(f"{path} 已损坏：应为 {seal.size} 字节，实为 {size} 字节")
    if digests is not None and not seal.fits(path, digests, thoroughly=thoroughly):
        raise IndexCorrupt(f"{path} 已损坏：内容与校验值不符")


def content_names(folder: Path) -> list[str]:
    """The names of an engine's own files and folders in a generation's folder, sorted."""
    return sorted(filter(is_plain_name, os.listdir(folder)))


def is_plain_name(name: str) -> bool:
    """Whether an engine may give a file that name: no path, no dot file, none of ours."""
    ours = name in ("", MANIFEST) or name.endswith(PART)
    return not ours and not name.startswith(".") and "/" not in name
