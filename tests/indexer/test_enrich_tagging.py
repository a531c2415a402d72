"""The tagger: arrays against CRFsuite's own answer, spans that are spans, and our own text."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import normalized
from indexer.enrich.clues import clues
from indexer.enrich.tagging import LABELS, Model, read_model, shipped_model, tagged
from indexer.enrich.training import own_corpus, read_marked, train
from indexer.enrich.training.corpus import article_templates, templates
from indexer.enrich.training.grammar import Filler, read_parts
from indexer.enrich.training.trainer import measured

TEXT = normalized("记者从澜江市科学技术协会获悉，新华社和永固（集团）有限公司参加。")


def test_there_is_enough_of_our_own_text() -> None:
    assert len(set(templates())) >= 1000
    assert len(set(article_templates())) >= 100


def test_labels_of_our_own_text_are_consistent() -> None:
    """Every filling of every template: names lie in the text, one behind the other, hold more
    than one character and no space or mark, and begin and end as names do."""
    corpus = own_corpus()
    for line in (*corpus.train, *corpus.test):
        assert "[[" not in line.text
        assert "<" not in line.text
        assert all(0 <= start < end - 1 < len(line.text) for start, end in line.names)
        assert all(one[1] <= other[0] for one, other in pairwise(line.names))
        for start, end in line.names:
            name = line.text[start:end]
            assert not re.search(r"[\s。;!?:]|^[、,)]|[、,(]$", name), name


def test_no_template_is_trained_on_and_tested_on() -> None:
    """Some fixed lines (招标公告) stand in several articles, and are few."""
    corpus = own_corpus()
    seen = {line.text for line in corpus.train}
    assert sum(line.text in seen for line in corpus.test) < 0.1 * len(corpus.test)


def test_held_out_text_of_our_own() -> None:
    """What the model was not shown, with a margin for another version of the dictionary."""
    precision, recall, _ = measured(shipped_model(), own_corpus().test)
    assert precision > 0.84
    assert recall > 0.82


def test_names_of_a_sentence() -> None:
    found = [TEXT[start:end] for start, end in tagged(TEXT, shipped_model())]
    assert found == ["澜江市科学技术协会", "新华社", "永固(集团)有限公司"]


def _brute_force(text: str, model: Model) -> list[int]:
    """The best sequence of labels, by trying every way to each label (no arrays)."""
    rows = [
        sum(
            (model.weights[at] for clue in row for at in np.flatnonzero(model.keys == clue)),
            start=np.zeros(len(LABELS)),
        )
        for row in clues([text]).T
    ]
    ways = [(0.0, [0])]
    for row in rows:
        ways = [
            max(
                ((score + model.transitions[path[-1], label] + row[label], [*path, label])
                 for score, path in ways),
                key=lambda way: way[0],
            )
            for label in range(len(LABELS))
        ]  # fmt: skip
    return max(ways, key=lambda way: way[0] + model.transitions[way[1][-1], 0])[1][1:]


def _whole_names(labels: list[int]) -> list[tuple[int, int]]:
    """``[start, end)`` of each begin with nothing but insides up to its end."""
    written = "".join("obie"[label] for label in labels)
    return [match.span() for match in re.finditer("bi*e", written)]


def _random_model(text: str, seed: int) -> Model:
    """A model that knows a third of the clues of the text, and leans to no label."""
    drawn = np.random.default_rng(seed)
    keys = np.unique(clues([text]))
    keys = keys[drawn.random(len(keys)) < 0.3]
    return Model(
        keys,
        drawn.normal(0, 1, (len(keys), len(LABELS))).astype(np.float32),
        drawn.normal(0, 3, (len(LABELS), len(LABELS))).astype(np.float32),
    )


@pytest.mark.parametrize("seed", range(12))
def test_arrays_find_what_trying_every_way_finds(seed: int) -> None:
    text = normalized("澜江市科协和清华大学联合举办技术交流会由永固防腐有限公司承办")
    for model in (shipped_model(), _random_model(text, seed)):
        assert list(tagged(text, model)) == _whole_names(_brute_force(text, model))


def test_some_random_models_find_something() -> None:
    """Otherwise the test above would compare nothing with nothing."""
    found = [list(tagged(TEXT, _random_model(TEXT, seed))) for seed in range(12)]
    assert sum(map(bool, found)) > 3


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([TEXT, "\0", "\n", "。", "市科协"]) | st.text(max_size=8), max_size=8)
)
def test_spans_are_in_the_text_and_apart(parts: list[str]) -> None:
    text = normalized("".join(parts))
    spans = list(tagged(text, shipped_model()))
    assert all(0 <= start < end - 1 < len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_sentence_is_read_alike_wherever_it_stands() -> None:
    alone = [TEXT[start:end] for start, end in tagged(TEXT, shipped_model())]
    text = (TEXT + "\n") * 400  # several batches
    assert [text[start:end] for start, end in tagged(text, shipped_model())] == alone * 400


def test_a_model_keeps_through_its_file(tmp_path: Path) -> None:
    learnt = train([read_marked("记者从[[澜江市科协]]获悉"), read_marked("天气晴好")] * 3)
    file = tmp_path / "model.npz"
    file.write_bytes(learnt.to_bytes())
    text = normalized("记者从澜江市科协获悉")
    assert list(tagged(text, read_model(file))) == list(tagged(text, learnt)) == [(3, 8)]


@pytest.mark.parametrize("stored", [b"", b"no model", b"PK\x03\x04"])
def test_what_is_no_model_is_refused(tmp_path: Path, stored: bytes) -> None:
    file = tmp_path / "model.npz"
    file.write_bytes(stored)
    with pytest.raises(ValueError, match="not a model"):
        read_model(file)


def test_marks_are_read() -> None:
    marked = read_marked("由[[A社]]和[[（澜江）银行]]主办")
    assert [marked.text[start:end] for start, end in marked.names] == ["a社", "(澜江)银行"]
    with pytest.raises(ValueError, match="without its partner"):
        read_marked("由[[A社主办")


def test_a_numbered_slot_is_the_same_throughout() -> None:
    parts = read_parts(["数 = 甲 乙 丙 丁 戊 己 庚 辛"])
    filled = Filler(parts, random.Random(1)).fill("<数1><数1><数2><数2>")
    assert filled[0] == filled[1]
    assert filled[2] == filled[3]


@pytest.mark.parametrize(("line", "fault"), [("数甲", "line 1"), ("数 = <量>", "nothing fills")])
def test_a_wrong_line_of_the_parts_is_named(line: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_parts([line])
