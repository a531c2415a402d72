"""Opening files that anybody may have put there: never blocks, never reads a device."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from index.errors import reason

_REASONS = {
    errno.EACCES: "没有读取权限",
    errno.EPERM: "没有读取权限",
    errno.ENOENT: "文件不见了",
    errno.ENOTDIR: "文件夹不见了",
    errno.ELOOP: "链接绕成了圈",
    errno.ENAMETOOLONG: "路径太长",
    errno.EIO: "磁盘读取出错",
    errno.ESTALE: "网络磁盘上的文件失效了",
    errno.ENXIO: "不是普通文件",
}


class NotRegular(OSError):
    """A pipe, socket or device where a file was expected."""


def reason_of(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    if isinstance(error, NotRegular):
        return "不是普通文件（管道、套接字或设备）"
    return _REASONS.get(error.errno or 0) or reason(error)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; raises OSError, NotRegular for anything else.

    Non-blocking until the type is known: opening a pipe would wait for its writer.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotRegular(errno.EINVAL, "not a regular file", str(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_bounded(path: Path, limit: int) -> bytes | None:
    """The whole of a regular file, or None where it has more than ``limit`` bytes."""
    with open_regular(path) as file:
        data = file.read(limit + 1)
    return None if len(data) > limit else data


def readable_name(name: str) -> str | None:
    """A file name as text; old archives leave GBK names behind. None where it is neither."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def shown_name(name: str) -> str:
    """The name for people, whatever its bytes are."""
    return readable_name(name) or os.fsencode(name).decode("utf-8", "backslashreplace")
