"""Words that complete what is typed: in order, and by what the viewer may see alone."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.analysis.content_words import is_content
from index.analysis.pinyin import Pattern
from index.completing import Word, ways, words
from index.lexicon import Lexicon

SYLLABLES = "化工划公花功防房腐服"
TEXTS = st.text(SYLLABLES, min_size=2, max_size=4)
COUNTED = st.dictionaries(TEXTS, st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=60)


def _stands(pattern: Pattern, text: str) -> bool:
    pairs = zip(pattern, text, strict=False)
    return len(pattern) <= len(text) and all(s.characters()[ord(c)] for s, c in pairs)


@given(COUNTED, st.sampled_from(["化", "huagong", "hg", "ffhg", "化g", "fang"]), st.integers(1, 5))
def test_the_best_are_those_of_a_scan(
    counted: dict[str, tuple[int, int]], typed: str, most: int
) -> None:
    """Each word has so many articles that the viewer may see, and so many others."""
    lexicon = Lexicon.of(counted, (sum(both) for both in counted.values()))

    def carriers(asked: Sequence[str]) -> list[int]:
        return [counted[word][0] for word in asked]

    way = ways(typed)[-1]
    found = words(lexicon, [way], carriers, accept=lambda _, count: count > 1, most=most)
    wanted = []
    for word, (count, _) in counted.items():
        starts = [at for at in range(len(word)) if _stands(way.pattern, word[at:])]
        if count > 1 and starts and (starts[0] == 0 or way.inside):
            wanted.append(Word(word, count, starts[0] == 0))
    wanted.sort(key=lambda word: (not word.begins, -word.count, word.text))
    assert found == wanted[:most]


def test_no_more_words_are_looked_up_than_asked_for() -> None:
    texts = ["化" + other for other in SYLLABLES[1:]]
    looked_up: list[str] = []

    def carriers(asked: Sequence[str]) -> list[int]:
        looked_up.extend(asked)
        return [0 for _ in asked]

    lexicon = Lexicon.of(texts, range(10, 10 + len(texts)))
    found = words(lexicon, ways("化"), carriers, accept=lambda *_: True, most=3, places=4)
    assert found == []
    assert looked_up == texts[:-5:-1]  # The commonest first.


def test_a_lexicon_finds_within_its_texts_and_not_across_them() -> None:
    lexicon = Lexicon.of(["防腐", "蚀刻", "防腐蚀", "𠮷祥"], [1, 2, 3, 4])
    numbers, offsets = lexicon.holding(ways("腐蚀")[0].pattern)
    assert [lexicon.text(number) for number in numbers] == ["防腐蚀"]
    assert offsets.tolist() == [1]
    assert len(lexicon) == 4
    numbers, rows = lexicon.of_length(2)
    assert numbers.tolist() == [0, 1, 3]
    assert rows.shape == (3, 2)


def test_few_initials_begin_a_text() -> None:
    assert [way.inside for way in ways("hg")] == [True, False]
    assert [way.inside for way in ways("cqhg")] == [True, True]
    assert [way.inside for way in ways("huagong")][:2] == [True, True]


def test_content_words() -> None:
    for word in ("化工", "防腐蚀", "重庆", "年会", "培训"):
        assert is_content(word)
    for word in ("的", "我们", "以及", "进行", "已经", "今天", "一个"):
        assert not is_content(word)
