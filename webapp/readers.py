"""The open reader of each thread: always the current generation, swapped whole."""

from __future__ import annotations

import threading
from collections.abc import Callable

from index.config import Config
from index.engine import Reader, open_reader
from index.generations import Generations


class Readers:
    """Opens lazily, so that a server may fork first; one reader a thread.

    ``opener`` gives a reader of the newest whole generation; ``current`` names the
    generation that readers should try first. The two differ while the newest is damaged,
    so what is compared is what ``current`` said when the reader was opened.
    """

    def __init__(self, opener: Callable[[], Reader], current: Callable[[], str | None]) -> None:
        self._opener = opener
        self._current = current
        self._open = threading.local()

    @classmethod
    def of(cls, config: Config) -> Readers:
        """The readers of the configured index."""
        generations = Generations(config.index.path)

        def current() -> str | None:
            found = generations.current()
            return None if found is None else found.name

        return cls(lambda: open_reader(config), current)

    def get(self) -> Reader:
        """A reader of the current generation; keep it for the whole request.

        Raises IndexMissing, IndexCorrupt or IndexOutdated where there is none to open.
        """
        wanted = self._current()
        reader: Reader | None = getattr(self._open, "reader", None)
        if reader is not None and wanted == self._open.name:
            return reader
        fresh = self._opener()
        self._open.reader, self._open.name = fresh, wanted
        if reader is not None:
            reader.close()
        return fresh

    def close(self) -> None:
        """Let go of this thread's reader; the next :meth:`get` opens one again."""
        reader: Reader | None = getattr(self._open, "reader", None)
        if reader is not None:
            reader.close()
            del self._open.reader
