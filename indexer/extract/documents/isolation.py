"""The indexer's side of the worker: started once, used again, replaced after a crash.

A parser of foreign formats may crash, loop or ask for memory without end. It does so in a
process of its own, which ends at its deadline whatever it is doing, and whose limits the
kernel keeps.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from indexer.extract.documents.document import (
    Document,
    DocumentError,
    DocumentLimits,
    DocumentTooCostly,
)
from indexer.extract.documents.messages import (
    BrokenFrame,
    answer_from_bytes,
    limits_to_bytes,
    read_frame,
    write_frame,
)

WORKER = (sys.executable, "-P", "-m", "indexer.extract.documents.worker")
FILES_A_WORKER = 200
"""Then it is replaced: what a library leaks does not add up."""

_START = 20.0
"""Seconds more for the first document, which waits for the worker's imports."""
_GRACE = 2.0
_ROOT = Path(__file__).resolve().parents[3]
_ANSWER_BYTES_A_CHARACTER = 12  # a character beyond the BMP is two escapes of six in JSON


class Documents:
    """Reads documents in a worker process; not for several threads at once.

    ``command`` is what is run as the worker. Use it in a ``with``: the worker ends with it.
    """

    def __init__(
        self, limits: DocumentLimits = DocumentLimits(), command: tuple[str, ...] = WORKER
    ) -> None:
        self.limits = limits
        self._command = command
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, if there is one; the next document starts another."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def read(self, data: bytes) -> Document:
        """The document that the bytes are, whatever they were called.

        Raises DocumentError with the reason in Chinese: too large, damaged, encrypted, no
        document, too slow, too much memory, or the end of its worker.
        """
        if not data:
            raise DocumentError("文件是空的")
        if len(data) > self.limits.bytes:
            raise DocumentError(f"文件超过 {self.limits.bytes:,} 字节")
        answer = self._answer(data)
        if isinstance(answer, DocumentError):
            raise answer
        return answer

    def _answer(self, data: bytes) -> Document | DocumentError:
        worker = self._worker or _Worker(self._command)
        self._worker = None  # unless it lives through this
        try:
            answer = worker.ask(data, self.limits)
        except BaseException:
            worker.kill()
            raise
        if worker.is_well and not isinstance(answer, DocumentTooCostly):
            self._worker = worker
        else:
            worker.kill()
        return answer


class _Worker:
    def __init__(self, command: tuple[str, ...]) -> None:
        self.served = 0
        self.is_well = True
        # A session of its own, so that whatever it starts ends with it.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )

    def ask(self, data: bytes, limits: DocumentLimits) -> Document | DocumentError:
        """The answer, or an error that says how the worker ended."""
        seconds = limits.seconds + _GRACE + (0 if self.served else _START)
        self.served += 1
        late = threading.Event()

        def end() -> None:
            late.set()
            self._end()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            return self._exchange(data, limits)
        except (OSError, BrokenFrame):
            self.is_well = False
            return self._cause_of_death(late.is_set(), limits)
        finally:
            timer.cancel()
            self.is_well = self.is_well and self.served < FILES_A_WORKER and not late.is_set()

    def _exchange(self, data: bytes, limits: DocumentLimits) -> Document | DocumentError:
        to, back = self._pipes()
        write_frame(to, limits_to_bytes(limits))
        write_frame(to, data)
        content = read_frame(back, _ANSWER_BYTES_A_CHARACTER * limits.characters + 1_000_000)
        if content is None:
            raise BrokenFrame("the worker ended")
        return answer_from_bytes(content)

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout  # type: ignore[return-value]

    def _cause_of_death(self, is_late: bool, limits: DocumentLimits) -> DocumentError:
        self.kill()
        if is_late or self._process.returncode in (-signal.SIGXCPU, -signal.SIGALRM):
            return DocumentError(f"{limits.seconds:g} 秒内没有读完，已中止")
        return DocumentError("解析程序崩溃，这份文档多半已损坏")

    def _end(self) -> None:
        """Whoever waits for the pipes then finds them ended; they stay open for that."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End the worker and all it started, and wait until it has."""
        self._end()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _environment() -> dict[str, str]:
    """No more than a parser needs: neither settings nor secrets of whoever runs this."""
    names = ("PATH", "HOME", "TMPDIR", "PYTHONPATH")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    paths = [str(_ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(paths)}
