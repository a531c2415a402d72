"""Hand-made articles: a little of everything, hostile strings among it."""

from __future__ import annotations

from pathlib import Path

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
)

XSS = [
    line
    for line in (Path(__file__).parents[1] / "data" / "xss.txt").read_text("utf-8").splitlines()
    if line
]

_KINDS = (Kind.NEWS, Kind.NOTICE, Kind.MEETING, Kind.POLICY)
_CATEGORIES = (("新闻动态", "行业动态"), ("新闻动态", "协会新闻"), ("通知公告",))
_ORGANIZATIONS = ("滨海市防腐蚀技术协会", "滨海市科学技术协会", "临港涂料有限公司")


def _ordinary(number: int) -> Article:
    organization = _ORGANIZATIONS[number % 3]
    body = f"{organization}举办防腐蚀技术培训，第{number}期学员二十人参加。\n会议总结了全年工作。"
    return Article(
        id=f"article{number:02d}",
        title=f"第{number}期防腐蚀技术培训班开班",
        body=body,
        url=f"https://www.example.org/news/{number}.html",
        published=PartialDate(2019 + number % 5, 1 + number % 12, 1 + number % 28),
        category=_CATEGORIES[number % 3],
        organizations=(
            Organization(organization, (SurfaceForm(organization, "body", 0, len(organization)),)),
        ),
        kind=_KINDS[number % 4],
        views=number * 10,
    )


ANNUAL_SENTENCE = "重慶代表在年会上介绍了GB/T 50046的应用。"


def _hostile(number: int, text: str) -> Article:
    return Article(
        id=f"hostile{number:02d}",
        title=f"{text} 提防",
        body=f"正文 {text} 提防\n{text}",
        url="javascript:alert(1)" if number % 2 else f"https://www.example.org/?{text}",
        category=("其他", text),
        organizations=(Organization(text),),
        attachments=(Attachment(text, "javascript:alert(2)", f"附件 {text}"),),
        attribution=text,
        author=text,
        identifiers=(text,),
        meeting=Meeting(
            name=Evidence(text, text, "body", 3, 3 + len(text)),
            series=Evidence(text),
            venue=Evidence(text, text, "body", 10**9, 10**9 + 1),
            date=Evidence(text, text, "title", 0, 1),
            session=Evidence(text, text),
            chair=Person(text, text, office=text),
            attendees=(Person(text, office=text),),
            decisions=(Evidence(text, text, "body", 0, 10**9),),
        ),
        published_reason=text,
        kind_reason=text,
    )


SPECIAL = (
    Article(
        id="annual",
        title="协会召开２０２３年年会",
        body="　　重慶代表在年会上介绍了GB/T 50046的应用。\n\n　　年会由秘书长主持。",
        published=PartialDate(2023, 7),
        category=("新闻动态", "协会新闻"),
        kind=Kind.MEETING,
        attachments=(
            Attachment("名单.txt", "https://www.example.org/list.txt", "参会名单：独一无二的张三"),
        ),
        identifiers=("GB/T 50046-2018",),
        meeting=Meeting(
            name=Evidence("2023年年会", "协会召开２０２３年年会", "title", 0, 11),
            series=Evidence("年会"),
            date=Evidence("2023-07-14", ANNUAL_SENTENCE, "body", 2, 27),
            venue=Evidence("会议中心"),
            chair=Person("颜朝华", office="秘书长"),
            organizations=(Evidence("临港涂料有限公司"),),
        ),
        published_reason="label",
        kind_reason="标题“召开２０２３年年会”",
        attribution="办公室",
    ),
    Article(id="undated", title="没有日期的旧文", body="这是一篇旧文。", category=("其他",)),
    Article(
        id="secret",
        title="内部会议纪要",
        body="只给工作人员看的暗号芝麻开门。",
        category=("内部资料",),
        organizations=(Organization("秘密委员会"),),
        visibility=Visibility.STAFF,
    ),
)

ARTICLES = (
    *(_ordinary(number) for number in range(1, 31)),
    *SPECIAL,
    *(_hostile(number, text) for number, text in enumerate(XSS)),
)
