"""What can go wrong with an index, a configuration or a request to the engine.

Each message is Chinese, says what and where, and may be shown to a user as it stands.
"""

from __future__ import annotations

import errno


class HuisouError(Exception):
    """Base of every error this project raises on purpose; ``str()`` is fit for a user."""


class ConfigError(HuisouError):
    """The configuration names something unknown or impossible; the message says which key."""


class IndexMissing(HuisouError):
    """There is no sealed generation yet."""


class IndexCorrupt(HuisouError):
    """A generation does not agree with its manifest, or the engine cannot read it."""


class IndexBusy(HuisouError):
    """Another writer holds the index; the message says which process, since when."""


class IndexOutdated(HuisouError):
    """The index was built by another analysis or schema; a rebuild is due."""


class InvalidArticle(HuisouError):
    """An article cannot be indexed as it is (no id, no text, a character no reader can see)."""


class ShrinkRefused(HuisouError):
    """A run would delete more of a source than is allowed without being told so."""


class IndexUnwritable(HuisouError):
    """The index folder cannot be written (disk full, no permission); what was sealed stays."""


_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "文件系统是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EFBIG: "文件超过了允许的大小",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "不是文件夹",
    errno.EEXIST: "同名的文件已经存在",
    errno.ENOENT: "文件或文件夹不见了",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "系统打开的文件太多",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese where it is one of the usual reasons."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
