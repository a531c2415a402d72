"""Synonyms in a query tree; drawn as text, alternatives in braces behind what was asked."""

from __future__ import annotations

import time

import pytest

from index.analysis import Analyzer
from index.parsing import parse
from index.query import And, Node, Not, Or, Term, Widened, asked
from index.synonyms import Synonyms, read_lines
from index.widening import widened
from index.writing import written

ANALYZER = Analyzer()
RULES = """
市科协 = 澜江市科学技术协会 = 澜江市科协
双碳 = 碳达峰 碳中和
年会 -> 大会
安评 = 安全评价
协会 = 本会
"""
SYNONYMS = Synonyms.of(read_lines(RULES, "")[0])


def drawn(node: Node) -> str:
    match node:
        case Term():
            prefix = f"{node.field.label}:" if node.field else ""
            shown = f'"{node.text}"' if node.quoted else "+".join(node.units)
            return prefix + shown
        case Widened(children):
            first, *others = map(drawn, children)
            return f"{first}{{{'|'.join(others)}}}"
        case And(children):
            return f"({' '.join(map(drawn, children))})"
        case Or(children):
            return f"({' OR '.join(map(drawn, children))})"
        case Not(child):
            return f"-{drawn(child)}"
    return "*"


def widen(text: str, synonyms: Synonyms = SYNONYMS) -> tuple[Node, str | None]:
    """The widened tree and the query that goes without synonyms."""
    node = parse(text, ANALYZER.units).node
    wide, notices = widened(node, synonyms, ANALYZER.words, ANALYZER.units)
    assert written(asked(wide)) == written(node)
    return wide, notices[0].query if notices else None


@pytest.mark.parametrize(
    ("typed", "tree", "without"),
    [
        ("安评", "安评{安全评价}", '"安评"'),
        ("市科协换届", "市科协+换届{澜江市科学技术协会+换届|澜江市科协+换届}", '"市科协" 换届'),
        ("双碳工作", "双碳+工作{碳达峰+碳中和+工作}", '"双碳" 工作'),
        ("双碳的意义", "双碳+意义{碳达峰+碳中和+意义}", '"双碳" 的意义'),
        ("碳达峰 碳中和", "(碳达峰 碳中){双碳}", '"碳达峰" "碳中和"'),
        ("碳达峰碳中和", "碳达峰+碳中和{双碳}", '"碳达峰碳中和"'),
        ("-安评 会议", "(-安评{安全评价} 会议)", '-"安评" 会议'),
        ("标题:安评", "标题:安评{标题:安全评价}", '标题:"安评"'),
        ("安评 OR 会议", "(安评{安全评价} OR 会议)", '("安评" OR 会议)'),
        ("安全评价年会", "安全评价+年会{安全评价+大会|安评+年会|安评+大会}", '"安全评价" "年会"'),
        ("机构:市科协", "机构:市科协{机构:澜江市科学技术协会|机构:澜江市科协}", '机构:"市科协"'),
        ('"安评"', '"安评"', None),
        ('标题:"安评"', '标题:"安评"', None),
        ("栏目:安评", "栏目:安评", None),
        ("基本会议", "基本+会议", None),
        ("会议", "会议", None),
        ("", "*", None),
    ],
)
def test_alternatives_stand_at_their_leaf(typed: str, tree: str, without: str | None) -> None:
    wide, query = widen(typed)
    assert (drawn(wide), query) == (tree, without)


@pytest.mark.parametrize("typed", ["双碳的工作 年会", "-(双碳工作 OR 年会)", "标题:碳达峰碳中和"])
def test_the_query_without_synonyms_has_none(typed: str) -> None:
    query = widen(typed)[1]
    assert query
    assert widen(query)[1] is None


def test_alternatives_of_a_term_are_cut_at_twenty_together() -> None:
    lines = [f"词{left} = " + " = ".join(f"义{left}{n}" for n in range(15)) for left in "甲乙"]
    synonyms = Synonyms.of(read_lines("\n".join(lines), "")[0])
    wide, _ = widen("词甲，词乙".replace("，", "-"), synonyms)
    assert isinstance(wide, Widened)
    assert len(wide.children) == 21


def test_the_longest_query_is_widened_at_once() -> None:
    synonyms = Synonyms.of(("甲" * n, "乙" * m) for n in range(1, 40) for m in range(1, 40))
    began = time.process_time()
    widen("甲" * 200, synonyms)
    widen(" ".join(["甲甲"] * 32), synonyms)
    assert time.process_time() - began < 2
