"""One file of named little-endian arrays, mapped into memory and never copied.

Layout: the arrays one behind another, each from a multiple of 64 bytes; then a directory
as JSON, ``{name: [type, offset, count]}``; then its length as 8 bytes and the 8 bytes of
:data:`MAGIC`. A file is whole when its manifest says so: nothing here is checked twice.
"""

from __future__ import annotations

import io
import json
import mmap
import shutil
import tempfile
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.packed import Packed, Runs, Steps
from index.errors import IndexCorrupt

MAGIC = b"huisou1\n"
_ALIGNED = 64
_IN_MEMORY = 1 << 22


class ArrayWriter:
    """Collects arrays that grow side by side; those that outgrow memory wait in ``scratch``,
    where there is one."""

    def __init__(self, scratch: Path | None) -> None:
        self._scratch = scratch
        self._streams: dict[str, IO[bytes]] = {}
        self._types: dict[str, str] = {}

    def append(self, name: str, values: npt.NDArray[np.generic]) -> None:
        """Put the values behind those that the array of this name holds."""
        kind = values.dtype.newbyteorder("<").str
        if self._types.setdefault(name, kind) != kind:
            raise TypeError(f"{name} is {self._types[name]}, not {kind}")
        if name not in self._streams:  # closed by write or by close
            self._streams[name] = self._stream()
        self._streams[name].write(np.ascontiguousarray(values, kind).data)

    def _stream(self) -> IO[bytes]:
        if self._scratch is None:
            return io.BytesIO()
        return tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(self._scratch))

    def write(self, file: BinaryIO) -> None:
        """Write the whole file; the writer is empty after."""
        directory: dict[str, tuple[str, int, int]] = {}
        place = 0
        for name in sorted(self._streams):
            stream = self._streams.pop(name)
            size = stream.tell()
            stream.seek(0)
            shutil.copyfileobj(stream, file, 1 << 20)
            stream.close()
            kind = self._types.pop(name)
            directory[name] = (kind, place, size // np.dtype(kind).itemsize)
            place += size + -size % _ALIGNED
            file.write(bytes(-size % _ALIGNED))
        stored = json.dumps(directory).encode()
        file.write(stored + len(stored).to_bytes(8, "little") + MAGIC)

    def close(self) -> None:
        """Let go of what was not written."""
        for stream in self._streams.values():
            stream.close()
        self._streams.clear()


class ArrayFile:
    """The arrays of one file. Raises IndexCorrupt where it is not such a file."""

    def __init__(self, path: Path) -> None:
        with open(path, "rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        end = len(mapped) - 16
        if mapped[end + 8 :] != MAGIC:
            raise IndexCorrupt(f"{path} 不是会搜的索引文件")
        start = end - int.from_bytes(mapped[end : end + 8], "little")
        self._mapped = mapped
        self._directory: dict[str, Any] = json.loads(mapped[start:end])

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def release(self) -> None:
        """Give back the memory of what was read: what is read again comes from the file."""
        self._mapped.madvise(mmap.MADV_DONTNEED)

    def array(self, name: str) -> npt.NDArray[Any]:
        """The array, where it lies; an empty one where nothing was appended to it."""
        if name not in self._directory:
            return np.empty(0, np.uint32)
        kind, offset, count = self._directory[name]
        return np.frombuffer(self._mapped, kind, count, offset)

    def packed(self, name: str) -> Packed:
        """The packed array of this name."""
        parts = [self.array(f"{name}.{part}") for part in ("words", "widths", "offsets")]
        return Packed(parts[0], parts[1].astype(np.uint8, copy=False), parts[2], self._size(name))

    def runs(self, name: str) -> Runs:
        """The runs of this name."""
        return Runs(self.packed(name), self.array(f"{name}.bases"))

    def steps(self, name: str) -> Steps:
        """The steps of this name."""
        return Steps(self.packed(f"{name}.above"), self.array(f"{name}.bases"))

    def _size(self, name: str) -> int:
        """0 where there is no such array, as of a field that an older index does not have."""
        return int(self.array(f"{name}.size").sum())
