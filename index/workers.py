"""Processes that work for the indexer on all cores.

One new process makes what all of them need, the dictionary above all, and forks the others,
which so share it. It is new, and not forked from the indexer, because that has threads, a
lock and connections that no child should keep; and it imports nothing of the program that
started it but what it serves.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

import numpy as np

log = logging.getLogger(__name__)

Make = Callable[[], object]
Call = tuple[str, str, tuple[Any, ...], bool]
"""What is served, its method, the arguments, and whether what that gives is wanted."""

_ROOT = str(Path(__file__).resolve().parents[1])
_DISABLED = "NPY_DISABLE_CPU_FEATURES"
_CODE = "from index.workers import main; main()"


class WorkerLost(Exception):
    """A worker has ended before its time, as where the system is short of memory."""


class Workers:
    """Processes that each have a copy of all that is offered, to call methods of: ``count``
    to share work out among, and the one after them, ``spare``, for work that goes on beside.

    Calls of one worker are done in their order, beside those of others. They are started
    with the first call; close them in any case.
    """

    def __init__(self, count: int) -> None:
        self.count = self.spare = count
        self._offered: dict[str, Make] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._connections: list[Connection] = []
        self._threads = [ThreadPoolExecutor(1, "worker") for _ in range(count + 1)]

    def offer(self, name: str, make: Make) -> None:
        """Serve under that name what ``make`` gives, which is called in the new process.
        Raises RuntimeError once they are started."""
        if self.is_started:
            raise RuntimeError(f"{name} is offered to workers that are started")
        self._offered[name] = make

    @property
    def is_started(self) -> bool:
        """Whether there has been a call, so that another costs no start."""
        return bool(self._connections)

    def tell(self, worker: int, name: str, method: str, *args: Any) -> Future[None]:
        """Call a method that gives nothing; what it raises comes with the next :meth:`ask`
        for the same name. The call raises WorkerLost."""
        self._start()
        return self._threads[worker].submit(self._send, worker, (name, method, args, False))

    def ask(self, worker: int, name: str, method: str, *args: Any) -> Future[Any]:
        """Call a method and give what it gives or raises; the call raises WorkerLost."""
        self._start()
        return self._threads[worker].submit(self._answer, worker, (name, method, args, True))

    def _start(self) -> None:
        if self.is_started:
            return
        pairs = [Pipe() for _ in self._threads]
        theirs = [end.fileno() for _, end in pairs]
        # It is never written to: that it ends tells them that this process has.
        watched, self._held = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE, str(watched), *map(str, theirs)],
            stdin=subprocess.DEVNULL,
            pass_fds=[watched, *theirs],
            env=_environment(),
        )
        self._connections = [end for end, _ in pairs]
        os.close(watched)
        for _, end in pairs:
            end.close()
        self._threads[0].submit(self._send_offered)

    def _send_offered(self) -> None:
        try:
            self._send(0, self._offered)
        except BaseException:
            # They would wait for it without end; so every call finds them lost.
            for connection in self._connections:
                connection.close()
            raise

    def _send(self, worker: int, sent: Call | Mapping[str, Make]) -> None:
        try:
            self._connections[worker].send(sent)
        except OSError as error:
            raise WorkerLost from error

    def _answer(self, worker: int, call: Call) -> Any:
        self._send(worker, call)
        try:
            answer = self._connections[worker].recv()
        except (EOFError, OSError) as error:
            raise WorkerLost from error
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """End the processes when each has done what it was called for last."""
        for thread in self._threads:
            thread.shutdown(cancel_futures=True)
        for connection in self._connections:
            connection.close()
        self._connections = []
        if self._process is not None:
            self._process.wait()
            self._process = None
            os.close(self._held)


def cores() -> int:
    """How many processes can run at once; 1 where the system does not tell, or cannot fork
    safely."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _environment() -> dict[str, str]:
    paths = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
    slow = slow_features()
    disabled = {_DISABLED: " ".join(slow)} if slow else {}
    return {**disabled, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def slow_features(cpu: Path = Path("/proc/cpuinfo")) -> list[str]:
    """What numpy is better told not to use, of what it would: on AMD's processors its sort by
    AVX-512 takes five times as long as that by AVX2, as the instruction that it stands on,
    compress-store, is microcode there."""
    try:
        is_amd = "AuthenticAMD" in cpu.read_text(errors="replace")
    except OSError:
        return []
    built = np.show_config("dicts")
    found = built.get("SIMD Extensions", {}).get("found", [])
    return [name for name in found if is_amd and name.startswith(("AVX512", "X86_V4"))]


def main() -> None:
    """What the new process does: its arguments are the descriptors of what ends with its
    parent and of each worker's connection."""
    # A break from the terminal reaches every process; the parent ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watched, *numbers = map(int, sys.argv[1:])
    connections: list[Connection] = list(map(Connection, numbers))
    try:
        offered: Mapping[str, Make] = connections[0].recv()
    except EOFError:
        return
    served = {name: make() for name, make in offered.items()}
    # What is shared must not be written to, and nothing here is in a cycle.
    gc.freeze()
    gc.disable()
    children = []
    for connection in connections[1:]:
        child = os.fork()
        if not child:
            _serve_and_exit(connection, connections, served, watched)
        children.append(child)
    _serve(connections[0], connections, served, watched)
    for child in children:
        os.waitpid(child, 0)


def _serve_and_exit(
    own: Connection, connections: Sequence[Connection], served: Mapping[str, object], watched: int
) -> None:
    """As a fork has to: nothing of the process that it came from may run in it."""
    try:
        _serve(own, connections, served, watched)
    finally:
        os._exit(0)


def _serve(
    own: Connection, connections: Sequence[Connection], served: Mapping[str, object], watched: int
) -> None:
    """Answer calls until the parent is gone."""
    _end_with_parent(watched)
    for connection in connections:
        if connection is not own:
            connection.close()
    failures: dict[str, Exception] = {}
    with contextlib.suppress(EOFError, OSError):
        while True:
            name, method, args, is_wanted = own.recv()
            answer: Any = failures.get(name)
            if answer is None:
                try:
                    answer = getattr(served[name], method)(*args)
                except Exception as error:
                    log.debug("%s.%s", name, method, exc_info=True)
                    answer = failures[name] = error
            if is_wanted:
                own.send(answer)
                failures.pop(name, None)


def _end_with_parent(watched: int) -> None:
    """At once, even where a long call is under way."""

    def wait() -> None:
        os.read(watched, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
