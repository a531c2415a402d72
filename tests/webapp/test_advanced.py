"""The advanced form: what is put into its boxes is asked for, and nothing else."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.parsing import parse
from index.query import And, Everything, Field, Node, Not, Or, Term
from tests.webapp.markup import of_class, parsed, text
from webapp.advanced import Boxes, words

BOX = st.text('防腐蚀会 　，,-－—|｜()（）"“”:：OR标题a5', max_size=24)


@pytest.mark.parametrize(
    ("boxes", "asked"),
    [
        (Boxes(all="年会 防腐"), "年会 防腐"),
        (Boxes(any="培训、讲座"), "(培训 OR 讲座)"),
        (Boxes(any="培训，讲座"), "(培训 OR 讲座)"),
        (Boxes(any="培训"), "培训"),
        (Boxes(exact="防腐蚀 “技术”"), '"防腐蚀 技术"'),
        (Boxes(none="-通知 公告"), "-通知 -公告"),
        (Boxes(all="标题:年会 OR"), '"标题:年会" "OR"'),
        (Boxes(all="年会", any="a b", exact="c", none="d", title=True),
         '标题:年会 标题:"c" (标题:a OR 标题:b) -标题:d'),
        (Boxes(), ""),
    ],
)  # fmt: skip
def test_boxes_are_said_in_the_query_language(boxes: Boxes, asked: str) -> None:
    assert boxes.text() == asked


def leaves(node: Node) -> int:
    match node:
        case And(children) | Or(children):
            return sum(map(leaves, children))
        case Not(child):
            return leaves(child)
        case _:
            return 1


@given(BOX, BOX, BOX, st.booleans())
def test_no_sign_in_a_box_is_one_of_the_query_language(
    every: str, some: str, none: str, title: bool
) -> None:
    """However boxes are filled: a term for each word, each where its box puts it."""
    boxes = Boxes(every, some, none, title=title)
    parsed_query = parse(boxes.text(), lambda term: (term,))
    field = Field.TITLE if title else None
    found: list[Node] = []
    match parsed_query.node:
        case And(children):
            found = [*children]
        case Everything():
            found = []
        case node:
            found = [node]
    told = [child for child in found if isinstance(child, Term)]
    excluded = [child for child in found if isinstance(child, Not)]
    assert len(excluded) <= len(words(none))
    assert sum(map(leaves, found)) <= len(words(every)) + len(words(some)) + len(words(none))
    assert all(term.field is field for term in told)


def test_the_form_leads_to_results_with_its_filters(client: FlaskClient) -> None:
    form = "/advanced?all=&any=年会 培训&exact=&none=&category=&kind=meeting&from=2020-01-01"
    answer = client.get(form)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/search?q=")
    assert "kind=meeting&from=2020-01-01" in answer.headers["Location"]
    assert of_class(parsed(client.get(answer.headers["Location"]).text), "hit")


def test_filters_alone_are_a_search_too(client: FlaskClient) -> None:
    answer = client.get("/advanced?all=&any=&exact=&none=&kind=news")
    assert answer.headers["Location"] == "/search?kind=news"


def test_the_form_offers_every_category(client: FlaskClient) -> None:
    options = [
        text(option).strip() for option in parsed(client.get("/advanced").text).iter("option")
    ]
    assert {"全部栏目", "会议报道", "新闻动态", "行业动态"} <= set(options)


def test_results_are_searched_within(client: FlaskClient) -> None:
    page = client.get("/search?q=防腐蚀技术&sort=oldest").text
    form = of_class(parsed(page), "within")[0]
    given = [(i.get("name"), i.get("value")) for i in form.iter("input") if i.get("value")]
    assert given == [("q", "防腐蚀技术"), ("sort", "oldest")]
    assert "“防腐蚀技术 滨海”" in client.get("/search?q=防腐蚀技术&kind=news&q=滨海").text
