"""Similar articles: what is similar, what is not, and what stays private."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from index.article import Article, Organization, PartialDate, Visibility
from index.reposts import Reposts
from tests.webapp.conftest import ClientOf
from tests.webapp.markup import of_class, parsed

COATING = Article(
    id="coating",
    title="防腐涂料施工技术培训班在重庆开班",
    body="培训班讲解防腐涂料的施工工艺、底漆选择和涂层检测，学员参观了涂料企业的实验室。",
    published=PartialDate(2024, 5, 1),
    organizations=(Organization("重庆涂料学会"),),
    identifiers=("GB/T 50046-2018",),
)
ALIKE = (
    replace(
        COATING,
        id="older",
        title="防腐涂料施工技术培训班结业",
        body="学员通过了涂层检测和底漆施工的考核，培训班由企业实验室协办。",
        published=PartialDate(2023, 5, 1),
    ),
    replace(
        COATING,
        id="lab",
        title="涂料企业实验室开放日",
        body="实验室展示了涂层检测和底漆配方，介绍防腐涂料的施工工艺。",
        published=PartialDate(2022, 5, 1),
    ),
)
OTHERS = tuple(
    Article(id=f"o{number}", title=title, body=f"{title}。{body}")
    for number, (title, body) in enumerate(
        [
            ("古籍整理座谈会", "图书馆员讨论了善本目录的编写。"),
            ("湿地候鸟观测", "志愿者记录了白鹭和雁群的数量。"),
            ("桥梁抗震设计", "工程师比较了支座和阻尼器的参数。"),
            ("茶叶种植讲座", "农户学习了修剪和采摘的时机。"),
            ("气象科普展览", "孩子们动手制作了雨量计和风向标。"),
            ("水库清淤方案", "专家评审了疏浚船的航线安排。"),
            ("财务报表通知", "各分会须在月底之前报送年度报表。"),
            ("青年摄影比赛", "作品题材是街巷、集市和老手艺。"),
        ]
    )
)
SECRET = tuple(
    replace(COATING, id=f"secret{number}", title=f"防腐涂料施工技术内部纪要{number}",
            visibility=Visibility.STAFF)
    for number in range(6)
)  # fmt: skip


def similar(client: FlaskClient, article_id: str) -> list[str]:
    answer = client.get(f"/api/v1/articles/{article_id}")
    assert answer.json is not None
    return [other["id"] for other in answer.json["similar"]]


def test_articles_about_the_same_are_similar(client_of: ClientOf) -> None:
    client = client_of(COATING, *ALIKE, *OTHERS)
    assert set(similar(client, "coating")) == {"older", "lab"}
    root = parsed(client.get("/article/coating?q=涂料").text)
    links = [link.get("href") for link in of_class(root, "similar")[0].iter("a")]
    assert set(links) == {"/article/older", "/article/lab"}


def test_the_section_is_hidden_where_nothing_is_similar(client_of: ClientOf) -> None:
    client = client_of(COATING, *OTHERS)
    assert similar(client, "coating") == []
    assert all(similar(client, other.id) == [] for other in OTHERS)
    assert "相似文章" not in client.get("/article/coating").text


def test_reposts_are_not_among_them_and_a_group_comes_once(client_of: ClientOf) -> None:
    copy = replace(COATING, id="copy")
    older = replace(ALIKE[0], id="older-copy")
    groups = Reposts({"coating": ("copy",), "older": ("older-copy",)})
    client = client_of(COATING, copy, *ALIKE, older, *OTHERS, reposts=groups)
    for article_id in ("coating", "copy"):
        found = similar(client, article_id)
        assert not {"coating", "copy"} & set(found)
        assert len({"older", "older-copy"} & set(found)) == 1


def test_what_staff_alone_may_see_leaves_no_trace(client_of: ClientOf) -> None:
    public = client_of(COATING, *ALIKE, *OTHERS)
    both = client_of(COATING, *ALIKE, *OTHERS, *SECRET)
    for article in (COATING, *ALIKE, *OTHERS):
        assert similar(both, article.id) == similar(public, article.id)
    assert similar(client_of(COATING, *OTHERS, *SECRET), "coating") == []


@pytest.mark.parametrize("text", ["", "，。", "的了", "𠮷", "a" * 5000, "12 34"])
def test_an_article_that_says_nothing_has_none(client_of: ClientOf, text: str) -> None:
    empty = Article(id="empty", title=text or "无", body=text)
    assert similar(client_of(empty, COATING, *OTHERS), "empty") == []
