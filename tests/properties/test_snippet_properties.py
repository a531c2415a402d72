"""What must hold of the passages of any text and any marks."""

from hypothesis import given
from hypothesis import strategies as st

from index.marks import merged
from index.snippets import LONGEST, MOST, SHORTEST, Mark, passages

TEXT = st.lists(
    st.sampled_from(
        [
            "防腐",
            "年会",
            "。",
            "！",
            "\n",
            " ",
            "GB50046",
            "é",
            "e\u0301",
            "葛\U000e0100",
            "长" * 30,
            "，",
        ]
    ),
    max_size=60,
).map("".join)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """A text and marks in it, by start; a mark begins and ends with something visible."""
    text = draw(TEXT)
    found: set[tuple[int, int, int]] = set()
    for _ in range(draw(st.integers(0, 12)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = min(len(text), start + draw(st.integers(1, 150)))
        unit = draw(st.integers(0, 3))
        if not text[start].isspace() and not text[end - 1].isspace():
            found.add((start, end, unit))
    return text, [Mark(*mark) for mark in sorted(found)]


@given(marked())
def test_passages_are_disjoint_pieces_of_the_text_in_order(
    case: tuple[str, list[Mark]],
) -> None:
    text, marks = case
    snippets = passages(text, marks)
    assert len(snippets) <= MOST
    end = 0
    for snippet in snippets:
        assert snippet.start >= end
        end = snippet.start + len(snippet.text)
        assert text[snippet.start : end] == snippet.text
        assert 0 < len(snippet.text) <= LONGEST


@given(marked())
def test_exactly_what_matched_is_marked(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    matched = {place for mark in marks for place in range(mark.start, mark.end)}
    for snippet in passages(text, marks):
        here = {snippet.start + at for start, end in snippet.ranges for at in range(start, end)}
        span = range(snippet.start, snippet.start + len(snippet.text))
        assert here == matched.intersection(span)
        assert snippet.ranges == merged(snippet.ranges)


@given(marked())
def test_a_text_with_marks_shows_one(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    if marks:
        assert all(snippet.ranges for snippet in passages(text, marks))


@given(marked())
def test_no_other_single_passage_holds_more_units(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    most = 0
    for first in marks:
        window = range(first.start, first.start + LONGEST + 1)
        held = {m.unit for m in marks if m.start in window and m.end in window}
        most = max(most, len(held))
    shown: set[int] = set()
    for snippet in passages(text, marks):
        span = (snippet.start, snippet.start + len(snippet.text))
        shown |= {m.unit for m in marks if m.start < span[1] and m.end > span[0]}
    assert len(shown) >= most


@given(marked())
def test_an_edge_cuts_no_mark_of_up_to_half_a_passage(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    runs = merged((mark.start, mark.end) for mark in marks)
    for snippet in passages(text, marks):
        for edge in (snippet.start, snippet.start + len(snippet.text)):
            cut = [run for run in runs if run[0] < edge < run[1]]
            assert all(end - start > LONGEST // 2 for start, end in cut)


@given(marked())
def test_an_edge_cuts_no_word_and_no_character(case: tuple[str, list[Mark]]) -> None:
    text, _ = case
    for snippet in passages(text, []):
        for edge in (snippet.start, snippet.start + len(snippet.text)):
            around = text[max(0, edge - 1) : edge + 1]
            if 0 < edge < len(text):
                assert not (around.isascii() and around.isalnum())
                assert around[1] not in "\u0301\U000e0100"


@given(marked())
def test_passages_are_long_enough(case: tuple[str, list[Mark]]) -> None:
    """White space apart, which is trimmed from the ends and may be most of a text."""
    text, marks = case
    text = text.replace("\n", "。").replace(" ", "，")
    for snippet in passages(text, marks):
        assert len(snippet.text) >= min(SHORTEST, len(text))
        assert snippet.text == snippet.text.strip()
