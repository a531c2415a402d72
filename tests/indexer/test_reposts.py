"""Reposts collapse under their earliest; notices of one wording do not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, PartialDate, Visibility
from index.reposts import Reposts
from indexer.likeness import LEAST_LENGTH, THRESHOLD, is_repost, resemblance, titles_agree
from indexer.reposts import find_reposts

WORDS = "协会会员代表技术防腐涂料工程标准培训讲座报告交流企业科研创新服务发展安全生产质量管理检测".strip()

NOTICE = (
    "各会员单位：根据年度工作安排，协会定于2023年7月19日在会议中心召开理事会会议，"
    "请各单位派一名负责人参加，并于会前将回执发至秘书处。会议内容包括审议工作报告、"
    "讨论会费标准和通过新会员名单。食宿统一安排，费用自理。联系人：李建国，电话：023-1234。"
    "请参会人员提前安排好工作，准时到会，无特殊情况不得请假。特此通知。"
)


def text_of(seed: int, length: int = 400) -> str:
    """Characters of the field in an order of chance, with sentences."""
    chance = random.Random(seed)
    return "".join(chance.choice(WORDS) + ("。" if n % 23 == 22 else "") for n in range(length))


def article(name: str, body: str, date: str = "2023-07-19", title: str = "") -> Article:
    """An article that is in order."""
    published = PartialDate.parse(date) if date else None
    return Article(id=name, title=title or f"标题{name}", body=body, published=published)


@dataclass
class Collection:
    """A reader as far as finding reposts needs one."""

    all: list[Article]

    def articles(self) -> Iterator[Article]:
        """Every article."""
        return iter(self.all)

    def article(self, name: str, viewer: Visibility = Visibility.PUBLIC) -> Article | None:
        """The article of that id."""
        assert viewer is Visibility.STAFF
        return next((one for one in self.all if one.id == name), None)


def groups(*articles: Article) -> dict[str, tuple[str, ...]]:
    """What is found among the articles."""
    found: Reposts = find_reposts(Collection(list(articles)))  # type: ignore[arg-type]
    return dict(found.groups)


EDITS = {
    "same": lambda body: body,
    "dateline": lambda body: "本报讯（记者 王小明）" + body,
    "editor": lambda body: body + "\n（编辑：张三 责任编辑：李四）",
    "layout": lambda body: body.replace("。", "。\n\n　　"),
    "widths": lambda body: body.replace("，", ","),
    "cut": lambda body: body[: len(body) * 5 // 6],
    "sentence": lambda body: body[:200] + "据了解，活动还将继续。" + body[200:],
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_repost_collapses_under_the_earliest(edit: str) -> None:
    body = text_of(1)
    copy = article("a", EDITS[edit](body), "2023-08-01", title="转载：标题")
    assert groups(copy, article("b", body, title="标题"), article("c", text_of(2))) == {"b": ("a",)}


VARIANTS = [
    ("2023年7月19日", "2023年9月20日"),
    ("7月19日", "8月19日"),
    ("李建国", "李建军"),
    ("李建国", "王志强"),
    ("李建国", "李志国"),
    ("会议中心", "科技大厦"),
    ("023-1234", "023-5678"),
    ("理事会会议", "监事会会议"),
]


@pytest.mark.parametrize(("before", "after"), VARIANTS)
def test_notices_of_one_wording_stay_apart(before: str, after: str) -> None:
    other = NOTICE.replace(before, after)
    assert other != NOTICE
    assert groups(article("a", NOTICE), article("b", other, "2023-09-01")) == {}


def test_the_same_text_under_another_years_title_stays_apart() -> None:
    body = text_of(3)
    first = article("a", body, title="2022年年会纪要")
    assert groups(first, article("b", body, "2024", title="2023年年会纪要")) == {}
    assert not titles_agree("第三次理事会", "第四次理事会")
    assert titles_agree("第三次理事会召开", "协会召开理事会")


def test_short_texts_and_other_viewers_stay_apart() -> None:
    short = text_of(4, LEAST_LENGTH - 20)
    assert groups(article("a", short), article("b", short)) == {}
    staff = replace(article("b", text_of(5)), visibility=Visibility.STAFF)
    assert groups(article("a", text_of(5)), staff) == {}


def test_what_has_no_date_comes_last() -> None:
    body = text_of(6)
    dated = article("z", body, "2024-01-01")
    assert groups(article("a", body, ""), dated, article("m", body, "2023")) == {"m": ("z", "a")}


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(chance: random.Random) -> None:
    bodies = [text_of(n) for n in range(4)]
    every = [
        article(f"{n}{edit}", EDITS[edit](body), f"2023-0{at + 1}-01")
        for n, body in enumerate(bodies)
        for at, edit in enumerate(EDITS)
    ]
    wanted = groups(*every)
    chance.shuffle(every)
    assert groups(*every) == wanted
    assert {first: len(copies) for first, copies in wanted.items()} == {
        f"{n}same": len(EDITS) - 1 for n in range(4)
    }


@given(st.integers(0, 9), st.integers(0, 399), st.integers(0, 399))
def test_likeness_is_the_same_both_ways(seed: int, start: int, length: int) -> None:
    body = text_of(seed)
    other = body[:start] + body[start + length :]
    assert is_repost(body, other) == is_repost(other, body)
    if is_repost(body, other) and body != other:
        assert resemblance(body, other) >= THRESHOLD


def test_nothing_is_found_in_nothing() -> None:
    assert groups() == {}
