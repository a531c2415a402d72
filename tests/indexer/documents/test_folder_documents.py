"""A folder of pages and documents, from the files to a hit that says the page."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from index.analysis import Analyzer
from index.article import Article, Attachment
from index.config import Config, IndexSettings, SourceSettings
from index.engine import SearchRequest, open_reader
from index.parsing import parse
from index.results import Hit
from indexer.configured import chosen_sources
from indexer.extract.documents import SCANNED
from indexer.indexing import IndexOptions, index_sources
from indexer.report import RunReport
from tests.indexer.documents.document_files import pdf, sheets, word

BODY = "各会员单位：为做好今年的评审工作，现将有关事项通知如下，请认真组织，按时报送材料。"
AGENDA = pdf(["评审议程"], ["初评在三月"], ["终评在钢结构试验室"])


def page(inside: str, title: str = "关于评审工作的通知") -> str:
    return f"""<html><head><title>{title}</title></head><body><div class="content">
    <h1>{title}</h1><p>发布日期：2023-01-05</p><p>{BODY}</p>{inside}</div></body></html>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "议程.pdf").write_bytes(AGENDA)
    (folder / "notice.html").write_text(
        page('<p><a href="files/%E8%AE%AE%E7%A8%8B.pdf">评审议程</a></p>')
    )
    return folder


def config_of(site: Path, base_url: str = "https://www.example.org/n") -> Config:
    source = SourceSettings(name="站", path=site, base_url=base_url)
    return Config(index=IndexSettings(path=site.parent / "index"), sources=(source,))


def index(site: Path, **options: bool) -> RunReport:
    config = config_of(site)
    return index_sources(config, chosen_sources(config, []), IndexOptions(**options))


def hits(site: Path, query: str) -> tuple[Hit, ...]:
    config = config_of(site)
    parsed = parse(query, Analyzer.from_config(config).units)
    with contextlib.closing(open_reader(config)) as reader:
        return reader.search(SearchRequest(query=parsed.node)).hits


def test_a_hit_in_a_linked_document_says_its_page(site: Path) -> None:
    assert index(site).added == 1
    (hit,) = hits(site, "钢结构试验室")
    assert hit.article.title == "关于评审工作的通知"
    assert hit.matched_in == ("attachment",)
    (place,) = hit.places
    assert (place.name, place.page, place.label) == ("评审议程", 3, "第3页")
    assert place.url == "https://www.example.org/n/files/%E8%AE%AE%E7%A8%8B.pdf#page=3"
    assert [snippet.place for snippet in hit.snippets] == [place]
    assert hit.snippets[0].field == "attachment"


def test_a_changed_document_changes_its_article(site: Path) -> None:
    index(site)
    assert index(site).unchanged == 1
    (site / "files" / "议程.pdf").write_bytes(pdf(["改在焊接车间"]))
    report = index(site)
    assert (report.changed, report.added, report.deleted) == (1, 0, 0)
    assert hits(site, "焊接车间")[0].places[0].label == "第1页"
    assert not hits(site, "钢结构试验室")


def test_a_document_that_no_article_links_to_is_an_article(site: Path) -> None:
    (site / "2023").mkdir()
    (site / "2023" / "会员名单汇总.xlsx").write_bytes(sheets({"名单": [["临港涂料有限公司"]]}))
    assert index(site).added == 2
    (hit,) = hits(site, "临港涂料有限公司")
    assert (hit.article.title, hit.article.body) == ("会员名单汇总", "")
    assert hit.places[0].label == "工作表“名单”"
    (organization,) = hit.article.organizations
    assert [form.field for form in organization.forms] == ["attachment"]


def test_a_document_goes_from_an_article_of_its_own_to_an_attachment(site: Path) -> None:
    (site / "notice.html").write_text(page("<p>没有附件。</p>"))
    assert index(site).added == 2
    (site / "notice.html").write_text(page('<p><a href="files/议程.pdf">评审议程</a></p>'))
    index(site, allow_shrink=True)
    assert [hit.article.title for hit in hits(site, "终评")] == ["关于评审工作的通知"]


def test_a_list_of_downloads_takes_no_document_away(site: Path) -> None:
    rows = "".join(f'<li><a href="n{n}.html">第{n}号通知的标题在这里</a></li>' for n in range(20))
    listing = f'<ul>{rows}<li><a href="files/议程.pdf">议程</a></li></ul>'
    (site / "notice.html").write_text(f"<html><title>下载中心</title>{listing}</html>")
    assert index(site).added == 1
    assert hits(site, "终评")[0].article.attachments[0].name == "议程.pdf"


@pytest.mark.parametrize(
    "href",
    "../secret.pdf %2e%2e/secret.pdf /../secret.pdf ..%2fsecret.pdf link.pdf .hidden/a.pdf".split(),
)  # fmt: skip
def test_no_link_leads_out_of_the_folder(site: Path, href: str) -> None:
    secret = site.parent / "secret.pdf"
    secret.write_bytes(pdf(["绝密暗号"]))
    (site / "link.pdf").symlink_to(secret)
    (site / ".hidden").mkdir()
    (site / ".hidden" / "a.pdf").write_bytes(pdf(["绝密暗号"]))
    (site / "notice.html").write_text(page(f'<p><a href="{href}">名单</a></p>'))
    index(site)
    assert not hits(site, "绝密暗号")


def test_bad_documents_are_named_and_stop_nothing(site: Path) -> None:
    inside = "".join(f'<p><a href="{name}">{name}</a></p>' for name in ("a.pdf", "b.pdf", "c.docx"))
    (site / "a.pdf").write_bytes(pdf([]))
    (site / "b.pdf").write_bytes(b"<html>404</html>")
    (site / "notice.html").write_text(page(inside))
    (site / "坏.docx").write_bytes(word("甲")[:500])
    (site / "空.pdf").write_bytes(b"")
    report = index(site)
    assert [(line.path, line.reason) for line in report.attachments] == [
        ("notice.html → a.pdf", SCANNED),
        ("notice.html → b.pdf", "其实是网页，不是文档"),
        ("notice.html → c.docx", "文件夹里没有这个文件"),
    ]
    assert {line.path for line in report.failed} == {"坏.docx", "空.pdf"}
    assert report.exit_status == 1
    assert "notice.html → a.pdf：扫描件，没有文字" in report.to_text()
    (hit,) = hits(site, "报送材料")
    assert [one.note for one in hit.article.attachments] == [
        line.reason for line in report.attachments
    ]


def test_a_scan_is_found_by_its_name(site: Path) -> None:
    (site / "一九九八年会议纪要.pdf").write_bytes(pdf([]))
    report = index(site)
    assert [line.path for line in report.attachments] == ["一九九八年会议纪要.pdf"]
    assert hits(site, "会议纪要")[0].article.attachments[0].note == SCANNED


def test_what_an_older_program_stored_is_still_read() -> None:
    article = Article("a", "甲", "乙", attachments=(Attachment("丙", "", "丁", (0,)),))
    stored = json.loads(article.to_json())
    for name in ("page_labels", "form", "note"):
        del stored["attachments"][0][name]
    assert Article.from_json(json.dumps(stored)) == article
