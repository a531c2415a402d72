"""The site's dictionary: edited whole or not at all, counted against a cut of everything."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from index.analysis import Analyzer, normalize
from index.config import load_config
from index.engine import open_reader
from index.errors import ConfigError
from indexer.dictionary import WordRefused, add_word, remove_word
from tests.indexer.command import huisou

TEXTS = (
    "在防腐蚀施工中使用玻璃鳞片胶泥。",
    "玻璃鳞片胶泥与玻璃鳞片\n胶泥的性能比较",
    "本次培训讲授衬里施工。",
    "玻璃鳞片，胶泥分开写。",
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, a dictionary, an index and four articles."""
    monkeypatch.chdir(tmp_path)
    settings = '[index]\npath = "data"\n[vocabulary]\ndictionary = "词典.txt"\n'
    settings += '[[sources]]\nname = "新闻"\npath = "news"\n'
    (tmp_path / "huisou.toml").write_text(settings, "utf-8")
    (tmp_path / "词典.txt").write_text("# 本站的词\n防腐蚀 2000 n\n", "utf-8")
    (tmp_path / "news").mkdir()
    for number, text in enumerate(TEXTS):
        content = f"---\ntitle: 简讯{number}\ndate: 2024-05-0{number + 1}\n---\n{text}\n"
        (tmp_path / "news" / f"{number}.md").write_text(content, "utf-8")
    assert huisou("index") == 0
    return tmp_path


def hits(capsys: pytest.CaptureFixture[str], query: str) -> set[str]:
    """The titles that a search finds."""
    capsys.readouterr()
    assert huisou("search", query, "--json") == 0
    return {hit["title"] for hit in json.loads(capsys.readouterr().out)["hits"]}


def cut(site: Path) -> list[list[str]]:
    """The words of every article, by the dictionary as it is."""
    config = load_config(site / "huisou.toml", {})
    analyzer = Analyzer.from_config(config)
    reader = open_reader(config)
    words = [
        [word for word, _ in analyzer.words(normalize(article.body).text)]
        for article in sorted(reader.articles(), key=lambda one: one.title)
    ]
    reader.close()
    return words


@pytest.mark.parametrize("word", ["玻璃鳞片胶泥", "施工中", "会因此", "防腐"])
def test_an_edit_says_how_many_articles_are_cut_otherwise(
    site: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    before = cut(site)
    capsys.readouterr()
    assert huisou("dict", "add", word, "90000", "n") == 0
    said = capsys.readouterr().out
    changed = sum(old != new for old, new in zip(before, cut(site), strict=True))
    assert f"当前索引里有 {changed} 篇文章会因此换一种切分" in said
    assert (site / "词典.txt").read_text("utf-8").endswith(f"\n{word} 90000 n\n")
    assert huisou("status") == 0
    assert "请运行 huisou index --if-needed" in capsys.readouterr().out
    assert huisou("dict", "remove", word) == 0
    assert f"有 {changed} 篇文章" in capsys.readouterr().out
    assert cut(site) == before
    assert (site / "词典.txt").read_text("utf-8") == "# 本站的词\n防腐蚀 2000 n\n"


@pytest.mark.parametrize("query", ['"玻璃鳞片胶泥"', '"鳞片胶"', "玻璃鳞片胶泥", "施工 -培训"])
def test_before_the_rebuild_searching_finds_what_it_does_after(
    site: Path, capsys: pytest.CaptureFixture[str], query: str
) -> None:
    before = hits(capsys, query)
    assert huisou("dict", "add", "玻璃鳞片胶泥") == 0
    meanwhile = hits(capsys, query)
    assert huisou("index", "--if-needed") == 0
    assert hits(capsys, query) == meanwhile
    if '"' in query:
        assert meanwhile == before


def test_words_are_listed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huisou("dict", "add", "衬里")
    capsys.readouterr()
    assert huisou("dict", "list") == 0
    assert capsys.readouterr().out == "防腐蚀 2000 n\n衬里\n"


def test_a_word_that_is_there_gets_another_frequency_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "词典.txt"
    file.write_bytes("\ufeff# 词\r\n防腐 10 n # 旧\r\n衬里\r\n".encode())
    file.chmod(0o640)
    add_word(file, "防腐", 50, None)
    assert file.read_bytes() == "\ufeff# 词\r\n防腐 50\r\n衬里\r\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    with pytest.raises(WordRefused, match="已经有"):
        add_word(file, "衬里", None, None)
    with pytest.raises(WordRefused, match="词典里没有"):
        remove_word(file, "阴极保护")


@pytest.mark.parametrize("word", ["", " ", "两 个", "！！", "#词", "词#", "长" * 41, "a\nb"])
def test_what_is_no_word_is_refused_and_nothing_changes(tmp_path: Path, word: str) -> None:
    file = tmp_path / "词典.txt"
    with pytest.raises(WordRefused, match="不能作词"):
        add_word(file, word, None, None)
    assert not file.exists()


def test_a_wrong_dictionary_is_named_and_the_last_good_one_stays_in_force(
    site: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = cut(site)
    (site / "词典.txt").write_text("防腐蚀 2000 n\n！！ 3\n衬里 两百\n", "utf-8")
    assert cut(site) == before
    assert "第 2 行写错了：！！ 3" in caplog.text
    for command, status in (("index", 0), ("status", 0), ("check", 1), ("search", 0)):
        assert huisou(command) == status
    said = capsys.readouterr().out
    assert said.count("词典.txt 第 2 行写错了") == 2
    assert "第 3 行写错了：衬里 两百" in said
    assert huisou("dict", "add", "阴极保护") == 2
    assert "第 2 行写错了" in capsys.readouterr().err
    assert "阴极保护" not in (site / "词典.txt").read_text("utf-8")


def test_with_nothing_to_fall_back_on_a_wrong_dictionary_is_refused(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "data" / "dictionary.txt").unlink()
    (site / "词典.txt").write_text("！！ 3\n", "utf-8")
    assert huisou("index") == 2
    assert "第 1 行写错了" in capsys.readouterr().err


def test_a_site_without_a_dictionary_is_told_how_to_have_one(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "huisou.toml").write_text('[index]\npath = "data"\n', "utf-8")
    assert huisou("dict", "add", "衬里") == 2
    assert "dictionary =" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="写不进去"):
        add_word(tmp_path / "无" / "词典.txt", "衬里", None, None)
