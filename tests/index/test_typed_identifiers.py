"""Numbers in a query: found in any way of writing them, and put into the tree as one term."""

from __future__ import annotations

import pytest

from index.analysis import Analyzer, normalized
from index.article import Article, Attachment
from index.identifiers import typed_identifiers
from index.own_number import own_number
from index.parsing import parse
from index.query import Identified, numbered, numbers, terms
from tests.index.test_widening import drawn

ANALYZER = Analyzer()
STANDARD = ("GB/T 50046-2018",)
OWN = ("国发〔2019〕5号",)


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        (
            "渝化节协〔2023〕12号",
            ["渝化节协〔2023〕12号", "渝化节协[2023]12号", "渝化节协（２０２３）１２号",
             "渝化節協【2023】12號", "渝化节协 〔2023〕 12 号", "渝化节协(2023年)第12号",
             "渝化节协(2023)12", "渝化节协2023年12号", "渝化节协 2023-12号", "渝化节协〔2023〕012号"],
        ),
        (
            "GB/T 50046-2018",
            ["GB/T 50046-2018", "gb/t50046-2018", "ＧＢ／Ｔ　50046—2018", "GB/T50046–2018",
             "GB / T 50046 - 2018"],
        ),
        ("国令第707号", ["国令第707号", "国令 第 ７０７ 号", "国令707号"]),
        ("HG/T 20679", ["HG/T 20679", "hg/t20679", "ＨＧ／Ｔ２０６７９"]),
        (
            "第十二届第三次",
            ["第十二届第三次", "第12届第3次", "十二届三次", "12届3次", "第１２届 第３次",
             "第十二屆第三次"],
        ),
    ],
)  # fmt: skip
def test_every_way_of_writing_a_number_is_that_number(name: str, ways: list[str]) -> None:
    for way in ways:
        node = parse(way, ANALYZER.units).node
        assert isinstance(node, Identified), way
        assert [*numbers(node)] == [name]


@pytest.mark.parametrize(
    ("typed", "carried"),
    [
        ("关于国办发[2017]47号的通知", "(关于 文号:国办发(2017)47号 通知)"),
        ("-国办发[2017]47号 年会", "(-(国办发(2017)47号 OR 文号:国办发(2017)47号) 年会)"),
        ("文号:国办发[2017]47号", "文号:国办发(2017)47号"),
        ("文号：GB/T 50046", "文号:gb/t 50046"),
        ("标题:国办发[2017]47号", "标题:国办发+标题:2017+标题:47号"),
        ('"国办发[2017]47号"', '"国办发(2017)47号"'),
        ("「国办发[2017]47号」 年会", '("国办发(2017)47号" 年会)'),
        ("(国办发 (2017) 47号 OR 年会) 通知", "((文号:国办发(2017)47号 OR 年会) 通知)"),
        ("五届三次理事会", "(文号:第五届第三次 理事会)"),
        ("第五届理事会第三次会议纪要", "((文号:第五届第三次 理事会+会议) 纪要)"),
        ("GB/T 50046-2018、HG/T 20679", "(文号:gb/t 50046-2018 文号:hg/t 20679)"),
    ],
)
def test_a_number_is_one_term_of_the_tree(typed: str, carried: str) -> None:
    tree = numbered(parse(typed, ANALYZER.units).node)
    assert drawn(tree).replace("+", "+标题:" if "标题" in carried else "+") == carried


@pytest.mark.parametrize("text", ["2023年第5号台风", "5GB", "年会 2023", "第五届年会", "12号"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert typed_identifiers(normalized(text)) == []


def test_more_numbers_than_terms_are_cut() -> None:
    query = " ".join(f"GB {n}" for n in range(12345, 12385))
    assert len([*terms(parse(query[:200], ANALYZER.units).node)]) <= 64


@pytest.mark.parametrize(
    ("article", "own"),
    [
        (Article("a", "通知", "国发〔2019〕5号\n各单位：\n根据国发〔2018〕1号", identifiers=OWN), "国发〔2019〕5号"),
        (Article("a", "通知", "文号：国发[2019]5号\n各单位：", identifiers=OWN), "国发〔2019〕5号"),
        (Article("a", "通知", "（国发〔2019〕5号）\n各单位：", identifiers=OWN), "国发〔2019〕5号"),
        (Article("a", "关于双随机的意见（国发〔2019〕5号）", "各单位", identifiers=OWN), "国发〔2019〕5号"),
        (Article("a", "GB/T 50046-2018 防腐蚀", "", identifiers=STANDARD), "GB/T 50046-2018"),
        (Article("a", "通知", "各单位", identifiers=OWN), "国发〔2019〕5号"),
        (Article("a", "通知", "根据国发〔2019〕5号", identifiers=OWN), ""),
        (Article("a", "通知", "国发〔2019〕5号"), ""),
        (Article("a", "通知", "x\n" * 20 + "国发〔2019〕5号", identifiers=OWN), ""),
        (Article("a", "转发国发〔2019〕5号", "各单位", identifiers=OWN), ""),
        (Article("a", "五届三次理事会", "第五届第三次", identifiers=("第五届第三次",)), ""),
        (
            Article("a", "年会", "", attachments=(Attachment("附", "", "GB 50046-2018"),),
                    identifiers=("GB 50046-2018",)),
            "",
        ),
    ],
)  # fmt: skip
def test_the_own_number_stands_in_the_head(article: Article, own: str) -> None:
    assert own_number(article) == own
