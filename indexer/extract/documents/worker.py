"""The worker: ``python -m indexer.extract.documents.worker`` reads documents from a pipe.

Its limits are the kernel's: memory, processor time, size of a file. It opens no socket. It
answers each document with its text or a reason, and ends when its input does.
"""

from __future__ import annotations

import math
import os
import resource
import sys
from typing import BinaryIO

from indexer.extract.documents.document import (
    Document,
    DocumentError,
    DocumentLimits,
    DocumentTooCostly,
)
from indexer.extract.documents.messages import (
    BrokenFrame,
    answer_to_bytes,
    limits_from_bytes,
    read_frame,
    write_frame,
)
from indexer.extract.documents.reading import read_document

OUT_OF_MEMORY = "文档太复杂，内存不够"
_LARGEST_REQUEST = 1 << 40


def main() -> None:
    """Serve until the input ends. Whatever a library prints goes nowhere near the answers."""
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        sys.addaudithook(_refuse_network)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        while _serve_one(requests, answers):
            pass


def _serve_one(requests: BinaryIO, answers: BinaryIO) -> bool:
    """Read one document; False where there is none more, or no memory for one."""
    head = read_frame(requests, _LARGEST_REQUEST)
    if head is None:
        return False
    limits = limits_from_bytes(head)
    _keep_to(limits)
    answer: Document | DocumentError
    try:
        data = read_frame(requests, _LARGEST_REQUEST)
        if data is None:
            raise BrokenFrame("limits without a document")
        answer = read_document(data, limits)
    except DocumentError as error:
        answer = error
    except MemoryError:
        answer = DocumentTooCostly(OUT_OF_MEMORY)
    write_frame(answers, answer_to_bytes(answer))
    return not isinstance(answer, DocumentTooCostly)


def _keep_to(limits: DocumentLimits) -> None:
    """Have the kernel hold this process, and what it starts, to the limits."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime + limits.seconds) + 1
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.expanded),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))


def _refuse_network(event: str, _: object) -> None:
    if event.startswith("socket."):
        raise PermissionError("a document's reader opens no socket")


if __name__ == "__main__":
    main()
