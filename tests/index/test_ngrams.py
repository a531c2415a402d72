"""N-grams: every character covered, every phrase a matter of positions."""

import pytest

from index.analysis import PhraseToken, ngrams, occurrences, phrase


def test_a_han_run_gives_bigrams_and_its_last_character() -> None:
    assert list(ngrams("防腐蚀")) == [("防腐", 0), ("腐蚀", 1), ("蚀", 2)]


def test_words_numbers_and_signs_are_tokens_of_their_own() -> None:
    assert list(ngrams("gb/t 50046")) == [
        ("gb", 0),
        ("/", 2),
        ("t", 3),
        (" ", 4),
        ("50046", 5),
    ]


@pytest.mark.parametrize("before", ["2", "x", "，", " "])
def test_a_character_behind_something_else_stands_alone_too(before: str) -> None:
    assert list(ngrams(f"{before}年会")) == [(before, 0), ("年", 1), ("年会", 1), ("会", 2)]


def test_no_bigram_across_punctuation() -> None:
    assert [token for token, _ in ngrams("防，腐")] == ["防", "，", "腐"]


@pytest.mark.parametrize(
    ("wanted", "tokens"),
    [
        ("防腐蚀技", [("防腐", 0), ("蚀技", 2)]),
        ("防腐蚀", [("防腐", 0), ("腐蚀", 1)]),
        ("2023年", [("2023", 0), ("年", 4)]),
        ("年7", [("年", 0), ("7", 1)]),
        ("，年", [("，", 0), ("年", 1)]),
        ("", []),
    ],
)
def test_a_phrase_is_covered_by_few_tokens(wanted: str, tokens: list[tuple[str, int]]) -> None:
    assert phrase(wanted) == tuple(PhraseToken(text, offset) for text, offset in tokens)


def test_a_lone_character_may_begin_any_bigram() -> None:
    assert phrase("年") == (PhraseToken("年", 0, prefix=True),)


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("2023年23年", "23年", [5]),
        ("gbk gb gb2312", "gb", [4, 7]),
        ("啊啊啊", "啊啊", [0, 1]),
        ("x", "", []),
    ],
)
def test_a_word_or_number_is_found_whole(text: str, wanted: str, places: list[int]) -> None:
    assert list(occurrences(text, wanted)) == places
