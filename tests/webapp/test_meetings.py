"""Meetings on pages: found by what is known of them, shown with where it stands."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.article import Article, Evidence, Kind, Meeting, Visibility
from index.schema import MEETING_FACETS
from tests.webapp.conftest import written_index
from tests.webapp.markup import links, of_class, parsed, text
from tests.webapp.sample_articles import ANNUAL_SENTENCE, ARTICLES, XSS
from webapp import create_app
from webapp.export import COLUMNS, harmless
from webapp.meetings import body_of, han, sentences, session_label, terms


def found(client: FlaskClient, **query: str) -> list[str]:
    answer = client.get("/api/v1/search", query_string=query).json
    assert answer is not None
    return [hit["id"] for hit in answer["hits"]]


@pytest.mark.parametrize(
    "filters",
    [
        {"series": "年会"},
        {"venue": "会议中心"},
        {"present": "临港涂料有限公司"},
        {"chair": "颜朝华"},
        {"mfrom": "2023-07-14", "mto": "2023-07-14"},
        {"mfrom": "2023", "kind": "meeting"},
    ],
)
def test_a_meeting_is_found_by_what_is_known_of_it(
    client: FlaskClient, filters: dict[str, str]
) -> None:
    assert found(client, **filters) == ["annual"]


def test_the_json_counts_meetings_by_series_place_and_people(client: FlaskClient) -> None:
    def counts(**query: str) -> dict[str, dict[str, int]]:
        facets = client.get("/api/v1/search", query_string=query).get_json()["facets"]
        return {
            name: {one["value"]: one["count"] for one in facet["buckets"]}
            for name, facet in facets.items()
            if name in MEETING_FACETS
        }

    assert counts() == {}
    public = [one for one in ARTICLES if one.visibility is Visibility.PUBLIC]
    met = [one.meeting for one in public if one.kind is Kind.MEETING and one.meeting]
    assert counts(kind="meeting") == {
        "series": Counter(one.series.value for one in met if one.series),
        "venue": Counter(one.venue.value for one in met if one.venue),
        "present": Counter(name.value for one in met for name in one.organizations),
        "chair": Counter(one.chair.value for one in met if one.chair),
    }


def test_a_meeting_on_another_day_is_not(client: FlaskClient) -> None:
    assert found(client, mfrom="2023-07-15") == found(client, mto="2023-07-13") == []


def test_meetings_stand_before_others_by_their_day(client: FlaskClient) -> None:
    assert found(client, sort="meeting")[0] == "annual"


def test_facets_of_meetings_stand_only_beside_meetings(client: FlaskClient) -> None:
    def labels(address: str) -> list[str]:
        return [text(h) for h in parsed(client.get(address).text).iter("h3")]

    assert "会议地点" not in labels("/search")
    for address in ("/search?kind=meeting", "/search?q=年会", "/search?chair=颜朝华"):
        assert {"会议系列", "会议地点", "主持人", "会议日期"} <= {*labels(address)}
    assert "会议日期" in links(parsed(client.get("/search?kind=meeting").text))


def test_a_row_shows_session_day_and_venue(client: FlaskClient) -> None:
    [line] = of_class(parsed(client.get("/search?series=年会").text), "meeting-line")
    assert text(line) == "2023年年会 2023年7月14日召开 会议中心"


def test_the_card_leads_to_the_sentence(client: FlaskClient) -> None:
    root = parsed(client.get("/article/annual?q=应用").text)
    [card] = of_class(root, "meeting-card")
    to = links(card)
    assert to["2023年7月14日"] == "#s2"
    assert to["2023年年会"] == "#title"
    assert "会议中心" not in to  # put right by staff: there is no sentence
    assert "颜朝华（秘书长）" in text(card)
    [sentence] = [element for element in root.iter() if element.get("id") == "s2"]
    assert text(sentence) == ANNUAL_SENTENCE
    assert text(sentence.find("mark")) == "应用"
    assert to["历次会议"] == "/series/%E5%B9%B4%E4%BC%9A"


def test_every_link_of_a_card_leads_somewhere(client: FlaskClient) -> None:
    for article in ARTICLES:
        if article.meeting is None:
            continue
        root = parsed(client.get(f"/article/{article.id}").text)
        ids = {element.get("id") for element in root.iter()}
        [card] = of_class(root, "meeting-card")
        targets = {href[1:] for href in links(card).values() if href.startswith("#")}
        assert targets <= ids, article.id


def test_reasons_are_told(client: FlaskClient) -> None:
    html = client.get("/article/annual").text
    assert 'title="日期取自页面上的日期标签"' in html
    assert "依据：标题“召开２０２３年年会”" in html


def test_a_series_that_is_not_there(client: FlaskClient) -> None:
    assert client.get("/series/没有的会").status_code == 404


def council(body: str, session: str) -> Article:
    return Article(
        f"council{session}{len(body)}{body == '甲协会'}",
        f"{body}理事会开会{session}",
        "文",
        kind=Kind.MEETING,
        meeting=Meeting(
            series=Evidence("理事会"),
            term=Evidence("5"),
            session=Evidence(session),
            hosts=(Evidence(body),) if body else (),
        ),
    )


def test_the_councils_of_two_bodies_do_not_share_a_page(tmp_path: Path) -> None:
    """Both bodies' fifth council once stood on one page, as if it had met twice."""
    reports = [
        council("甲协会", "1"),
        council("甲协会", "2"),
        council("乙学会", "2"),
        council("", "3"),
    ]
    client = create_app(written_index(tmp_path, reports)).test_client()
    chosen = links(parsed(client.get("/series/理事会").text))
    assert {"甲协会理事会", "乙学会理事会", "没有写明机构的"} <= {*chosen}
    own = client.get(chosen["乙学会理事会"]).text
    assert "乙学会理事会：历次会议" in own
    assert "乙学会理事会开会2" in own
    assert "甲协会" not in own
    assert "理事会开会3" in client.get(chosen["没有写明机构的"]).text
    card = links(parsed(client.get("/article/council23False").text))
    assert card["历次会议"] == chosen["乙学会理事会"]
    assert client.get("/series/理事会?body=丙会").status_code == 404


