"""Dates as pages write them, and which one a page was published on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import PartialDate
from indexer.extract import extract_html
from indexer.extract.dates import date_in_address, days_in, read_date

TODAY = date(2024, 6, 30)
DAYS = st.dates(date(1949, 10, 1), TODAY)
FORMS = (
    "{0.year}-{0.month:02}-{0.day:02}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year} 年 {0.month:02} 月 {0.day:02} 日",
    "{0.year:04}{0.month:02}{0.day:02}",
)
HAN = "〇一二三四五六七八九"


def in_han(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[units] if units else "")


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(("", " 08:05", " 8:05:00", "T08:05:00+08:00")))
def test_every_form_of_a_day(day: date, form: str, time: str) -> None:
    written = form.format(day) + (time if "{0.year:04}" not in form else "")
    assert str(read_date(f"发布：{written}", TODAY)) == day.isoformat()


@given(DAYS)
def test_a_day_in_han_numerals(day: date) -> None:
    year = "".join(HAN[int(digit)] for digit in str(day.year))
    written = f"{year}年{in_han(day.month)}月{in_han(day.day)}日"
    assert str(read_date(written, TODAY)) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２０２３－０７－１９", "2023-07-19"),
        ("2023年7月", "2023-07"),
        ("2023-07", "2023-07"),
        ("二○二三年七月", "2023-07"),
        ("2023年", "2023"),
        ("2023", "2023"),
        ("2023-13-45", None),
        ("2023年2月30日", None),
        ("2024-07-01", None),
        ("1024*768", None),
        ("GB/T 50046-2018", "2018"),
        ("电话0000-8800216", None),
        ("昨天", None),
    ],
)
def test_what_is_and_is_not_a_date(text: str, expected: str | None) -> None:
    found = read_date(text, TODAY)
    assert (found and str(found)) == expected


def test_a_found_day_covers_its_time_of_day() -> None:
    text = "来源：秘书处 2023-07-19 10:30:00 点击：5"
    (found,) = days_in(text, TODAY)
    assert text[found.start : found.end] == "2023-07-19 10:30:00"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/2021/0305/1234.html", "2021-03-05"),
        ("https://a.example/content/2019-02/15/content_5365945.htm", "2019-02-15"),
        ("https://a.example/2023/07/19/VIDE.shtml", "2023-07-19"),
        ("https://a.example/art/202307/t20230719_88.html", "2023-07-19"),
        ("https://a.example/news.asp?id=20230719", None),
        ("https://a.example/19990000/1.html", None),
    ],
)
def test_dates_in_addresses(address: str, expected: str | None) -> None:
    found = date_in_address(address, TODAY)
    assert (found and str(found)) == expected


PAGE = (
    "<html><head><title>罐区检修</title>{meta}</head><body><h1>罐区检修</h1>{line}"
    "<p>罐区检修定于2015年3月4日开始，工期二十天，请各班组按计划进场。</p>{below}</body></html>"
)
ADDRESS = "https://a.example/2021/0305/1.html"


@pytest.mark.parametrize(
    ("meta", "line", "below", "url", "expected", "reason"),
    [
        (
            "2020-01-01",
            "<p>发布时间：2020-02-02 来源：本站</p>",
            "",
            ADDRESS,
            "2020-02-02",
            "label",
        ),
        ("2020-01-01", "<p>2020-02-02</p>", "", ADDRESS, "2020-01-01", "meta"),
        ("", "<p>2020-02-02 秘书处</p>", "", ADDRESS, "2020-02-02", "site line"),
        ("", "", "<p>发布日期：2020-03-03</p>", ADDRESS, "2020-03-03", "label"),
        ("2029-01-01", "<p>发布时间：2029-02-02</p>", "", ADDRESS, "2021-03-05", "address"),
        ("2020-13-45", "", "", "", "None", ""),
        ("", "", "", "", "None", ""),
    ],
)
def test_the_most_trustworthy_date_wins(
    meta: str, line: str, below: str, url: str, expected: str, reason: str
) -> None:
    tag = f'<meta name="PubDate" content="{meta}">' if meta else ""
    page = PAGE.format(meta=tag, line=line, below=below)
    found = extract_html(page.encode(), url=url, today=TODAY)
    assert (str(found.published), found.date_reason) == (expected, reason)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-01-01 09:30", ("2020-01-01", "meta")),
        ("2029-01-01", ("2020-02-02", "label")),
        ("待定", ("2020-02-02", "label")),
    ],
)
def test_the_tags_of_government_sites_come_before_labels(
    day: str, expected: tuple[str, str]
) -> None:
    """A PubDate beside an ArticleTitle; alone it may be the day the page was made."""
    tags = f'<meta name="ArticleTitle" content="罐区检修"><meta name="PubDate" content="{day}">'
    page = PAGE.format(meta=tags, line="<p>发布时间：2020-02-02 来源：本站</p>", below="")
    found = extract_html(page.encode(), url=ADDRESS, today=TODAY)
    assert (str(found.published), found.date_reason) == expected


@given(DAYS)
def test_a_day_in_the_body_is_never_the_publication_date(day: date) -> None:
    page = PAGE.replace("2015年3月4日", f"{day.year}年{day.month}月{day.day}日")
    found = extract_html(page.format(meta="", line="", below="").encode(), today=TODAY)
    assert found.published is None


def test_a_partial_date_keeps_its_precision() -> None:
    found = extract_html(PAGE.format(meta="", line="<p>日期：2020年9月</p>", below="").encode())
    assert found.published == PartialDate(2020, 9)
