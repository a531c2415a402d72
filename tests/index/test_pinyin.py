"""Pinyin as it is typed: what can be read in it, and what cannot."""

from __future__ import annotations

import pypinyin
import pytest

from index.analysis.pinyin import Pattern, Slot, SlotKind, literal, patterns, readings


def fits(pattern: Pattern, text: str) -> bool:
    return len(pattern) == len(text) and all(
        slot.characters()[ord(character)] for slot, character in zip(pattern, text, strict=True)
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cqhg", "重庆化工"),
        ("CQHG", "重庆化工"),
        ("ｃｑｈｇ", "重庆化工"),
        ("chongqing", "重庆"),
        ("zhongqing", "重庆"),
        ("chongqhg", "重庆化工"),
        ("重庆hg", "重庆化工"),
        ("重庆huagong", "重庆化工"),
        ("chong qing", "重庆"),
        ("chongqi", "重庆"),
        ("xian", "先"),
        ("xian", "西安"),
        ("xi'an", "西安"),
        ("zhg", "中国"),
        ("zgr", "中国人"),
        ("lvse", "绿色"),
        ("lüse", "绿色"),
        ("hangye", "行业"),
        ("xingye", "行业"),
        ("2023nianhui", "2023年会"),
        ("kuaiji", "会计"),
    ],
)
def test_what_is_typed_is_read(typed: str, meant: str) -> None:
    assert any(fits(pattern, meant) for pattern in patterns(typed))


@pytest.mark.parametrize(
    ("typed", "other"), [("xi'an", "先"), ("buhui", "否会"), ("daxue", "太学"), ("xian", "新")]
)
def test_what_is_not_typed_is_not_read(typed: str, other: str) -> None:
    assert not any(fits(pattern, other) for pattern in patterns(typed))


@pytest.mark.parametrize("typed", ["重庆", "2023", "v", "uiv", "", " ", "，", "a" * 37, "é", "я"])
def test_what_is_no_pinyin_has_no_patterns(typed: str) -> None:
    assert patterns(typed) == []


def test_fewer_syllables_are_likelier() -> None:
    found = patterns("xian")
    assert found[0] == (Slot("xian", SlotKind.SYLLABLE),)
    assert [len(pattern) for pattern in found] == sorted(len(pattern) for pattern in found)


def test_a_long_run_of_letters_costs_little() -> None:
    assert len(patterns("zhongguochongqinghuagongxuehui")) <= 6
    assert patterns("z" * 36)[0] == (Slot("z", SlotKind.BEGINNING),) * 36


def test_a_literal_pattern_is_the_text() -> None:
    assert fits(literal("重庆a1"), "重庆a1")
    assert not fits(literal("重庆"), "重慶")
    assert not Slot("𠮷").characters().any()


def test_readings_hold_what_pypinyin_says_of_words() -> None:
    words = "重庆 银行 行业 长江 会长 会计 音乐 快乐 厦门 大厦 绿色 参加 人参 首都 都市 率领 效率 调查 调整"
    for word in words.split():
        spoken = pypinyin.lazy_pinyin(word, v_to_u=False)
        for character, syllable in zip(word, spoken, strict=True):
            assert syllable in readings(character), (word, character)
    assert readings("不") == ("bu",)
    assert readings("a") == ()
