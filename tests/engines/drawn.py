"""Articles, queries, filters and patterns that an engine is tried with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hypothesis import strategies as st

from index.analysis import normalize
from index.analysis.pinyin import literal
from index.analysis.pinyin import patterns as typed_patterns
from index.article import (
    Article,
    Attachment,
    Evidence,
    Kind,
    Meeting,
    Organization,
    PartialDate,
    Person,
    SurfaceForm,
    Visibility,
    stable_id,
)
from index.dates import PRESETS
from index.query import And, Everything, Field, Identified, Not, Or, Term, Widened
from index.results import Bucket, Filters

WORDS = (
    "防腐",
    "防腐蚀",
    "技术",
    "年会",
    "通知",
    "重慶",
    "２０２３年",
    "GB/T",
    "50046",
    "第5届",
    "，",
    " ",
)
CATEGORIES = (("新闻动态", "行业动态"), ("新闻动态", "协会动态"), ("通知公告",), ())
ORGANIZATIONS = ("澜江市科学技术协会", "澜江市民政局", "重庆某某公司")
DATES = (
    None,
    *map(PartialDate.parse, ("2021", "2022-07", "2023-07-19", "2023-07-01", "2024-01-31")),
)

MEETINGS = st.builds(
    Meeting,
    series=st.none() | st.builds(Evidence, st.sampled_from(("理事会", "年会"))),
    venue=st.none() | st.builds(Evidence, st.sampled_from(("科技馆", ""))),
    date=st.none() | st.builds(Evidence, st.sampled_from(("2023-07-14", "2022-07", "日前"))),
    chair=st.none() | st.builds(Person, st.just("颜朝华")),
    organizations=st.lists(st.builds(Evidence, st.sampled_from(ORGANIZATIONS)), max_size=2).map(
        tuple
    ),
)

TEXT = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)


@st.composite
def articles(draw: st.DrawFn, number: int) -> Article:
    """A small article whose texts share many runs with others."""
    names = draw(st.lists(st.sampled_from(ORGANIZATIONS), unique=True, max_size=2))
    attached = draw(st.lists(TEXT, max_size=2))
    title = draw(TEXT | st.just("GB/T 50046-2018 技术"))
    return Article(
        id=stable_id(str(number)),
        title=title if title.strip() else "无题",
        body=draw(TEXT),
        attachments=tuple(Attachment(f"附件{i}", "", text) for i, text in enumerate(attached)),
        published=draw(st.sampled_from(DATES)),
        category=draw(st.sampled_from(CATEGORIES)),
        organizations=tuple(
            Organization(name, (SurfaceForm(name[2:], "body", 0, 0),)) for name in names
        ),
        kind=draw(st.sampled_from(list(Kind))),
        identifiers=tuple(draw(st.lists(st.sampled_from(("GB/T 50046-2018",)), max_size=1))),
        meeting=draw(st.none() | MEETINGS),
        visibility=draw(st.sampled_from((Visibility.PUBLIC,) * 3 + (Visibility.STAFF,))),
    )


COLLECTION = st.integers(1, 12).flatmap(
    lambda size: st.tuples(*(articles(number) for number in range(size)))
)


def quoted(text: str, field: Field | None = None) -> Term:
    """The term of a quoted string."""
    normal = normalize(text).text
    return Term(normal, (normal,), quoted=True, field=field, shown=text)


LEAF = st.one_of(
    st.builds(quoted, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join)),
    st.builds(
        quoted, st.sampled_from(("防", "腐蚀", "年", "5", "t", "3年", "，防")), st.just(Field.TITLE)
    ),
    st.builds(
        quoted, st.sampled_from(("民政局", "公司", "科学技术协会")), st.just(Field.ORGANIZATION)
    ),
    st.builds(quoted, st.sampled_from(("动态", "通知公告")), st.just(Field.CATEGORY)),
    st.builds(quoted, st.just("gb/t 50046"), st.just(Field.IDENTIFIER)),
    st.builds(quoted, st.sampled_from(("通知", "会议报道", "meeting")), st.just(Field.KIND)),
    st.just(Everything()),
)
QUERY = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda nodes: And(tuple(nodes))),
        st.lists(inner, min_size=1, max_size=3).map(lambda nodes: Or(tuple(nodes))),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: Widened(tuple(nodes))),
        inner.map(lambda node: Identified((node, quoted("gb/t 50046", Field.IDENTIFIER)))),
    ),
    max_leaves=5,
)
DATE_VALUES = ("2023", "2023-07", "2023-07-19", "2021", "none", "不是日期", *PRESETS)
BOUNDS = [*map(PartialDate.parse, ("2021", "2022-07", "2023-07-02", "2024-01-31"))]
FILTERS = st.builds(
    Filters,
    dates=st.lists(st.sampled_from(DATE_VALUES), max_size=2).map(tuple),
    date_from=st.none() | st.sampled_from(BOUNDS),
    date_to=st.none() | st.sampled_from(BOUNDS),
    categories=st.lists(st.sampled_from(("新闻动态", "新闻动态/行业动态", "无")), max_size=2).map(
        tuple
    ),
    organizations=st.lists(st.sampled_from(ORGANIZATIONS), max_size=2).map(tuple),
    kinds=st.lists(st.sampled_from(("news", "meeting")), max_size=1).map(tuple),
    series=st.sampled_from(((), (), ("理事会",), ("理事会", "年会"))),
    venues=st.sampled_from(((), (), ("科技馆",))),
    present=st.sampled_from(((), (), ORGANIZATIONS[:1], ORGANIZATIONS[1:])),
    chairs=st.sampled_from(((), (), ("颜朝华",), ("无",))),
    meeting_from=st.none() | st.sampled_from(BOUNDS),
    meeting_to=st.none() | st.sampled_from(BOUNDS),
)


def flat(buckets: Iterable[Bucket]) -> Iterator[Bucket]:
    """The buckets at every depth."""
    for bucket in buckets:
        yield bucket
        yield from flat(bucket.children)


PATTERNS = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2)
    .map("".join)
    .map(lambda text: literal(normalize(text).text)),
    st.sampled_from(("ff", "fangfu", "防fushi", "jish", "chongq", "zhongqing", "qn", "tz")).flatmap(
        lambda typed: st.sampled_from(typed_patterns(typed))
    ),
)
"""Of texts, of which those of blanks alone hold nothing to find, and of pinyin."""
