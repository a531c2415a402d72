"""Unpickling inside Whoosh through an allow-list.

Whoosh keeps its table of contents, postings and stored fields as pickles, and a
pickle from a tampered file runs code when it is read. Every place where Whoosh reads
one is given a reader that knows only the few harmless names Whoosh itself writes.
"""

from __future__ import annotations

import io
import pickle
from typing import Any, BinaryIO

import whoosh.codec.whoosh3
import whoosh.columns
import whoosh.filedb.structfile
import whoosh.formats
import whoosh.index

from index.errors import IndexCorrupt

ALLOWED = frozenset(
    {
        ("_codecs", "encode"),
        ("array", "_array_reconstructor"),
        ("array", "array"),
        ("builtins", "int"),
        ("builtins", "set"),
        ("collections", "defaultdict"),
        ("copyreg", "_reconstructor"),
        ("builtins", "object"),
        ("index.engines.whoosh.codec", "ArraySegment"),
        ("whoosh.codec.whoosh3", "W3Codec"),
        ("whoosh.codec.whoosh3", "W3Segment"),
    }
)

# Protocol 2 pickles, which Whoosh writes, name Python 2 modules.
_RENAMED = {"__builtin__": "builtins", "copy_reg": "copyreg"}


class _AllowListed(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """The named class; raises IndexCorrupt for a name that Whoosh has no need of."""
        module = _RENAMED.get(module, module)
        if (module, name) not in ALLOWED:
            raise IndexCorrupt(f"索引文件里有不该有的内容：{module}.{name}")
        return super().find_class(module, name)


def loads(stored: bytes) -> Any:
    """Read a pickle that Whoosh wrote; raises IndexCorrupt for any name off the list."""
    return _AllowListed(io.BytesIO(stored)).load()


def load(file: BinaryIO) -> Any:
    """As :func:`loads`, from where ``file`` stands to the pickle's end."""
    return _AllowListed(file).load()


class _Pickles:
    """What Whoosh's modules see in place of the pickle module."""

    PicklingError = pickle.PicklingError
    dump = staticmethod(pickle.dump)
    dumps = staticmethod(pickle.dumps)
    load = staticmethod(load)
    loads = staticmethod(loads)


def guard() -> None:
    """Put the allow-list in every module of Whoosh that reads pickles; may be repeated."""
    for module in (whoosh.codec.whoosh3, whoosh.columns, whoosh.formats):
        module.loads = loads
    whoosh.index.pickle = _Pickles
    whoosh.filedb.structfile.load_pickle = load
