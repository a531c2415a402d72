"""Pages of attachments, and what a hit shows of them beside the body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Attachment
from index.engines.whoosh.hits import hit
from index.marks import spots
from index.places import CHUNK, page_url, pages_with, place_at, telling_spots
from index.query import Term
from index.results import Hit

PDF = Attachment("表", "https://x/a.pdf", "甲乙\n丙丁\n", (0, 3), ("第1页", "第2页"), "pdf")
LONG = "这一句话里没有要找的词，只是为了把摘要占满而写在这里的。" * 12


def hit_of(article: Article, *words: str) -> Hit:
    return hit(article, 1.0, [Term(word, (word,)) for word in words])


def article(body: str, *texts: str, title: str = "") -> Article:
    attached = tuple(Attachment(f"附{n}", "", text) for n, text in enumerate(texts))
    return Article("a", title, body, attachments=attached)


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (2, 1), (3, 2), (5, 2)])
def test_the_page_of_an_offset(offset: int, page: int) -> None:
    place = place_at(PDF, 4, offset)
    assert (place.attachment, place.page, place.label) == (4, page, f"第{page}页")
    assert place.url == f"https://x/a.pdf#page={page}"


@pytest.mark.parametrize(
    ("url", "form", "expected"),
    [
        ("https://x/a", "pdf", "https://x/a#page=2"),
        ("https://x/a#b", "pdf", "https://x/a#b"),
        ("https://x/a.docx", "docx", "https://x/a.docx"),
        ("", "pdf", ""),
    ],
)
def test_only_a_pdf_opens_at_a_page(url: str, form: str, expected: str) -> None:
    assert page_url(Attachment("", url, "", form=form), 2) == expected


def test_each_page_once_and_none_before_the_first() -> None:
    assert [place.page for place in pages_with(PDF, 0, [0, 1, 4, 5])] == [1, 2]
    assert place_at(Attachment("", "", "甲乙", (1,), ("脚注",)), 0, 0).label == ""


@given(
    st.lists(st.sampled_from(["防腐", "蚀", "涂装", "\n", "，" * 3000, "甲" * 9000]), max_size=30)
)
def test_telling_spots_are_spots_and_miss_no_text_that_has_any(parts: list[str]) -> None:
    text, units = "".join(parts), ("防腐", "涂装")
    found, every = telling_spots(text, units), spots(text, units)
    assert set(found) <= set(every)
    assert bool(found) == bool(every)


def test_a_match_across_two_stretches_is_found_once() -> None:
    for before in range(2 * CHUNK - 5, 2 * CHUNK + 5):
        found = telling_spots("甲" * before + "防腐蚀" + "甲" * 50, ("防腐蚀",))
        assert found == [(before, before + 3, 0)]


def test_an_attachment_is_shown_where_the_body_leaves_room() -> None:
    found = hit_of(article("年会的正文。", "年会的附件。"), "年会")
    assert [one.field for one in found.snippets] == ["body", "attachment"]
    assert found.matched_in == ("body", "attachment")


def test_two_passages_at_most() -> None:
    body = f"年会{LONG}年会{LONG}"
    assert [one.field for one in hit_of(article(body, "年会"), "年会").snippets] == ["body"] * 2
    found = hit_of(article(body, "年会", "年会的议程"), "年会", "议程")
    assert [one.field for one in found.snippets] == ["body", "attachment"]
    assert found.snippets[1].place is not None
    assert found.snippets[1].place.name == "附1"


def test_an_attachment_alone_has_both_passages() -> None:
    found = hit_of(article("正文。", f"年会{LONG}年会{LONG}"), "年会")
    assert [one.field for one in found.snippets] == ["attachment"] * 2
    assert len(found.places) == 1


def test_without_a_body_the_attachment_opens_the_list() -> None:
    (snippet,) = hit_of(article("", "", "第二个附件的开头。", title="年会"), "年会").snippets
    assert (snippet.text, snippet.ranges) == ("第二个附件的开头。", ())
    assert snippet.place is not None
    assert snippet.place.attachment == 1
