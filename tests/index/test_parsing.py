"""Queries as people type them; the cases are in tests/data/queries.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from index.parsing import LONGEST, MOST_TERMS, parse
from index.query import And, Everything, Identified, Node, Not, Or, Term, numbers
from index.results import NoticeCode

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "queries.toml").read_text(encoding="utf-8")
)["query"]


def whole(term: str) -> tuple[str, ...]:
    """A splitter that leaves terms whole."""
    return (term,)


def drawn(node: Node) -> str:
    """The tree in the notation of the cases."""
    match node:
        case Term():
            prefix = f"{node.field.label}:" if node.field else ""
            return prefix + (f'"{node.shown}"' if node.quoted else node.shown)
        case Identified():
            return f"(号 {' '.join(numbers(node))})"
        case And(children):
            return f"(和 {' '.join(map(drawn, children))})"
        case Or(children):
            return f"(或 {' '.join(map(drawn, children))})"
        case Not(child):
            return f"(非 {drawn(child)})"
        case Everything():
            return "全部"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["typed"])
def test_a_query_becomes_its_tree(case: dict[str, Any]) -> None:
    parsed = parse(case["typed"], whole)
    assert drawn(parsed.node) == case["tree"]
    assert [notice.code for notice in parsed.notices] == case.get("notices", [])


def test_terms_are_normalised_and_bare_ones_split() -> None:
    node = parse("重慶２０２３ “ＧＢ／Ｔ”", lambda term: (term[:2], term[2:])).node
    assert isinstance(node, And)
    bare, quoted = node.children
    assert isinstance(bare, Term)
    assert isinstance(quoted, Term)
    assert (bare.text, bare.units) == ("重庆2023", ("重庆", "2023"))
    assert (quoted.text, quoted.units) == ("gb/t", ("gb/t",))


def test_what_is_to_be_told_of_two_words_is_a_hint() -> None:
    """首飞的时间 is answered by a date; 年会的时间 asks for nothing else but 年会."""

    def split(term: str) -> tuple[str, ...]:
        return tuple(term.split("/"))

    node = parse("商业/首飞/时间 年会/时间 标题:商业/首飞/地点 “商业/首飞/时间”", split).node
    assert isinstance(node, And)
    asked = [(term.units, term.hints) for term in node.children if isinstance(term, Term)]
    assert asked == [
        (("商业", "首飞"), ("时间",)),
        (("年会", "时间"), ()),
        (("商业", "首飞"), ("地点",)),
        (("商业/首飞/时间",), ()),
    ]


def test_a_value_is_asked_for_whole() -> None:
    node = parse("机构:市科协", tuple).node
    assert isinstance(node, Term)
    assert node.units == ("市科协",)


def test_past_the_longest_query_the_rest_is_set_aside() -> None:
    parsed = parse("防" * (LONGEST + 1), whole)
    assert isinstance(parsed.node, Term)
    assert len(parsed.node.text) == LONGEST
    assert [notice.code for notice in parsed.notices] == [NoticeCode.TOO_LONG]


def test_past_the_most_terms_the_rest_is_set_aside_once() -> None:
    parsed = parse(" ".join(f"w{n}" for n in range(MOST_TERMS + 5)), whole)
    assert isinstance(parsed.node, And)
    assert len(parsed.node.children) == MOST_TERMS
    assert [notice.code for notice in parsed.notices] == [NoticeCode.TOO_MANY_TERMS]


def test_the_limit_cuts_no_word_and_the_notice_names_the_rest() -> None:
    parsed = parse("防" * (LONGEST - 5) + " anticorrosion 年会", whole)
    assert isinstance(parsed.node, Term)
    assert "anticorrosion 年会" in parsed.notices[0].text


def test_the_notice_of_too_many_terms_names_the_first_left_out() -> None:
    parsed = parse(" ".join(f"w{n}" for n in range(MOST_TERMS + 5)), whole)
    assert f"“w{MOST_TERMS}”" in parsed.notices[0].text


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200 + "年会",
        "-(" * 90 + "年会",
        "年" * 1_000_000,
        '"“' * 500_000,
        "\0\ud800" * 500_000,
    ],
    ids=["brackets", "exclusions", "long", "quotes", "unseen"],
)
def test_hostile_queries_are_read_whole_or_cut(text: str) -> None:
    parsed = parse(text, whole)
    assert len(parsed.text) <= LONGEST
    parsed.text.encode()


def test_invisible_characters_are_no_part_of_what_is_shown() -> None:
    node = parse("年\0会\ud800", whole).node
    assert node == Term("年会", ("年会",), shown="年会")
