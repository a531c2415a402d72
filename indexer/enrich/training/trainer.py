"""The trainer: labelled sentences to a model, with CRFsuite (Okazaki 2007)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pycrfsuite

from indexer.enrich.clues import clues
from indexer.enrich.tagging import BEGIN, END, INSIDE, LABELS, OUTSIDE, Model, tagged
from indexer.enrich.training.marked import Labelled

# L-BFGS with both penalties: the first leaves out clues that say little, so that the model
# is small; the second keeps single clues from deciding alone.
PARAMETERS = {"c1": 0.1, "c2": 0.03, "max_iterations": 80, "feature.minfreq": 2}


def train(sentences: Iterable[Labelled]) -> Model:
    """The model that fits the sentences; takes minutes for ten thousand.

    Raises ValueError where no sentence has a name.
    """
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=PARAMETERS, verbose=False)
    named = False
    for sentence in sentences:
        if sentence.text:
            seen = [
                [format(clue, "x") for clue in row] for row in clues([sentence.text]).T.tolist()
            ]
            trainer.append(seen, labels_of(sentence))
            named = named or bool(sentence.names)
    if not named:
        raise ValueError("no sentence with a name to learn from")
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "model.crfsuite")
        trainer.train(file)
        return _model(file)


def averaged(models: Sequence[Model]) -> Model:
    """One model that weighs each clue as the models do on average (bagging, Breiman 1996):
    what each learnt of its own fillings by chance fades, what all learnt stays."""
    keys = np.unique(np.concatenate([model.keys for model in models]))
    weights = np.zeros((len(keys), len(LABELS)), dtype=np.float32)
    transitions = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for model in models:
        weights[np.searchsorted(keys, model.keys)] += model.weights / len(models)
        transitions += model.transitions / len(models)
    return Model(keys, weights, transitions)


def labels_of(sentence: Labelled) -> list[str]:
    """The label of each character."""
    labels = [LABELS[OUTSIDE]] * len(sentence.text)
    for start, end in sentence.names:
        labels[start:end] = [LABELS[INSIDE]] * (end - start)
        labels[start], labels[end - 1] = LABELS[BEGIN], LABELS[END]
    return labels


def _model(file: str) -> Model:
    """The weights of CRFsuite's file as arrays."""
    tagger = pycrfsuite.Tagger()
    tagger.open(file)
    learnt = tagger.info()
    keys = np.array(sorted({int(clue, 16) for clue, _ in learnt.state_features}), dtype=np.uint32)
    rows = {int(key): row for row, key in enumerate(keys)}
    weights = np.zeros((len(keys), len(LABELS)), dtype=np.float32)
    for (clue, label), weight in learnt.state_features.items():
        weights[rows[int(clue, 16)], LABELS.index(label)] = weight
    transitions = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for (one, other), weight in learnt.transitions.items():
        transitions[LABELS.index(one), LABELS.index(other)] = weight
    tagger.close()
    return Model(keys, weights, transitions)


def measured(model: Model, sentences: Iterable[Labelled]) -> tuple[float, float, float]:
    """Exact-span precision, recall and F1 of the model on labelled sentences."""
    wanted = found = right = 0
    for sentence in sentences:
        names, got = set(sentence.names), set(tagged(sentence.text, model))
        wanted, found, right = wanted + len(names), found + len(got), right + len(names & got)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
