"""Processes that work for the indexer on all cores.

One new process makes what all of them need, the dictionary above all, and forks the others,
which so share it. It is new, and not forked from the indexer, because that has threads, a
lock and connections that no child should keep.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

log = logging.getLogger(__name__)


class WorkerLost(Exception):
    """A worker has ended before its time, as where the system is short of memory."""


Call = tuple[str, tuple[Any, ...], bool]
"""The method, its arguments, and whether what it gives is wanted."""


class Workers:
    """``count`` processes, each with a copy of what ``make`` gives, to call methods of.

    Calls of one worker are done in their order, beside those of others.
    """

    def __init__(self, count: int, make: Callable[[], object]) -> None:
        context = multiprocessing.get_context("spawn")
        pairs = [context.Pipe() for _ in range(count)]
        theirs = [end for _, end in pairs]
        self._connections = [end for end, _ in pairs]
        self._threads = [ThreadPoolExecutor(1, "worker") for _ in pairs]
        self._first = context.Process(target=_start, args=(theirs, make), daemon=True)
        self._first.start()
        for end in theirs:
            end.close()

    def tell(self, worker: int, method: str, *args: Any) -> Future[None]:
        """Call a method that gives nothing; what it raises comes with the next :meth:`ask`.
        The call raises WorkerLost."""
        return self._threads[worker].submit(self._send, worker, (method, args, False))

    def ask(self, worker: int, method: str, *args: Any) -> Future[Any]:
        """Call a method and give what it gives or raises; the call raises WorkerLost."""
        return self._threads[worker].submit(self._answer, worker, (method, args, True))

    def _send(self, worker: int, call: Call) -> None:
        try:
            self._connections[worker].send(call)
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
        self._first.join()
        self._first.close()


def cores() -> int:
    """How many processes can run at once; 1 where the system does not tell, or cannot fork
    safely."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _start(connections: Sequence[Connection], make: Callable[[], object]) -> None:
    # A break from the terminal reaches every process; the parent ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    served = make()
    # What is shared must not be written to, and nothing here is in a cycle.
    gc.freeze()
    gc.disable()
    children = []
    for connection in connections[1:]:
        child = os.fork()
        if not child:
            _serve_and_exit(connection, connections, served)
        children.append(child)
    _serve(connections[0], connections, served)
    for child in children:
        os.waitpid(child, 0)


def _serve_and_exit(own: Connection, connections: Sequence[Connection], served: object) -> None:
    """As a fork has to: nothing of the process that it came from may run in it."""
    try:
        _serve(own, connections, served)
    finally:
        os._exit(0)


def _serve(own: Connection, connections: Sequence[Connection], served: object) -> None:
    """Answer calls until the parent is gone."""
    for connection in connections:
        if connection is not own:
            connection.close()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    failure: Exception | None = None
    with contextlib.suppress(EOFError, OSError):
        while True:
            method, args, is_wanted = own.recv()
            answer: Any = failure
            if failure is None:
                try:
                    answer = getattr(served, method)(*args)
                except Exception as error:
                    log.debug("%s", method, exc_info=True)
                    answer = failure = error
            if is_wanted:
                own.send(answer)
                failure = None


def _end_with_parent() -> None:
    """At once, even where a long call is under way."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
