"""Lines of a synonyms file, and what stands for what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.synonyms import MOST, Synonyms, read_lines


def synonyms(text: str) -> Synonyms:
    pairs, faults = read_lines(text, "词.txt")
    assert faults == []
    return Synonyms.of(pairs)


def test_an_equal_sign_works_both_ways_and_an_arrow_one() -> None:
    found = synonyms("安评 = 安全评价\n双碳 -> 碳达峰 碳中和  # 两个都要有\n")
    assert found.alternatives(("安评",)) == (("安全评价",),)
    assert found.alternatives(("安全评价",)) == (("安评",),)
    assert found.alternatives(("双碳",)) == (("碳达峰", "碳中和"),)
    assert found.alternatives(("碳达峰", "碳中和")) == ()


def test_several_equal_ones_and_other_ways_to_write_the_signs() -> None:
    found = synonyms("玻璃钢 ＝ ＦＲＰ = 玻璃纖維\n年會 → 大会\n甲=>乙\n")
    assert found.alternatives(("frp",)) == (("玻璃钢",), ("玻璃纤维",))
    assert found.alternatives(("年会",)) == (("大会",),)
    assert found.alternatives(("甲",)) == (("乙",),)


def test_rules_are_followed_nearest_first_and_circles_end() -> None:
    found = synonyms("甲 -> 乙\n乙 -> 丙\n丙 -> 甲\n甲 -> 丁\n")
    assert found.alternatives(("甲",)) == (("乙",), ("丁",), ("丙",))


def test_alternatives_are_cut_at_twenty() -> None:
    found = synonyms("\n".join(f"甲 -> 词{n}" for n in range(50)))
    assert found.alternatives(("甲",)) == tuple((f"词{n}",) for n in range(MOST))


@given(st.lists(st.tuples(*[st.sampled_from("甲乙丙丁戊")] * 2), max_size=12))
def test_what_stands_for_a_word_is_what_rules_lead_to(pairs: list[tuple[str, str]]) -> None:
    found = Synonyms.of(pairs)
    reached = {"甲"}
    while more := {right for left, right in pairs if left in reached} - reached:
        reached |= more
    assert {phrase[0] for phrase in found.alternatives(("甲",))} == reached - {"甲"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("双碳", "要写成“词 = 词”或“词 -> 词”"),
        ("双碳 = ", "符号的一边没有词"),
        ("-> 双碳", "符号的一边没有词"),
        ("甲 = 乙 -> 丙", "一行里只能全用 =，或只用一个 ->"),
        ("甲 -> 乙 -> 丙", "一行里只能全用 =，或只用一个 ->"),
        ("甲 = 甲", "两边是同一个词"),
        ("FRP = ＦＲＰ", "两边是同一个词"),
        ("甲 = ——", "有一个词里没有字"),
        ("甲 = " + "乙 " * 9, "一边最多 8 个词"),
        ("甲 = " + "乙" * 61, "一个词最多 60 个字"),
        (" = ".join(f"词{n}" for n in range(21)), "一行最多 20 个同义词"),
    ],
)
def test_a_wrong_line_is_named_and_the_others_count(line: str, why: str) -> None:
    pairs, faults = read_lines(f"# 注释\n安评 = 安全评价\n{line}\n", "词.txt")
    assert len(faults) == 1
    assert faults[0].startswith(f"同义词文件 词.txt 第 3 行写错了（{why}）：")
    assert Synonyms.of(pairs).alternatives(("安评",)) == (("安全评价",),)
