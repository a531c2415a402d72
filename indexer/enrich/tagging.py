"""The tagger: which characters of a text make names of organisations.

A linear-chain conditional random field over characters (Lafferty, McCallum, Pereira 2001),
trained with CRFsuite on sentences of our own making (:mod:`indexer.enrich.training`) and
read here as arrays: CRFsuite's own reader takes ten milliseconds for a thousand characters,
most of it for handing over text, and this takes one.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.enrich.clues import Clues, clues

Scores = npt.NDArray[np.float32]

OUTSIDE, BEGIN, INSIDE, END = range(4)
LABELS = ("O", "B", "I", "E")
MODEL_FILE = Path(__file__).parent / "model.npz"

LONGEST_SENTENCE = 200
"""Characters after which a sentence without an end is cut."""

_BEGINNING = 16

BATCH = 4096
"""Characters of which the clues are held at once."""

_SENTENCE = re.compile(rf"[^\n。!?;]{{1,{LONGEST_SENTENCE}}}[。!?;]?")
_STRETCH = re.compile(r"[\w()\xb7&.\-]+")


@dataclass(frozen=True)
class Model:
    """Weights of a trained field: one row of ``weights`` (a column a label) for each of the
    sorted ``keys``, and ``transitions`` from a label (row) to the next (column)."""

    keys: Clues
    weights: Scores
    transitions: Scores

    @functools.cached_property
    def _starts(self) -> npt.NDArray[np.int32]:
        """Where the keys with each beginning of 16 bits begin: a table that a cache holds."""
        beginnings = np.arange((1 << _BEGINNING) + 1, dtype=np.int64) << (32 - _BEGINNING)
        return np.searchsorted(self.keys, beginnings).astype(np.int32)

    def scores(self, seen: Clues) -> Scores:
        """The sum of the weights of each row of clues, one column a label."""
        total = np.zeros((len(seen), len(LABELS)), dtype=np.float32)
        flat = seen.ravel()
        beginnings = flat >> np.uint32(32 - _BEGINNING)
        at, end = self._starts[beginnings], self._starts[beginnings + np.uint32(1)]
        looked_for = np.flatnonzero(at < end)
        while len(looked_for):
            hit = looked_for[self.keys[at[looked_for]] == flat[looked_for]]
            rows, found = hit // seen.shape[1], self.weights[at[hit]]
            for label in range(len(LABELS)):
                total[:, label] += np.bincount(rows, found[:, label], len(seen))
            at[looked_for] += 1
            looked_for = looked_for[at[looked_for] < end[looked_for]]
        return total

    def to_bytes(self) -> bytes:
        """The model as a file of arrays (numpy's, compressed, no objects in it)."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            keys=self.keys,
            weights=self.weights.astype(np.float16),
            transitions=self.transitions,
        )
        return file.getvalue()


def read_model(file: Path) -> Model:
    """Read what :meth:`Model.to_bytes` wrote. Raises OSError or ValueError where it is not that."""
    stored = file.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(stored)):
        raise ValueError(f"not a model of the tagger: {file.name}")
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        if not {"keys", "weights", "transitions"} <= set(arrays.files):
            raise ValueError(f"not a model of the tagger: {file.name}")
        weights = arrays["weights"].astype(np.float32)
        transitions = arrays["transitions"].astype(np.float32)
        keys = arrays["keys"].astype(np.uint32)
    count = len(LABELS)
    if weights.shape != (len(keys), count) or transitions.shape != (count, count):
        raise ValueError(f"not a model of the tagger: {file.name}")
    return Model(keys, weights, transitions)


@functools.cache
def shipped_model() -> Model:
    """The model that comes with the program, read once a process."""
    return read_model(MODEL_FILE)


def tagged(text: str, model: Model) -> Iterator[tuple[int, int]]:
    """The ``[start, end)`` of every name in a normalised ``text``, disjoint, by start.

    Linear in the text.
    """
    batch: list[tuple[int, str]] = []
    held = 0
    for sentence in _SENTENCE.finditer(text):
        batch.append((sentence.start(), sentence.group()))
        held += len(sentence.group())
        if held >= BATCH:
            yield from _in_batch(batch, model)
            batch, held = [], 0
    if batch:
        yield from _in_batch(batch, model)


def _in_batch(batch: Sequence[tuple[int, str]], model: Model) -> Iterator[tuple[int, int]]:
    scores = model.scores(clues([sentence for _, sentence in batch]))
    # Most stretches hold no name: none of their characters, taken alone, is rather in one.
    likely = np.append(0, np.cumsum(scores[:, BEGIN:].max(axis=1) > scores[:, OUTSIDE]))
    stretches = []  # how long each is, and where it begins: in the scores, and in the text
    row = 0
    for offset, sentence in batch:
        for stretch in _STRETCH.finditer(sentence):
            start, end = stretch.span()
            if end - start > 1 and likely[row + end] > likely[row + start]:
                stretches.append((end - start, row + start, offset + start))
        row += len(sentence)
    found = []
    stretches.sort(reverse=True)
    labels = _best_labels(scores, stretches, model.transitions)
    for (length, _, start), of in zip(stretches, labels, strict=True):
        found += [(start + a, start + b) for a, b in _names(of[:length])]
    yield from sorted(found)


def _best_labels(
    scores: Scores, stretches: Sequence[tuple[int, int, int]], transitions: Scores
) -> list[list[int]]:
    """The best sequence of labels of each stretch (Viterbi), all of them a character at a
    time; the longest come first, so that those still running are a slice."""
    if not stretches:
        return []
    lengths = np.array([length for length, _, _ in stretches])
    rows = np.array([row for _, row, _ in stretches])
    best = scores[rows] + transitions[OUTSIDE]
    back = np.zeros((int(lengths[0]), len(rows), len(LABELS)), dtype=np.int8)
    for step in range(1, int(lengths[0])):
        running = int(np.searchsorted(-lengths, -step))
        ways = best[:running, :, None] + transitions
        back[step, :running] = ways.argmax(axis=1)
        best[:running] = ways.max(axis=1) + scores[rows[:running] + step]
    return _traced((best + transitions[:, OUTSIDE]).argmax(axis=1), back, lengths)


def _traced(
    last: npt.NDArray[np.intp], back: npt.NDArray[np.int8], lengths: npt.NDArray[np.int64]
) -> list[list[int]]:
    labels = np.zeros((len(lengths), int(lengths[0])), dtype=np.int8)
    now = last.copy()
    for step in range(int(lengths[0]) - 1, -1, -1):
        running = int(np.searchsorted(-lengths, -step))
        labels[:running, step] = now[:running]
        now[:running] = back[step, np.arange(running), now[:running]]
    listed: list[list[int]] = labels.tolist()
    return listed


def _names(labels: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Whole names alone. A sequence may be the best one and still begin a name that never
    ends: the field is in doubt there, and what it doubts is no name."""
    start = None
    for at, label in enumerate(labels):
        if label == BEGIN:
            start = at
        elif label == END and start is not None:
            yield start, at + 1
        if label in (OUTSIDE, END):
            start = None
