"""Words one error away: every kind of error, at its price, and nothing further away."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.confusion import NEAR_SOUND, OTHER, SAME_SOUND, SHAPE, alike, costs, near
from index.correcting import (
    DOUBLED,
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


def test_only_pieces_that_hardly_any_article_has_are_mended() -> None:
    texts = {"防腐蚀": 9, "重庆": 9, "会议": 9, "秘书长会议": 9}

    def attested(text: str) -> int:
        return sum(count for known, count in texts.items() if text in known)

    def carriers(words: Sequence[str]) -> list[int]:
        return [texts.get(word, 0) for word in words]

    corpus = Corpus(LEXICON, carriers, attested, texts.__contains__)
    assert corrections("重庆", corpus, 5) == []
    assert corrections("会议", corpus, 5) == []
    assert [one.text for one in corrections("秘书长会意", corpus, 5)][:1] == ["秘书长会议"]
    assert [one.text for one in corrections("重庆防腐时", corpus, 5)][:1] == ["重庆防腐蚀"]
    assert corrections("字" * 17, corpus, 5) == []
    assert corrections("字", corpus, 5) == []
