"""What staff put right: read from the file, kept through rebuilds, applied at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.article import Article, Kind, Meeting, PartialDate, stable_id
from index.config import load_config
from index.engine import open_reader
from indexer.correcting import assignments, table_of
from indexer.corrections import (
    LABELS,
    CorrectionRefused,
    after_enrichment,
    article_named,
    before_enrichment,
    checked,
    read_corrections,
)
from tests.indexer.command import huisou

SETTINGS = """
[index]
path = "data"

[vocabulary]
corrections = "corrections.toml"

[[sources]]
name = "网站"
path = "news"
base_url = "https://www.example.org"
"""
REPORT = """---
title: 第五届理事会第三次会议召开
date: 2023-12-22
---
12月15日，第五届理事会第三次会议在创新大厦召开。理事长龙志堃主持会议。
"""
ADDRESS = "https://www.example.org/a.md"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration and one report."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "huisou.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.md").write_text(REPORT, encoding="utf-8")
    return tmp_path


def meeting(site: Path) -> Meeting:
    """That of the one article in the index."""
    [article] = articles(site)
    assert article.meeting is not None
    return article.meeting


def articles(site: Path) -> Iterator[Article]:
    reader = open_reader(load_config(site / "huisou.toml", {}))
    try:
        yield from list(reader.articles())
    finally:
        reader.close()


def venue(site: Path) -> str:
    found = meeting(site).venue
    return found.value if found else ""


def test_a_correction_holds_at_once_and_after_a_rebuild(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert huisou("index") == 0
    assert venue(site) == "创新大厦"
    name = stable_id(ADDRESS)
    assert huisou("correct", name, "venue=科技馆", "出席人员=梁雨桐|处长", "出席人员=石镇远") == 0
    assert "已更正《第五届理事会第三次会议召开》" in capsys.readouterr().out
    for command in ((), ("index",), ("index", "--rebuild")):
        assert not command or huisou(*command) == 0
        found = meeting(site)
        assert venue(site) == "科技馆"
        assert [(p.value, p.office) for p in found.attendees] == [
            ("梁雨桐", "处长"),
            ("石镇远", ""),
        ]
        assert found.chair is not None
        assert found.chair.value == "龙志堃"


def test_the_file_changed_by_hand_is_read_by_the_next_run(site: Path) -> None:
    """Unchanged pages are not read again, so a correction of one would have waited for a
    rebuild."""
    huisou("index")
    file = site / "corrections.toml"
    file.write_text(f'[[correction]]\narticle = "{ADDRESS}"\nvenue = "科技馆"\n', encoding="utf-8")
    assert huisou("index") == 0
    assert venue(site) == "科技馆"
    file.write_text("", encoding="utf-8")
    assert huisou("index") == 0
    assert venue(site) == "创新大厦"


def test_a_wrong_line_is_named_and_the_rest_holds(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "corrections.toml").write_text(
        f'[[correction]]\narticle = "{ADDRESS}"\ndate = "2023-02-30"\n\n'
        f'[[correction]]\narticle = "{ADDRESS}"\nvenue = "科技馆\n\n'
        f'[[correction]]\narticle = "{ADDRESS}"\nroom = "201"\n\n'
        '[[correction]]\narticle = "年会"\n\n'
        f'[[correction]]\narticle = "{ADDRESS}"\nvenue = "图书馆"\n',
        encoding="utf-8",
    )
    assert huisou("index") == 0
    shown = capsys.readouterr().out
    for part in ("第 3 行：date", "第 7 行不合 TOML", "第 11 行：没有“room”", "第 14 行：article"):
        assert part in shown
    assert venue(site) == "图书馆"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("0" * 16, "venue=科技馆"), "没有编号是"),
        (("年会", "venue=科技馆"), "不是文章编号"),
        ((ADDRESS, "科技馆"), "字段=值"),
        ((ADDRESS, "room=科技馆"), "venue（会议地点）"),
        ((ADDRESS, "date=昨天"), "2023-07-19"),
        ((ADDRESS, "kind=八卦"), "会议报道"),
        ((ADDRESS, "session=多次"), "要写成数字"),
        ((ADDRESS, "venue=甲", "venue=乙"), "只能写一个值"),
    ],
)
def test_what_cannot_be_is_refused(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    huisou("index")
    assert huisou("correct", *arguments) == 2
    assert said in capsys.readouterr().err
    assert not (site / "corrections.toml").exists()


def test_without_a_file_it_says_what_to_write(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "huisou.toml").write_text(SETTINGS.replace("corrections =", "# "), encoding="utf-8")
    huisou("index")
    assert huisou("correct", ADDRESS, "venue=科技馆") == 2
    assert "[vocabulary]" in capsys.readouterr().err


def test_every_field_can_be_put_right_and_emptied() -> None:
    written = {
        "kind": "会议报道",
        "published": "2023-07",
        "date": "2023-07-14",
        "term": "五",
        "session": "3",
        "category": "会议报道/理事会",
    }
    values = dict(checked(name, written.get(name, "某某")) for name in LABELS)
    article = before_enrichment(Article("a", "题", "文"), values)
    found = after_enrichment(article, values, lambda _: None)
    assert (found.kind, found.published) == (Kind.MEETING, PartialDate(2023, 7))
    assert found.category == ("会议报道", "理事会")
    assert found.meeting is not None
    assert all(getattr(found.meeting, name) for name in Meeting.__slots__)
    empty = {name: () for name in LABELS if name != "kind"}
    emptied = after_enrichment(before_enrichment(found, empty), empty, lambda _: None)
    assert emptied.meeting == Meeting()
    assert (emptied.published, emptied.organizations) == (None, ())


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    article = Article(stable_id("x"), '题"\n]] \x07', "文")
    values = assignments(['venue=a"b\\c\x7f#', "decisions=一", "decisions=二", "term="])
    file = tmp_path / "corrections.toml"
    file.write_text(table_of(article, values) * 2, encoding="utf-8")
    read = read_corrections(file)
    assert (dict(read.of[article.id]), read.problems) == (values, ())


@pytest.mark.parametrize("name", ["", "年会", "http://", "A" * 16, "1" * 15])
def test_an_article_is_named_by_id_or_address(name: str) -> None:
    with pytest.raises(CorrectionRefused):
        article_named(name)
