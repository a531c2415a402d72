"""No string is an error, and a quoted run asks for exactly itself."""

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import normalized
from index.parsing import LONGEST, MOST_TERMS, parse
from index.query import Node, Not, Term, terms

SIGNS = st.text(st.sampled_from('防年a1 　"“”「」()（）|｜-－:：,，OR标题*'), max_size=60)


def whole(term: str) -> tuple[str, ...]:
    """A splitter that leaves terms whole."""
    return (term,)


def every_term(node: Node) -> list[Term]:
    """The leaves, asked for or excluded."""
    return [*terms(node), *terms(node, negated=True)]


@given(st.one_of(SIGNS, st.text(st.characters(), max_size=300)))
def test_no_string_is_an_error(text: str) -> None:
    parsed = parse(text, whole)
    leaves = every_term(parsed.node)
    assert len(leaves) <= MOST_TERMS
    assert len(parsed.text) <= LONGEST
    for leaf in leaves:
        assert leaf.units
        assert all(leaf.units)
        assert leaf.text == normalized(leaf.text)


@given(SIGNS)
def test_a_term_shows_what_was_typed(text: str) -> None:
    parsed = parse(text, whole)
    if any(notice.text.startswith("没有字词") for notice in parsed.notices):
        return
    for leaf in every_term(parsed.node):
        assert leaf.shown in text


VISIBLE = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters='"“”＂')


@given(st.text(VISIBLE, min_size=1, max_size=40), st.text(VISIBLE, min_size=1, max_size=9))
def test_a_quoted_run_asks_for_itself(text: str, inner: str) -> None:
    for run in (text, f"{text}“{inner}”{text}"):
        wanted = normalized(run)
        node = parse(f'"{run}"', whole).node
        if wanted:
            assert node == Term(wanted, (wanted,), quoted=True, shown=run)


@given(st.one_of(SIGNS, st.text(max_size=300)))
def test_the_text_used_asks_for_the_same_again(text: str) -> None:
    parsed = parse(text, whole)
    assert parse(parsed.text, whole).node == parsed.node


@given(SIGNS)
def test_excluding_a_group_excludes_its_terms(text: str) -> None:
    node = parse(f"-({text})", whole).node
    if isinstance(node, Not):
        assert len(list(terms(node))) == len(list(terms(node.child, negated=True)))
