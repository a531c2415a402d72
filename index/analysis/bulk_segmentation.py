"""The words of many texts at once: by rjieba where it is as good as jieba, on all cores.

rjieba (jieba in Rust) differs from jieba in how it cuts letters, digits and signs, but not
on text of Han alone; so blocks of Han go to rjieba and everything else to jieba. A test
keeps the two equal.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from index.analysis.dictionary import DictionaryEntry
from index.analysis.segmenter import Segmenter

log = logging.getLogger(__name__)

WORD_END = "\n"
"""What stands behind each word of a segmented text; no normalised text holds it."""

# The blocks that jieba cuts one by one (jieba.re_han_default), in two sorts.
_BLOCKS = re.compile(
    r"([\u4e00-\u9fd5]++)(?![a-zA-Z0-9+#&._%\-])|([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)"
)
_WORD_LIKE = re.compile(r"\w")
_FEW = 150_000
"""Characters; so few are cut by jieba here before anything else could have its dictionary."""


class BulkSegmenter:
    """Cuts texts into the same words as :class:`Segmenter` with the same dictionary."""

    def __init__(self, entries: Sequence[DictionaryEntry], cache: Path | None) -> None:
        self._jieba = Segmenter(entries, cache)
        self._entries = entries
        self._load()

    def segmented(self, text: str) -> str:
        """The words of a normalised text, in order, with a WORD_END behind each."""
        words: list[str] = []
        end = 0
        for block in _BLOCKS.finditer(text):
            self._others(text[end : block.start()], words)
            end = block.end()
            if block[1]:
                words += self._cut(block[1])
            else:
                self._others(block[2], words)
        self._others(text[end:], words)
        return WORD_END.join([*words, ""])

    def _others(self, piece: str, words: list[str]) -> None:
        if _WORD_LIKE.search(piece):
            words += [word for word, _ in self._jieba.cut(piece)]

    def _load(self) -> None:
        import rjieba

        frequencies = self._jieba.load().FREQ
        rust = rjieba.Jieba()
        for entry in self._entries:
            rust.add_word(entry.word, frequencies[entry.word], entry.tag)
        self._cut = rust.cut


_worker: list[BulkSegmenter] = []


def _start_worker(entries: Sequence[DictionaryEntry], cache: Path | None) -> None:
    # A break from the terminal reaches every process; the parent ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker.append(BulkSegmenter(entries, cache))


def _end_with_parent() -> None:
    """A worker would wait for ever for the next task of a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _segment(texts: Sequence[str]) -> list[str]:
    return [_worker[0].segmented(text) for text in texts]


class SegmentationPool:
    """Segments texts here while they are few, on all cores once there are many.

    Workers are new processes, each with the dictionary read once, and end with the pool.
    """

    def __init__(
        self, entries: Sequence[DictionaryEntry], cache: Path | None, jieba: Segmenter
    ) -> None:
        """``jieba`` is of the same dictionary."""
        self._entries, self._cache = tuple(entries), cache
        self._jieba = jieba
        self._here: BulkSegmenter | None = None
        self._pool: ProcessPoolExecutor | None = None
        self._seen = 0
        self._is_broken = False

    def submit(self, texts: Sequence[str]) -> Future[list[str]]:
        """The segmented texts, when they are ready: see :meth:`BulkSegmenter.segmented`."""
        self._seen += sum(map(len, texts))
        if self._seen >= _FEW and _cores() > 1 and not self._is_broken:
            try:
                return self._workers().submit(_segment, texts)
            except BrokenProcessPool:
                self._give_up()
        done: Future[list[str]] = Future()
        done.set_result([self._segmented(text) for text in texts])
        return done

    def wait(self, task: Future[list[str]], texts: Sequence[str]) -> list[str]:
        """What the task gives that was submitted for ``texts``, though its worker died."""
        try:
            return task.result()
        except BrokenProcessPool:
            self._give_up()
            return [self._segmented(text) for text in texts]

    def _give_up(self) -> None:
        if not self._is_broken:
            log.warning("分词用的子进程意外结束（可能是内存不足），改在主进程里分词")
        self._is_broken = True

    def close(self) -> None:
        """End the workers; what was submitted and not waited for is lost."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _segmented(self, text: str) -> str:
        if self._seen < _FEW:
            return "".join(word + WORD_END for word, _ in self._jieba.cut(text))
        if self._here is None:
            self._here = BulkSegmenter(self._entries, self._cache)
        return self._here.segmented(text)

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                _cores(),
                multiprocessing.get_context("spawn"),
                _start_worker,
                (self._entries, self._cache),
            )
        return self._pool


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
