"""Whoosh's files inside a draft: durable when checkpointed, never deleted before."""

from __future__ import annotations

import tempfile
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from index.draft import Draft


class DraftStorage(FileStorage):  # type: ignore[misc]
    """A storage whose every write goes through the draft.

    Whoosh deletes the files of the state before as soon as it has written the next;
    the draft keeps them until that next state is durable, so that a power cut finds one.
    """

    def __init__(self, draft: Draft) -> None:
        super().__init__(str(draft.path))
        self._draft = draft

    def list(self) -> list[str]:
        """The names of the files that will be there after the next checkpoint."""
        return self._draft.names()

    def create_file(self, name: str, **_: Any) -> StructFile:
        """A new, empty file open for writing."""
        return StructFile(self._draft.create(name), name=name)

    def delete_file(self, name: str) -> None:
        """Delete the file as soon as no checkpoint needs it."""
        self._draft.remove(name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename; raises FileExistsError for a name in use."""
        self._draft.rename(oldname, newname)

    def temp_storage(self, name: str | None = None) -> FileStorage:
        """A place for what Whoosh spills while it writes; gone after the seal."""
        return FileStorage(tempfile.mkdtemp(prefix="scratch-", dir=self._draft.path))
