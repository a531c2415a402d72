"""One writer at a time: a lock that the kernel releases when its process ends, however."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from datetime import datetime
from pathlib import Path

from index.disk import unwritable
from index.errors import IndexBusy

LOCK = "LOCK"


class WriterLock:
    """Held from :meth:`acquire` to :meth:`release` or the end of the process.

    The file stays where it is for ever: removing it would let a second writer lock a
    new file of the same name. Its text only tells people who holds it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def acquire(cls, folder: Path) -> WriterLock:
        """Lock the index folder; raises IndexBusy, which says who holds it since when."""
        path = folder / LOCK
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise unwritable(folder, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sign(descriptor)
        except BlockingIOError:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise IndexBusy(f"索引 {folder} 正被{holder}写入，请等它结束后再试") from None
        except OSError as error:
            os.close(descriptor)
            raise unwritable(folder, error) from error
        return cls(descriptor)

    def release(self) -> None:
        """Let the next writer in; calling twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _sign(descriptor: int) -> None:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder, ensure_ascii=False).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0))
        since = datetime.fromisoformat(holder["since"])
        return (
            f"另一个进程（进程号 {holder['pid']}，主机 {holder['host']}，"
            f"自 {since:%Y-%m-%d %H:%M:%S} 起）"
        )
    except (ValueError, KeyError, TypeError):  # it has locked but not yet signed
        return "另一个进程"