def test_one_body_alone_has_the_reports_that_leave_its_name_out(tmp_path: Path) -> None:
    client = create_app(
        written_index(tmp_path, [council("甲协会", "1"), council("", "2")])
    ).test_client()
    for address in ("/series/理事会", "/series/理事会?body=甲协会"):
        html = client.get(address).text
        assert "甲协会理事会开会1" in html
        assert "理事会开会2" in html


@pytest.mark.parametrize(
    ("series", "body"),
    [
        ("理事会", "甲协会"),
        ("学术年会", "甲协会"),
        ("会长（扩大）会议", "甲协会"),
        ("三市档案学会联席会议", ""),
    ],
)
def test_a_series_with_a_name_of_its_own_needs_no_body(series: str, body: str) -> None:
    held = Meeting(series=Evidence(series), hosts=(Evidence("甲协会"),))
    assert body_of(Article("a", "题", "文", meeting=held)) == body


def meeting(term: str, session: str, day: str) -> Article:
    return Article(
        f"{term}-{session}-{day}",
        "题",
        "文",
        meeting=Meeting(
            series=Evidence("理事会"),
            term=Evidence(term) if term else None,
            session=Evidence(session) if session else None,
            date=Evidence(day),
        ),
    )


def test_a_series_shows_its_gaps() -> None:
    reports = [
        meeting("5", "4", "2025-01-10"),
        meeting("5", "1", "2022-03-18"),
        meeting("4", "2", "2017-01-01"),
        meeting("5", "1", "2022-03-17"),
        meeting("", "", "2010"),
        meeting("4", "99", "2018-01-01"),
    ]
    shown = [
        (term.label, [(s.label if s.number else "", len(s.articles)) for s in term.sessions])
        for term in terms(reports)
    ]
    assert shown == [
        ("第五届", [("第一次", 2), ("第二次", 0), ("第三次", 0), ("第四次", 1)]),
        ("第四届", [("第一次", 0), ("第二次", 1), ("第三次至第九十八次", 0), ("第九十九次", 1)]),
        ("第0届", [("", 1)]),
    ]
    first = terms(reports)[0].sessions[0]
    assert [str(a.meeting.date.value) for a in first.articles if a.meeting and a.meeting.date] == [
        "2022-03-17",
        "2022-03-18",
    ]


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100"), (0, "0")],
)
def test_numbers_in_chinese(number: int, written: str) -> None:
    assert han(number) == written


def test_a_session_by_its_numbers() -> None:
    found = meeting("5", "19", "2021").meeting
    assert session_label(found) == "第五届理事会第十九次会议"
    assert session_label(None) == ""


def test_sentences_that_are_not_there_are_left_out() -> None:
    spans = [(0, 2), (1, 3), (-1, 4), (2, 9), (3, 3), (2, 4)]
    article = Article(
        "a", "题", "一二三四", meeting=Meeting(decisions=tuple(
            Evidence("", "x", "body", start, end) for start, end in spans
        ))
    )  # fmt: skip
    assert sentences(article) == [(0, 2), (2, 4)]


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.mimetype == "text/csv"
    assert response.data.startswith("\ufeff".encode())
    return [*csv.reader(io.StringIO(response.text.removeprefix("\ufeff"), newline=""))]


def test_a_result_list_as_a_file(client: FlaskClient) -> None:
    [header, row] = rows(client, "/search.csv?series=年会")
    assert header == COLUMNS
    told = dict(zip(header, row, strict=True))
    assert told["标题"] == "协会召开２０２３年年会"
    assert told["会议日期"] == "2023-07-14"
    assert told["主持人"] == "颜朝华（秘书长）"
    assert told["网址"] == "http://localhost/article/annual"


def test_every_hit_is_in_the_file_in_the_order_of_the_page(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?sort=oldest&size=100").json
    assert answer is not None
    titles = [harmless([hit["title"]])[0] for hit in answer["hits"]]
    assert [row[0] for row in rows(client, "/search.csv?sort=oldest&page=3")[1:]] == titles
    assert not [row for row in titles if "内部会议纪要" in row]


def test_a_file_is_cut_where_it_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.export.MOST_ROWS", 10)
    monkeypatch.setattr("webapp.export._AT_ONCE", 5)
    told = rows(client, "/search.csv")
    assert len(told) == 12
    assert "只导出了前 10 篇" in told[-1][0]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", *XSS])
def test_no_cell_is_a_formula(cell: str) -> None:
    [written] = harmless([cell])
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert not set("\r\n\t") & set(written)


def test_a_table_has_the_columns_of_meetings_beside_meetings(client: FlaskClient) -> None:
    def columns(address: str) -> list[str]:
        return [text(th) for th in parsed(client.get(address).text).iter("th")][:5]

    assert columns("/search?view=table&kind=meeting")[1] == "会议日期"
    assert columns("/search?view=table")[1] == "发布日期"


def test_a_way_to_show_that_is_not_there_is_said(client: FlaskClient) -> None:
    assert "没有“map”这种显示方式" in client.get("/search?view=map").text
