"""What the indexer and its worker say to each other: frames of bytes over two pipes.

A frame is eight bytes of length, big-endian, and as many bytes. A request is two frames,
limits as JSON and the document as it is; an answer is one frame of JSON. Nothing that
comes out of a pipe is ever run.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from indexer.extract.documents.document import (
    Document,
    DocumentError,
    DocumentForm,
    DocumentLimits,
    DocumentTooCostly,
    DocumentUnsupported,
)

_ERRORS: Mapping[str, type[DocumentError]] = {
    "error": DocumentError,
    "unsupported": DocumentUnsupported,
    "too_costly": DocumentTooCostly,
}

_LENGTH = 8


class BrokenFrame(Exception):
    """The other side ended in the middle of a frame, or announced an impossible one."""


def write_frame(pipe: BinaryIO, content: bytes) -> None:
    """Write one frame; raises OSError where nobody reads any more."""
    pipe.write(len(content).to_bytes(_LENGTH, "big"))
    pipe.write(content)
    pipe.flush()


def read_frame(pipe: BinaryIO, limit: int) -> bytes | None:
    """The next frame, or None at the end; raises BrokenFrame, also for one over ``limit``."""
    head = pipe.read(_LENGTH)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if len(head) < _LENGTH or length > limit:
        raise BrokenFrame(f"a frame of {length} bytes")
    content = pipe.read(length)
    if len(content) < length:
        raise BrokenFrame(f"{len(content)} of {length} bytes")
    return content


def limits_to_bytes(limits: DocumentLimits) -> bytes:
    """The limits as JSON."""
    return json.dumps(dataclasses.asdict(limits)).encode()


def limits_from_bytes(content: bytes) -> DocumentLimits:
    """Read what :func:`limits_to_bytes` wrote."""
    return DocumentLimits(**json.loads(content))


def answer_to_bytes(answer: Document | DocumentError) -> bytes:
    """A document, or why there is none, as JSON."""
    if isinstance(answer, Document):
        plain: dict[str, Any] = dataclasses.asdict(answer)
    else:
        kinds = {kind: name for name, kind in _ERRORS.items()}
        plain = {"reason": str(answer), "kind": kinds.get(type(answer), "error")}
    return json.dumps(plain).encode("ascii")


def answer_from_bytes(content: bytes) -> Document | DocumentError:
    """Read what :func:`answer_to_bytes` wrote; raises BrokenFrame for anything else."""
    try:
        plain = json.loads(content)
        if "reason" in plain:
            return _ERRORS[plain["kind"]](str(plain["reason"]))
        return Document(
            DocumentForm(plain["form"]),
            str(plain["text"]),
            str(plain["title"]),
            tuple(map(int, plain["page_starts"])),
            tuple(map(str, plain["page_labels"])),
            str(plain["note"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenFrame(f"not an answer: {error}") from error
