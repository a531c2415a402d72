"""The organisations file: what is read, and what each fault is told as."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.config import Config
from index.errors import ConfigError
from indexer.enrich import Vocabulary, load_vocabulary

GOOD = """
[[organization]]
name = "澜江市科学技术协会"
aliases = ["市科协"]
kind = "协会"
parent = "澜江市"

[[organization]]
name = "澜江市"
kind = "政府"
"""


def _load(
    tmp_path: Path, text: str | bytes, region: str = "澜江市", name: str = "organizations.toml"
) -> Vocabulary:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_vocabulary(
        Config.model_validate(
            {
                "site": {"home_region": region},
                "index": {"path": tmp_path / "index"},
                "vocabulary": {"organizations": file},
            }
        )
    )


def test_entries_are_read_in_order(tmp_path: Path) -> None:
    first, second = _load(tmp_path, GOOD).organizations
    assert (first.name, first.aliases, first.kind) == ("澜江市科学技术协会", ("市科协",), "协会")
    assert (first.parent, second.name) == (second.name, "澜江市")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_old_editors_encodings_read_the_same(tmp_path: Path, encoding: str) -> None:
    stored = GOOD.replace("\n", "\r\n").encode(encoding)
    assert _load(tmp_path, stored) == _load(tmp_path, GOOD)


def test_no_file_is_an_empty_vocabulary() -> None:
    assert load_vocabulary(Config()).organizations == ()


CSV = "名称,简称,类别,上级\n澜江市科学技术协会,市科协,协会,澜江市\n\n澜江市,,政府,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_spreadsheet_says_the_same(tmp_path: Path, encoding: str) -> None:
    stored = CSV.replace("\n", "\r\n").encode(encoding)
    assert (
        _load(tmp_path, stored, name="机构.csv").organizations
        == _load(tmp_path, GOOD).organizations
    )


def test_aliases_of_a_row_are_set_apart_as_people_do(tmp_path: Path) -> None:
    text = "机构,别名\n澜江市科学技术协会,市科协、科协；澜江科协\n"
    (entry,) = _load(tmp_path, text, name="a.CSV").organizations
    assert entry.aliases == ("市科协", "科协", "澜江科协")


FAULTS: dict[str, tuple[str, list[str], int]] = {
    "unknown key": (GOOD.replace("aliases", "alias"), ["第 2 行", "alias：没有这一项"], 1),
    "unknown table": ("[[group]]\nname = '甲乙'\n" + GOOD, ["第 1 行", "group：没有这一项"], 2),
    "two of one name": (
        GOOD + '[[organization]]\nname = "瀾江市"\n',
        ["第 11 行", "与第 8 行重复"],
        2,
    ),
    "alias of two": (
        GOOD.replace('kind = "政府"', 'aliases = ["市科協"]'),
        ["第 8 行", "市科協", "第 2 行的“澜江市科学技术协会”"],
        2,
    ),
    "alias is another's name": (GOOD.replace('"市科协"', '"澜江市"'), ["第 2 行", "第 8 行"], 2),
    "empty alias": (GOOD.replace('"市科协"', '" "'), ["第 2 行", "不足两个字"], 1),
    "alias of one character": (GOOD.replace('"市科协"', '"协"'), ["“协”不足两个字"], 1),
    "alias is no list": (GOOD.replace('["市科协"]', '"市科协"'), ["第 2 行", "aliases"], 1),
    "unknown kind": (GOOD.replace('"政府"', '"机关"'), ["第 8 行", "机关", "政府、协会、企业"], 1),
    "kind is no text": (GOOD.replace('kind = "政府"', "kind = 3"), ["第 8 行", "kind"], 1),
    "no such parent": (
        GOOD.replace('parent = "澜江市"', 'parent = "某部"'),
        ["第 2 行", "某部"],
        2,
    ),
    "loop of parents": (GOOD + 'parent = "澜江市科学技术协会"\n', ["第 8 行", "绕了一圈"], 2),
    "not a list": ('organization = "协会"\n' + GOOD, ["第 1 行", "[[organization]]"], 2),
    "bad TOML": (GOOD + "[[organization]]\nname = \n", ["第 12 行", "不是 TOML"], 2),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_with_file_and_line_and_the_rest_is_in_force(
    tmp_path: Path, fault: str
) -> None:
    text, said, kept = FAULTS[fault]
    vocabulary = _load(tmp_path, text)
    for part in ["organizations.toml", *said]:
        assert any(part in problem for problem in vocabulary.problems), vocabulary.problems
    assert len(vocabulary.organizations) == kept


CSV_FAULTS = {
    "no header": ("澜江市科学技术协会,市科协\n", "第 1 行", 0),
    "no name": (CSV + ",市民协,协会,\n", "第 5 行：name", 2),
    "unknown kind": (CSV.replace("政府", "机关"), "第 4 行：kind", 1),
    "a cell of two lines": (CSV.replace("市科协", '"市科协\n市科协会"') + "丙,,,\n", "第 6 行", 2),
}


@pytest.mark.parametrize("fault", CSV_FAULTS)
def test_fault_of_a_row_is_named_by_its_line(tmp_path: Path, fault: str) -> None:
    text, said, kept = CSV_FAULTS[fault]
    vocabulary = _load(tmp_path, text, name="organizations.csv")
    assert any(said in problem for problem in vocabulary.problems), vocabulary.problems
    assert len(vocabulary.organizations) == kept


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="既不是 UTF-8 编码"):
        _load(tmp_path, b"\xff\xff\xfe")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    config = Config.model_validate({"vocabulary": {"organizations": tmp_path / "none.toml"}})
    with pytest.raises(ConfigError, match="找不到机构文件"):
        load_vocabulary(config)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    config = Config.model_validate({"vocabulary": {"organizations": tmp_path}})
    with pytest.raises(ConfigError, match="读不了机构文件"):
        load_vocabulary(config)
