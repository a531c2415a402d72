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

from indexer.enrich.clues import CLUES, Clues, clues

Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

OUTSIDE, BEGIN, INSIDE, END = range(4)
LABELS = ("O", "B", "I", "E")
MODEL_FILE = Path(__file__).parent / "model.npz"

LONGEST_SENTENCE = 200
"""Characters after which a sentence without an end is cut."""

_BEGINNING = 20
"""Bits of a clue by which its row is looked up: a table of 4 MB, in which few keys meet."""

_SHIFT = np.uint32(32 - _BEGINNING)

BATCH = 4096
"""Characters of which the clues are held at once."""

_SENTENCE = re.compile(rf"[^\n。!?;]{{1,{LONGEST_SENTENCE}}}[。!?;]?")
_BARRIER = re.compile(r"[^\w()\xb7&.\-]")
_NEVER = -1e4
_SLACK = 1e-3
"""What rounding may hide: characters so near to being outside are looked at."""


@dataclass(frozen=True)
class Model:
    """Weights of a trained field: one row of ``weights`` (a column a label) for each of the
    sorted ``keys``, and ``transitions`` from a label (row) to the next (column)."""

    keys: Clues
    weights: Scores
    transitions: Scores

    @functools.cached_property
    def _first(self) -> npt.NDArray[np.int32]:
        """The row of the first key with each beginning, counted from 1; 0 where none has it."""
        beginnings, first = np.unique(self.keys >> _SHIFT, return_index=True)
        table = np.zeros(1 << _BEGINNING, dtype=np.int32)
        table[beginnings] = first + 1
        return table

    @functools.cached_property
    def _keys(self) -> Clues:
        """The keys counted from 1, as the weights are, and one to stop at."""
        return np.concatenate(([0], self.keys, [0])).astype(np.uint32)

    @functools.cached_property
    def _weights(self) -> Scores:
        """The weights, behind a row of naught for the clues that are no key."""
        return np.vstack((np.zeros((1, len(LABELS)), dtype=np.float32), self.weights))

    def scores(self, seen: Clues) -> Scores:
        """The sum of the weights of each column of clues, one column a label."""
        flat = seen.ravel()
        rows = self._first.take(flat >> _SHIFT)
        is_key = self._keys.take(rows) == flat
        # Few keys have their beginning in common; what is not the first may be the next.
        others = np.flatnonzero(~is_key & (rows > 0))
        rows *= is_key
        at = self._first.take(flat[others] >> _SHIFT)
        while len(others):
            at += 1
            same = self._keys.take(at) == flat[others]
            rows[others[same]] = at[same]
            left = (self._keys.take(at) >> _SHIFT == flat[others] >> _SHIFT) & ~same
            others, at = others[left], at[left]
        found = self._weights.take(rows, axis=0)
        total: Scores = found.reshape(*seen.shape, len(LABELS)).sum(axis=0)
        return total

    def to_bytes(self) -> bytes:
        """The model as a file of arrays (numpy's, compressed, no objects in it)."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            keys=self.keys,
            weights=self.weights.astype(np.float16),
            transitions=self.transitions,
            clues=np.array(CLUES),
        )
        return file.getvalue()


def read_model(file: Path) -> Model:
    """Read what :meth:`Model.to_bytes` wrote.

    Raises OSError, or ValueError where it is not that, or was made for other clues.
    """
    stored = file.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(stored)):
        raise ValueError(f"not a model of the tagger: {file.name}")
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        if not {"keys", "weights", "transitions"} <= set(arrays.files):
            raise ValueError(f"not a model of the tagger: {file.name}")
        if "clues" not in arrays.files or int(arrays["clues"]) != CLUES:
            raise ValueError(f"made for another version of the tagger: {file.name}")
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
    places = _places(batch)
    pieces = _doubtful(scores, places, _barriers(batch), model.transitions)
    pieces = pieces[np.argsort(pieces[:, 0] - pieces[:, 1], kind="stable")]  # longest first
    found = []
    labels = _best_labels(scores, pieces, model.transitions)
    # Places are offsets with one more for each sentence before: this takes them away again.
    sentences = np.array([offset for offset, _ in batch]) + np.arange(len(batch))
    before = np.searchsorted(sentences, places[pieces[:, 0]], side="right") - 1
    starts = (places[pieces[:, 0]] - before).tolist()
    for start, (row, end), of in zip(starts, pieces.tolist(), labels, strict=True):
        found += [(start + a, start + b) for a, b in _names(of[: end - row])]
    yield from sorted(found)


def _places(batch: Sequence[tuple[int, str]]) -> Rows:
    """The offset of each character in the text, and one more for each sentence before its
    own, so that the characters of two sentences are never side by side."""
    return np.concatenate(
        [
            np.arange(offset + number, offset + number + len(sentence))
            for number, (offset, sentence) in enumerate(batch)
        ]
    )


def _barriers(batch: Sequence[tuple[int, str]]) -> list[int]:
    """The rows of characters that no name holds."""
    return [match.start() for match in _BARRIER.finditer("".join(part for _, part in batch))]


def _doubtful(scores: Scores, places: Rows, barriers: list[int], transitions: Scores) -> Rows:
    """``[first, last + 1)`` of the rows that may be in a name; every other one is outside in
    the best sequence, so that each stretch can be read by itself.

    A stretch of labels that are not "outside" is in the best sequence only where it gains on
    "outside" all along. What it can gain is no more than the best label of each character
    and the best step from one to the next, so that it is enough to look for the best
    stretch through each character (Bentley 1984: the greatest sum of neighbours).
    """
    steps = transitions - transitions[OUTSIDE, OUTSIDE]
    inner = float(steps[BEGIN:, BEGIN:].max())
    edges = float(steps[OUTSIDE, BEGIN:].max() + steps[BEGIN:, OUTSIDE].max())
    gain = (scores[:, BEGIN:].max(axis=1) - scores[:, OUTSIDE]).astype(np.float64) + inner
    gain[barriers] = _NEVER
    first = np.append(True, np.diff(places) > 1)
    alone = np.zeros(len(gain) + int(first.sum()))
    at = np.arange(len(gain)) + np.cumsum(first)
    alone[np.flatnonzero(first) + np.arange(int(first.sum()))] = _NEVER
    alone[at] = gain
    best = _best_ending(alone) + _best_ending(alone[::-1])[::-1] - alone
    within = np.flatnonzero((best[at] + edges - inner > -_SLACK) & (gain > _NEVER / 2))
    if not len(within):
        return np.empty((0, 2), dtype=np.int64)
    cuts = np.flatnonzero(np.diff(places[within]) > 1) + 1
    edges_of = np.concatenate(([0], cuts, [len(within)]))
    return np.stack((within[edges_of[:-1]], within[edges_of[1:] - 1] + 1), axis=1)


def _best_ending(gain: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The greatest sum of neighbours that ends at each place."""
    total = np.cumsum(gain)
    return total - np.minimum.accumulate(np.append(0, total[:-1]))


def _best_labels(scores: Scores, pieces: Rows, transitions: Scores) -> list[list[int]]:
    """The best sequence of labels of each piece (Viterbi), all of them a character at a
    time; the longest come first, so that those still running are a slice."""
    if not len(pieces):
        return []
    rows = pieces[:, 0]
    lengths = pieces[:, 1] - rows
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
