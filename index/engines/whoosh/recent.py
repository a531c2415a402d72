"""What was read lately, kept as long as it fits into a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy.typing as npt

Read = tuple[npt.NDArray[Any], ...]
"""Documents, or how often each holds what was looked for; never changed by who gets it."""

_OVERHEAD = 400
"""Bytes that an entry takes besides its numbers, roughly."""


class Recent:
    """Gives what was read before under the same key; forgets what was longest not asked for.

    Of one generation and the same for every viewer, since it holds postings, not answers.
    """

    def __init__(self, most: int) -> None:
        """``most`` is how many bytes may be kept."""
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, Read] = OrderedDict()

    def peek(self, key: Hashable) -> Read | None:
        """What is kept under ``key``, which is no use of it."""
        return self._kept.get(key)

    def get(
        self,
        key: Hashable,
        read: Callable[[], Read],
        is_whole: Callable[[], bool] = lambda: True,
    ) -> Read:
        """What is kept under ``key``, else what ``read`` gives, which is kept when it
        ``is_whole`` and does not outweigh a quarter of everything."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        found = read()
        if is_whole() and _bytes(found) * 4 <= self._most:
            for part in found:
                part.flags.writeable = False
            self._kept[key] = found
            self._size += _bytes(found)
            while self._size > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._size -= _bytes(oldest)
        return found


def _bytes(found: Read) -> int:
    return sum(part.nbytes for part in found) + _OVERHEAD
