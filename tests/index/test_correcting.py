"""Words one error away: every kind of error, at its price, and nothing further away."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import Token
from index.analysis.confusion import NEAR_SOUND, OTHER, SAME_SOUND, SHAPE, alike, costs, near
from index.correcting import (
    DOUBLED,
    FEW,
    MISSING,
    SUPERFLUOUS,
    SWAPPED,
    Corpus,
    candidates,
    corrections,
)
from index.lexicon import Lexicon

WORDS = ("防腐蚀", "腐蚀", "重庆", "会议", "秘书长", "标准化", "化工协会", "己烷")
LEXICON = Lexicon.of(WORDS, [9] * len(WORDS))


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("防腐时", "防腐蚀", SAME_SOUND),
        ("房腐时", "防腐蚀", 2 * SAME_SOUND),
        ("重勤", "重庆", NEAR_SOUND),
        ("已烷", "己烷", SAME_SOUND + 1),
        ("防腐天", "防腐蚀", OTHER),
        ("防蚀腐", "防腐蚀", SWAPPED),
        ("防蚀", "防腐蚀", MISSING),
        ("防腐腐蚀", "防腐蚀", DOUBLED),
        ("防大腐蚀", "防腐蚀", SUPERFLUOUS),
    ],
)
def test_each_error_has_its_price(typed: str, meant: str, cost: int) -> None:
    numbers, paid = candidates(typed, LEXICON)
    found = dict(zip(map(LEXICON.text, numbers.tolist()), paid.tolist(), strict=True))
    assert found[meant] == cost


@pytest.mark.parametrize("typed", ["防腐蚀", "防大小", "天地人", "会天", "甲乙丙丁戊己庚"])
def test_the_word_itself_and_what_is_far_away_are_no_candidates(typed: str) -> None:
    numbers, _ = candidates(typed, LEXICON)
    assert "防腐蚀" not in map(LEXICON.text, numbers.tolist())
    assert "会议" not in map(LEXICON.text, numbers.tolist())


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_costs_of_replacing_are_those_of_the_characters(typed: str, meant: str) -> None:
    numbers, paid = candidates(typed, LEXICON)
    found = dict(zip(map(LEXICON.text, numbers.tolist()), paid.tolist(), strict=True))
    if len(typed) == len(meant) and typed != meant and sorted(typed) != sorted(meant):
        own = sum(int(costs(a)[ord(b)]) for a, b in zip(typed, meant, strict=True))
        assert found.get(meant) == (
            own if own <= (OTHER if len(typed) > 2 else OTHER - 1) else None
        )


def test_sounds_and_shapes() -> None:
    assert near("zhang") == {"zhang", "zang", "zhan", "zan"}
    assert near("lin") == {"lin", "nin", "ling", "ning"}
    assert near("hui") == {"hui", "fui"}
    assert near("an") == {"an", "ang"}
    assert alike("己") == set("己已巳")
    assert costs("己")[ord("巳")] == SHAPE
    # 浩 is hao, and fao is no syllable: that once made every character cost as a near one.
    assert costs("浩")[ord("续")] == OTHER
    assert costs("浩")[ord("号")] == SAME_SOUND


TEXTS = {"防腐蚀": 9, "重庆": 9, "会议": 9, "秘书长会议": 9}


class Counted:
    """Counts of texts, and of which texts more than a yes or no was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def count(self, text: str) -> int:
        return sum(count for known, count in TEXTS.items() if text in known)

    def reaches(self, text: str, least: int) -> bool:
        self.asked.append((text, least))
        return self.count(text) >= least


def corpus_of(attested: Counted, *, together: Callable[[tuple[str, ...]], bool]) -> Corpus:
    def carriers(words: Sequence[str]) -> list[int]:
        return [TEXTS.get(word, 0) for word in words]

    def words(text: str) -> list[Token]:
        return [(found[0], found.start()) for found in re.finditer("|".join(TEXTS), text)]

    return Corpus(LEXICON, carriers, attested, TEXTS.__contains__, words, together)


@pytest.mark.parametrize(
    ("run", "first"),
    [
        ("重庆", []),
        ("会议", []),
        ("秘书长会意", ["秘书长会议"]),
        ("重庆防腐时", ["重庆防腐蚀"]),
        ("天地玄黄防腐时", ["天地玄黄防腐蚀"]),
        ("天地玄黄会意", []),
        ("字" * 17, []),
        ("字", []),
    ],
)
def test_only_pieces_that_hardly_any_article_has_are_mended(run: str, first: list[str]) -> None:
    corpus = corpus_of(Counted(), together=lambda words: True)
    assert [one.text for one in corrections(run, corpus, 5)][:1] == first


def test_nothing_is_mended_beside_words_that_no_article_has_together() -> None:
    told: list[tuple[str, ...]] = []

    def together(words: tuple[str, ...]) -> bool:
        told.append(words)
        return not words

    run = "重庆会议防腐时会议重庆"
    attested = Counted()
    assert corrections(run, corpus_of(attested, together=together), 5) == []
    assert all(told)
    assert not attested.asked


def test_what_holds_a_rare_piece_is_not_asked_for() -> None:
    attested = Counted()
    corrections("重庆防腐时", corpus_of(attested, together=lambda words: True), 5)
    counted = {text for text, least in attested.asked if least == FEW}
    assert {"庆防", "腐时", "防腐"} <= counted
    assert not [text for text in counted if len(text) > 2 and ("庆防" in text or "腐时" in text)]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_words_are_found_by_their_code_points(words: list[str]) -> None:
    for word in words:
        row = np.array([[ord(character) for character in word]], np.uint16)
        other = row[:, ::-1]
        assert LEXICON.text(int(LEXICON.find(row)[0])) == word
        assert LEXICON.find(other)[0] == -1
    assert list(LEXICON.find(np.zeros((2, 7), np.uint16))) == [-1, -1]
