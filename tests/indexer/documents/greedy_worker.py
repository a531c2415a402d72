"""A worker whose parser does what its document says: die, loop, eat, babble, or answer."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping

from indexer.extract.documents import worker
from indexer.extract.documents.document import Document, DocumentForm, DocumentLimits


def _die() -> None:
    os.abort()


def _loop() -> None:
    while True:
        pass


def _sleep() -> None:
    time.sleep(600)


def _sleep_in_a_child() -> None:
    subprocess.run(["sleep", "600"], check=True)


def _eat() -> None:
    kept = []
    while True:
        kept.append(bytes(10_000_000))


def _babble() -> None:
    print("not a frame" * 1000, flush=True)
    os.write(1, b"\xff" * 100)


def _call() -> None:
    """Go on only where the worker refuses a socket, whatever would become of it."""
    try:
        socket.socket().close()
    except PermissionError:
        return
    os._exit(3)


_DEEDS: Mapping[bytes, Callable[[], None]] = {
    b"die": _die,
    b"loop": _loop,
    b"sleep": _sleep,
    b"child": _sleep_in_a_child,
    b"eat": _eat,
    b"babble": _babble,
    b"call": _call,
}


def _read(data: bytes, limits: DocumentLimits) -> Document:
    _DEEDS.get(data, lambda: None)()
    return Document(DocumentForm.RTF, str(os.getpid()), note=data.decode())


if __name__ == "__main__":
    setattr(worker, "read_document", _read)  # noqa: B010  (it is not exported)
    worker.main()
