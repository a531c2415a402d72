"""The analyzer: what a bare term asks for, and the site's own words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.analysis import Analyzer, normalized, read_dictionary
from index.errors import ConfigError


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    return Analyzer(cache=tmp_path_factory.mktemp("jieba"))


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("防腐蚀技术", ("防腐蚀", "技术")),
        ("GB/T50046-2018", ("gb/t50046-2018",)),
        ("2023年7月14日", ("2023年7月14日",)),
        ("第5届理事会", ("第5届", "理事会")),
        ("市科协会议", ("市", "科协", "会议")),
        ("首趟RCEP班列的起点？", ("首趟", "rcep", "班列", "起点")),
        ("PM2.5", ("pm2.5",)),
        ("首架C919的交付", ("首架", "c919", "交付")),
        ("2022和2023年", ("2022", "2023年")),
        ("梁冠华在《相逢时节》中演的谁", ("梁冠华", "相逢", "时节", "中演")),
        ("什么", ("什么",)),
        ("的", ("的",)),
        ("？？", ("??",)),
    ],
)
def test_a_bare_term_asks_for_its_words(
    analyzer: Analyzer, typed: str, units: tuple[str, ...]
) -> None:
    assert analyzer.units(normalized(typed)) == units


def test_words_carry_their_offsets(analyzer: Analyzer) -> None:
    text = "协会召开2023年会，通过决议。"
    for word, offset in analyzer.words(text):
        assert text.startswith(word, offset)


def test_the_dictionary_keeps_a_word_whole_and_changes_the_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "dictionary.txt"
    file.write_text("# 专业词\n渝化節协 10 n\n阴极保护\n", encoding="utf-8")
    analyzer = Analyzer(read_dictionary(file), tmp_path / "cache")
    assert analyzer.units("渝化节协") == ("渝化节协",)
    assert analyzer.fingerprint() != Analyzer().fingerprint()


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "dictionary.txt"
    file.write_text("防腐\n！！ 3\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="第 2 行"):
        read_dictionary(file)


def test_the_cache_lies_in_the_folder_given(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from index.analysis import Analyzer;"
        "print(list(Analyzer(cache=pathlib.Path(sys.argv[1])).words('防腐')))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "own")], env=environment, check=True
    )
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["jieba.cache"]
    assert (tmp_path / "own" / "jieba.cache").exists()
