"""Passages: what a reader sees of an article in the list of hits."""

from index.results import Snippet
from index.snippets import LONGEST, SHORTEST, Mark, passages

FILLER = "这一句话没有要找的内容，只是为了占一些地方，好让段落长起来。"


def marks(text: str, *units: str) -> list[Mark]:
    """The marks of each unit's every place in ``text``."""
    found = [
        Mark(at, at + len(unit), number)
        for number, unit in enumerate(units)
        for at in range(len(text))
        if text.startswith(unit, at)
    ]
    return sorted(found, key=lambda mark: (mark.start, mark.end))


def shown(snippet: Snippet) -> list[str]:
    """The marked pieces."""
    return [snippet.text[start:end] for start, end in snippet.ranges]


def test_with_no_marks_the_opening_is_shown() -> None:
    (snippet,) = passages(FILLER * 9, [])
    assert (FILLER * 9).startswith(snippet.text)
    assert SHORTEST <= len(snippet.text) <= LONGEST
    assert snippet.text.endswith("。")


def test_a_short_text_is_shown_whole() -> None:
    (snippet,) = passages("协会召开年会。", marks("协会召开年会。", "年会"))
    assert snippet == Snippet("协会召开年会。", ((4, 6),), 0, "body")


def test_a_passage_begins_with_the_sentence_of_its_mark() -> None:
    text = FILLER * 5 + "协会召开年会，讨论防腐。" + FILLER * 5
    (snippet,) = passages(text, marks(text, "年会", "防腐"))
    assert shown(snippet) == ["年会", "防腐"]
    assert SHORTEST <= len(snippet.text) <= LONGEST
    assert snippet.text.endswith("。")
    assert text[snippet.start - 1] == "。"


def test_the_passage_with_the_most_units_wins() -> None:
    text = "年会。" + FILLER * 9 + "年会讨论防腐与节能。" + FILLER * 9 + "防腐。"
    snippets = passages(text, marks(text, "年会", "防腐", "节能"))
    assert any(shown(snippet) == ["年会", "防腐", "节能"] for snippet in snippets)


def test_a_second_passage_shows_what_the_first_does_not() -> None:
    text = "年会。" + FILLER * 9 + "年会。" + FILLER * 9 + "防腐。" + FILLER * 4
    snippets = passages(text, marks(text, "年会", "防腐"))
    assert {piece for snippet in snippets for piece in shown(snippet)} == {"年会", "防腐"}


def test_overlapping_marks_are_one() -> None:
    text = "关于防腐蚀技术的通知"
    (snippet,) = passages(text, marks(text, "防腐蚀", "腐蚀技术"))
    assert shown(snippet) == ["防腐蚀技术"]


def test_a_mark_longer_than_a_passage_is_shown_as_far_as_it_goes() -> None:
    text = "前言。" + "长" * 300
    (snippet,) = passages(text, [Mark(3, 303, 0)])
    assert set(shown(snippet)[0]) == {"长"}
    assert len(snippet.text) <= LONGEST


def test_a_word_is_not_cut() -> None:
    text = "年会 " + " ".join(f"anticorrosion{n}" for n in range(30))
    (snippet,) = passages(text, marks(text, "年会"))
    assert text[snippet.start + len(snippet.text)] == " "


def test_white_space_alone_has_no_passage() -> None:
    assert passages(" \n\u3000", []) == []


def test_a_second_passage_may_stand_right_beside_the_first() -> None:
    text = "年会" + "长" * 150 + "防腐" + "长" * 60
    snippets = passages(text, marks(text, "年会", "防腐"))
    assert [piece for snippet in snippets for piece in shown(snippet)] == ["年会", "防腐"]


def test_the_end_of_a_passage_leaves_a_mark_whole() -> None:
    text = "年会" + "长" * 116 + "防腐蚀技术" + "长" * 60
    for snippet in passages(text, marks(text, "年会", "防腐蚀技术")):
        assert set(shown(snippet)) <= {"年会", "防腐蚀技术"}


def test_a_number_and_a_standard_are_not_cut() -> None:
    for number in ("23.5", "1,000", "GB/T", "50046-2018"):
        for gap in range(100, 125):
            text = "年会" + "长" * gap + number + "长" * 60
            first = passages(text, marks(text, "年会"))[0].text
            assert number in first or set(first) == {"年", "会", "长"}


def test_a_long_text_costs_what_its_marks_do() -> None:
    text = FILLER * 30_000
    snippets = passages(text, [Mark(at, at + 2, at % 7) for at in range(0, len(text), 9)])
    assert all(len(snippet.text) <= LONGEST for snippet in snippets)
    assert {len(snippet.ranges) > 0 for snippet in snippets} == {True}
