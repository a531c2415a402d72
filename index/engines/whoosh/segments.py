"""One segment, open for reading: its fields, its articles and which of them are deleted."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.arrays import ArrayFile
from index.engines.whoosh.inverted import InvertedField, han_terms
from index.engines.whoosh.packed import Numbers
from index.engines.whoosh.stored import Stored
from index.lexicon import Codes
from index.schema import FIELDS, FieldKind

EXTENSION = ".arrays"


class OpenSegment:
    """The arrays of a segment of ``size`` documents, of which ``deleted`` are no more.

    Nothing is read before it is asked for, but the file is mapped at once, so that it may
    lose its name.
    """

    def __init__(self, path: Path, size: int, deleted: Collection[int] = ()) -> None:
        self._file = ArrayFile(path)
        self.size = size
        self.fields = {
            field.name: InvertedField(self._file, field.name)
            for field in FIELDS
            if field.kind is not FieldKind.STORED
        }
        self.deleted = np.fromiter(deleted, np.int64, len(deleted))
        self.stored = Stored(self._file)

    @cached_property
    def alive(self) -> npt.NDArray[np.bool_]:
        """For each document whether it is not deleted."""
        alive = np.ones(self.size, np.bool_)
        alive[self.deleted] = False
        return alive

    def living(self, docs: Numbers) -> npt.NDArray[np.bool_] | slice:
        """What selects those of ``docs`` that are not deleted."""
        return self.alive[docs] if self.deleted.size else slice(None)

    def release(self) -> None:
        """Give back the memory of what was read of the file, as it is not read soon again."""
        self._file.release()

    def lengths(self, field: str) -> Numbers:
        """How many words each document has in a field of words."""
        return self._file.packed(f"{field}.lengths").slice(0, self.size)

    @cached_property
    def bigrams(self) -> tuple[Numbers, Codes]:
        """The numbers of the titles' terms that are two Han characters, and their code points."""
        numbers, codes = han_terms(self.fields["title_ngrams"].terms, 2)
        return numbers, np.asfortranarray(codes)

    @cached_property
    def id_terms(self) -> Numbers:
        """Of each document the number of its id among the terms of that field."""
        ids = self.fields["id"]
        _, docs = ids.docs_of(0, len(ids.terms))
        numbers = np.empty(self.size, np.int64)
        numbers[docs] = np.arange(len(docs))
        return numbers
