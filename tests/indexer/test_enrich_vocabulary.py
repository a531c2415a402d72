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


def _load(tmp_path: Path, text: str | bytes, region: str = "澜江市") -> Vocabulary:
    file = tmp_path / "organizations.toml"
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


def test_fingerprint_changes_with_names_and_with_region(tmp_path: Path) -> None:
    marks = {
        _load(tmp_path, GOOD).fingerprint,
        _load(tmp_path, GOOD.replace("市科协", "科协")).fingerprint,
        _load(tmp_path, GOOD, region="重庆市").fingerprint,
    }
    assert len(marks) == 3
    assert _load(tmp_path, GOOD).fingerprint in marks


FAULTS: dict[str, tuple[str | bytes, list[str]]] = {
    "unknown key": (GOOD.replace("aliases", "alias"), ["第 1 条（第 2 行）", "alias：没有这一项"]),
    "unknown table": ("[[group]]\nname = '甲乙'\n", ["group：没有这一项"]),
    "two of one name": (
        GOOD + '[[organization]]\nname = "瀾江市"\n',
        ["第 3 条", "第 2 条", "重复"],
    ),
    "alias of two": (
        GOOD.replace('kind = "政府"', 'aliases = ["市科協"]'),
        ["第 2 条（第 8 行）", "市科協", "澜江市科学技术协会"],
    ),
    "alias is another's name": (GOOD.replace('"市科协"', '"澜江市"'), ["第 1 条", "第 2 条"]),
    "empty alias": (GOOD.replace('"市科协"', '" "'), ["第 1 条", "不足两个字"]),
    "alias of one character": (GOOD.replace('"市科协"', '"协"'), ["“协”不足两个字"]),
    "alias is no list": (GOOD.replace('["市科协"]', '"市科协"'), ["第 1 条", "aliases"]),
    "no name": (GOOD.replace('name = "澜江市"\n', ""), ["第 2 条", "name"]),
    "unknown kind": (GOOD.replace('"政府"', '"机关"'), ["第 2 条", "机关", "政府、协会、企业"]),
    "kind is no text": (GOOD.replace('kind = "政府"', "kind = 3"), ["第 2 条", "kind"]),
    "no such parent": (GOOD.replace('parent = "澜江市"', 'parent = "某部"'), ["第 1 条", "某部"]),
    "loop of parents": (
        GOOD + 'parent = "澜江市科学技术协会"\n',
        ["第 1 条", "第 2 条", "绕了一圈"],
    ),
    "not a list": ('organization = "协会"\n', ["[[organization]]"]),
    "bad TOML": ("[[organization]]\nname = \n", ["organizations.toml 写错了", "line 2"]),
    "no encoding": (b"\xff\xff\xfe", ["organizations.toml", "UTF-8", "GB18030"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_with_file_and_place(tmp_path: Path, fault: str) -> None:
    text, said = FAULTS[fault]
    with pytest.raises(ConfigError) as raised:
        _load(tmp_path, text)
    for part in ["organizations.toml", *said]:
        assert part in str(raised.value)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        _load(tmp_path, GOOD.replace('"市科协"', '"协"').replace('"政府"', '"机关"'))
    assert str(raised.value).count("\n") == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    config = Config.model_validate({"vocabulary": {"organizations": tmp_path / "none.toml"}})
    with pytest.raises(ConfigError, match="找不到机构文件"):
        load_vocabulary(config)


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    config = Config.model_validate({"vocabulary": {"organizations": tmp_path}})
    with pytest.raises(ConfigError, match="读不了机构文件"):
        load_vocabulary(config)
