"""What meeting reports say of their meetings, and that it costs bounded time to read it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bench.meetings import FIELDS, measure, others, reports, unseen, varied, vocabulary
from index.article import Article, Evidence, Kind, Meeting, PartialDate
from indexer.enrich import Vocabulary, enrich
from indexer.enrich.event_dates import event_dates
from indexer.enrich.meeting_decisions import decisions_of
from indexer.enrich.meeting_names import Numbering, numbering_of
from indexer.enrich.meeting_people import people_in
from indexer.enrich.meeting_text import sentences_of
from indexer.enrich.meetings import meeting_of
from indexer.extract import extract_text

LEAST_UNSEEN = {"name": 0.93, "organizations": 0.91}


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary()


def every_value(meeting: Meeting) -> list[Evidence]:
    values = [getattr(meeting, name) for name in Meeting.__slots__]
    return [
        one
        for value in values
        for one in (value if isinstance(value, tuple) else (value,))
        if one is not None
    ]


def test_every_field_is_read_right(words: Vocabulary) -> None:
    tallies, wrong = measure(words, reports(), others())
    assert tallies["name"].there >= 40
    poor = {f: t.f1 for f, t in tallies.items() if t.f1 < 0.95}
    assert not poor, wrong
    assert set(tallies) == {"kind", *FIELDS}


def test_reports_by_other_hands_are_read_as_well(words: Vocabulary) -> None:
    for labelled in (unseen(), varied()):
        tallies, wrong = measure(words, labelled, ())
        poor = {f: t.f1 for f, t in tallies.items() if t.f1 < LEAST_UNSEEN.get(f, 0.95)}
        assert not poor, wrong


def test_every_value_stands_in_its_sentence(words: Vocabulary) -> None:
    for article, _ in reports():
        meeting = meeting_of(enrich(article, words))
        assert meeting is not None
        for one in every_value(meeting):
            text = article.title if one.field == "title" else article.body
            assert one.sentence
            assert text[one.start : one.end] == one.sentence
        for literal in (meeting.venue, meeting.chair, *meeting.attendees, *meeting.decisions):
            assert literal is None or literal.value.replace(" ", "") in literal.sentence.replace(
                " ", ""
            )


def test_other_articles_have_no_meeting(words: Vocabulary) -> None:
    for article in others():
        rich = enrich(article, words)
        assert (rich.kind is Kind.MEETING, rich.meeting) == (False, None), article.title


def test_the_article_all_began_with(shared_data: Path) -> None:
    page = extract_text(next((shared_data / "seed").glob("*.txt")).read_bytes())
    article = Article("a", page.title, page.body, published=page.published)
    meeting = enrich(article, Vocabulary((), "重庆市")).meeting
    assert meeting
    assert meeting.name
    assert meeting.date
    assert meeting.venue
    assert meeting.chair
    assert meeting.name.value == "全市科技社团建设与发展工作会议"
    assert (meeting.date.value, str(article.published)) == ("2023-07-14", "2023-07-19")
    assert meeting.venue.value == "重庆科技馆"
    assert meeting.chair.value == "颜朝华"
    assert [(one.value, one.office) for one in meeting.attendees] == [
        ("程伟", "市科协党组成员、副主席"),
        ("李洋", "市民政局社会组织管理局局长"),
        ("谭明星", "市科协党组成员、副主席"),
        ("龙晖", "市科协党组成员、副主席"),
    ]
    assert len(meeting.speakers) == 5
    assert not (meeting.decisions)
    assert not (meeting.hosts)
    assert not (meeting.series)


@pytest.mark.parametrize(
    ("name", "numbering"),
    [
        ("第五届理事会第三次会议", Numbering("理事会", "5", "3")),
        ("五届二次常务理事会", Numbering("常务理事会", "5", "2")),
        ("第四届理事会第十九次会议", Numbering("理事会", "4", "19")),
        ("第五次会员大会暨2021年年会", Numbering("会员大会", "", "5")),
        ("第二届会员代表大会第一次会议", Numbering("会员代表大会", "2", "1")),
        ("首届学术年会", Numbering("学术年会", "", "1")),
        ("2024年年会", Numbering("年会", "", "")),
        ("专家委员会成立大会暨第一次全体会议", Numbering("专家委员会", "", "1")),
        ("青年工作委员会2024年第二次会议", Numbering("青年工作委员会", "", "2")),
        ("商会改革推进会", Numbering()),
        ("", Numbering()),
    ],
)
def test_series_and_numbers(name: str, numbering: Numbering) -> None:
    assert numbering_of(name) == numbering


@pytest.mark.parametrize(
    ("text", "published", "dates"),
    [
        ("7月14日召开", "2023-07-19", ["2023-07-14"]),
        ("12月28日召开", "2024-01-06", ["2023-12-28"]),
        ("昨日下午召开", "2021-03-01", ["2021-02-28"]),
        ("今天召开", "2021-03-01", ["2021-03-01"]),
        ("本月22日召开", "2024-03-29", ["2024-03-22"]),
        ("上月29日召开", "2019-12-03", ["2019-11-29"]),
        ("去年12月28日召开", "2025-01-06", ["2024-12-28"]),
        ("30日召开", "2024-03-01", []),
        ("28日召开", "2024-03-01", ["2024-02-28"]),
        ("10月26日至28日召开", "2023-11-02", ["2023-10-26"]),
        ("3月11日检查,13日开会", "2026-03-20", ["2026-03-11", "2026-03-13"]),
        ("2022年3月18日,又于4月2日", None, ["2022-03-18", "2022-04-02"]),
        ("7月14日召开", None, []),
        ("日前召开", "2024-03-01", []),
        ("2023年2月30日", "2024-03-01", []),
        ("三月十六日上午", "2017-03-20", ["2017-03-16"]),
        ("2021-08-01 14:00", None, ["2021-08-01"]),
        ("13月40日", "2024-03-01", []),
        ("第3日", "2024-03-05", ["2024-03-03"]),
        ("前日下午召开", "2024-01-01", ["2023-12-30"]),
        ("大前天召开", "2024-03-02", ["2024-02-28"]),
        ("上周五召开", "2024-01-03", ["2023-12-29"]),
        ("上星期日召开", "2024-01-01", ["2023-12-31"]),
        ("上上周一召开", "2024-01-03", ["2023-12-18"]),
        ("本周二召开", "2024-01-03", ["2024-01-02"]),
        ("这个礼拜一", "2024-01-03", ["2024-01-01"]),
        ("上周五召开", None, []),
        ("去年底召开", "2024-01-03", ["2023"]),
        ("今年初换届", "2024-01-03", ["2024"]),
        ("去年12月召开", "2024-01-03", ["2023-12"]),
        ("去年12月28日召开", "2024-01-03", ["2023-12-28"]),
        ("上月底召开", "2024-01-03", ["2023-12"]),
        ("本月上旬召开", "2024-01-13", ["2024-01"]),
        ("本月14日召开", "2024-01-19", ["2024-01-14"]),
        ("上月14日召开", "2024-01-19", ["2023-12-14"]),
        ("1月2日召开", "2024-01-02", ["2024-01-02"]),
        ("1月3日召开", "2024-01-02", ["2023-01-03"]),
        ("2月29日召开", "2025-03-01", []),
        ("2月29日召开", "2024-03-01", ["2024-02-29"]),
        ("明年3月5日召开", "2024-12-30", ["2025-03-05"]),
        ("将于2025年3月5日召开", "2024-12-30", ["2025-03-05"]),
        ("昨日召开", "2024-03", []),
        ("上周五召开", "2024", []),
        ("7月14日召开", "2023", ["2023-07-14"]),
        ("近日召开", "2024-03-01", []),
        ("今日头条", "2024-03-01", []),
    ],
)
def test_days_of_events(text: str, published: str | None, dates: list[str]) -> None:
    day = None if published is None else PartialDate.parse(published)
    assert [str(found.date) for found in event_dates(text, day)] == dates


def test_the_meeting_announced_for_later_is_not_the_one_reported() -> None:
    body = "2024年9月20日召开的第四次会议的筹备情况，在今天召开的第三次会议上作了通报。"
    article = Article("a", "第三次会议召开", body, published=PartialDate(2024, 6, 3))
    meeting = meeting_of(article)
    assert meeting
    assert meeting.date
    assert meeting.date.value == "2024-06-03"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("市科协党组成员、副主席程伟出席", [("程伟", "市科协党组成员、副主席")]),
        ("副会长单雄飞、余晚晴参加", [("单雄飞", "副会长"), ("余晚晴", "副会长")]),
        ("沈国梁理事长讲话", [("沈国梁", "理事长")]),
        ("受理事长龙志堃委托,副理事长陶镕主持", [("陶镕", "副理事长")]),
        ("副会长单位、会员代表参加", []),
        ("常务副会长会议", []),
        ("习近平总书记贺信", []),
    ],
)
def test_people_with_offices(text: str, people: list[tuple[str, str]]) -> None:
    assert [(one.name, one.office) for one in people_in(text)] == people


@pytest.mark.parametrize(
    ("body", "decided"),
    [
        ("会议表决通过本年度经费安排。", ["表决通过本年度经费安排"]),
        ("会议决定：（1）设立专家库；（2）明年三月换届。", ["设立专家库", "明年三月换届"]),
        (
            "会议审议通过了章程，并同意张三辞去理事职务。",
            ["审议通过了章程", "同意张三辞去理事职务"],
        ),
        ("关于提高会费的议案未获通过。", []),
        ("会议强调，要通过“党建红”引领“科技蓝”。", []),
        ("会上宣读了表彰决定。", []),
        ("各项议案全票通过。", []),
    ],
)
def test_decisions(body: str, decided: list[str]) -> None:
    found = decisions_of(sentences_of(Article("a", "题", body)))
    assert [one.text for one in found] == decided
    for one in found:
        assert one.sentence.text[one.start : one.end] == one.text


HOSTILE = {
    "a megabyte": "7月14日，全市工作会议在科技馆召开。市科协副主席程伟出席会议，审议通过了章程。",
    "names": "副会长张伟、",
    "no full stop": "召开会议由市科协副主席",
    "titles": "主任",
    "decisions": "会议决定：一、同意；",
    "labels": "时间：地点：主持：出席：",
}


def test_ten_thousand_names_are_read_in_bounded_time(words: Vocabulary) -> None:
    names = (f"张{chr(0x5000 + n // 100)}{chr(0x6000 + n % 100)}" for n in range(10_000))
    body = "7月14日，会员大会在科技馆召开。出席会议的有：副会长" + "、".join(names) + "。"
    began = time.process_time()
    rich = enrich(Article("a", "会员大会召开", body, published=PartialDate(2023, 7, 19)), words)
    assert time.process_time() - began < 5
    assert rich.meeting
    assert 100 < len(rich.meeting.attendees) <= 200


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_is_read_in_bounded_time(name: str) -> None:
    """Ten times as long is no more work: the beginning of the body is read, and sentences
    are cut."""
    body = HOSTILE[name] * (1_000_000 // len(HOSTILE[name]))
    article = Article("a", "工作会议召开", body, published=PartialDate(2023, 7, 19))
    began = time.process_time()
    meeting = meeting_of(article)
    assert time.process_time() - began < 5
    assert meeting is None or len(meeting.attendees) <= 200
