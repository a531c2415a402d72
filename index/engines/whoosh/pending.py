"""The articles that wait to be written, their words being found meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future

from index.analysis import Analyzer
from index.engines.whoosh.building import Segmented
from index.engines.whoosh.documents import Prepared

_TASK = 60_000
"""Characters in one task for a worker."""
_MOST = 24_000_000
"""Characters that wait at most: what bounds the memory of a build."""


class Pending:
    """Articles by id, the last of each id; workers segment them while more are put."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._pool = analyzer.pool()
        self._documents: dict[str, Prepared] = {}
        self._tasks: list[tuple[list[Prepared], Future[list[str]]]] = []
        self._unsent: list[Prepared] = []
        self._unsent_size = self._size = 0

    def __len__(self) -> int:
        return len(self._documents)

    def ids(self) -> Iterable[str]:
        """The ids of the articles that wait."""
        return self._documents.keys()

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return self._size >= _MOST

    def put(self, article_id: str, document: Prepared) -> None:
        """Add an article, or replace the one of that id."""
        self._documents[article_id] = document
        self._unsent.append(document)
        self._unsent_size += document.size
        self._size += document.size
        if self._unsent_size >= _TASK:
            self._send()

    def drop(self, article_id: str) -> None:
        """Take the article of that id back, where there is one."""
        self._documents.pop(article_id, None)

    def segmented(self) -> tuple[Sequence[Prepared], Segmented]:
        """The articles in the order in which their ids came, and their segmented texts."""
        self._send()
        texts: dict[int, list[str]] = {}
        for documents, task in self._tasks:
            found = iter(self._pool.wait(task, _all_texts(documents)))
            for document in documents:
                texts[id(document)] = [next(found) for _ in _texts(document)]
        documents = list(self._documents.values())
        parts: dict[str, list[Sequence[str]]] = {part: [] for part in _parts(documents)}
        for document in documents:
            found = iter(texts[id(document)])
            for part, own in document.texts.items():
                parts[part].append([next(found) for _ in own])
        return documents, parts

    def clear(self) -> None:
        """Forget all, as it is written."""
        self._documents.clear()
        self._tasks.clear()
        self._unsent.clear()
        self._unsent_size = self._size = 0

    def close(self) -> None:
        """End the workers."""
        self._pool.close()

    def _send(self) -> None:
        if self._unsent:
            task = self._pool.submit(_all_texts(self._unsent))
            self._tasks.append((self._unsent, task))
            self._unsent, self._unsent_size = [], 0


def _texts(document: Prepared) -> list[str]:
    return [text for texts in document.texts.values() for text in texts]


def _all_texts(documents: Iterable[Prepared]) -> list[str]:
    return [text for document in documents for text in _texts(document)]


def _parts(documents: Sequence[Prepared]) -> Iterable[str]:
    return documents[0].texts
