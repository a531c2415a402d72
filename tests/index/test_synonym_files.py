"""The files of synonyms are read again when they change; a wrong one changes nothing."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from index.config import Config, VocabularySettings
from index.synonym_files import SynonymFiles

ORGANIZATIONS = """
[[organization]]
name = "澜江市科学技术协会"
aliases = ["市科协", "澜江市科协"]
"""


def files(folder: Path, text: str = "", organizations: str = "") -> SynonymFiles:
    """Those of a site whose files have these texts."""
    (folder / "词.txt").write_text(text, "utf-8")
    (folder / "机构.toml").write_text(organizations, "utf-8")
    words = VocabularySettings(synonyms=folder / "词.txt", organizations=folder / "机构.toml")
    return SynonymFiles.of(Config(vocabulary=words))


def test_names_of_one_organization_stand_for_each_other(tmp_path: Path) -> None:
    found = files(tmp_path, "", ORGANIZATIONS).current()
    assert found.alternatives(("市科协",)) == (("澜江市科学技术协会",), ("澜江市科协",))
    assert ("市科协",) in found.alternatives(("澜江市科学技术协会",))


def test_a_change_is_in_force_at_once_and_changes_the_stamp(tmp_path: Path) -> None:
    watched = files(tmp_path, "安评 = 安全评价")
    before = watched.stamp
    assert watched.stamp == before
    (tmp_path / "词.txt").write_text("安评 = 安全评价\n环评 = 环境影响评价", "utf-8")
    assert watched.stamp != before
    assert watched.current().alternatives(("环评",)) == (("环境影响评价",),)


def test_an_edit_of_the_same_length_is_noticed(tmp_path: Path) -> None:
    watched = files(tmp_path, "甲 = 乙")
    (tmp_path / "new").write_text("甲 = 丙", "utf-8")
    os.replace(tmp_path / "new", tmp_path / "词.txt")
    assert watched.current().alternatives(("甲",)) == (("丙",),)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("安评 = 安全评价\n双碳\n".encode(), "第 2 行写错了"),
        ("安评 = 安全评价\n".encode("gb18030"), "第 1 行不是 UTF-8 编码"),
        (None, "读不了同义词文件"),
    ],
)
def test_a_file_that_goes_wrong_leaves_the_last_good_one_in_force(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, stored: bytes | None, said: str
) -> None:
    watched = files(tmp_path, "环评 = 环境影响评价")
    file = tmp_path / "词.txt"
    if stored is None:
        file.unlink()
    else:
        file.write_bytes(stored)
    with caplog.at_level(logging.WARNING):
        assert watched.current().alternatives(("环评",)) == (("环境影响评价",),)
        watched.current()
    assert watched.current().alternatives(("安评",)) == ()
    assert len(watched.faults) == len(caplog.messages) == 1
    assert said in watched.faults[0]
    assert str(file) in watched.faults[0]
    file.write_text("甲 = 乙", "utf-8")
    assert watched.current().alternatives(("甲",)) == (("乙",),)
    assert watched.faults == []


def test_what_is_wrong_from_the_start_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    watched = files(tmp_path, "安评 = 安全评价\n双碳\n", "不是 TOML")
    assert watched.current().alternatives(("安评",)) == (("安全评价",),)
    assert ["第 2 行" in watched.faults[0], "机构文件" in watched.faults[1]] == [True, True]


def test_a_site_without_files_has_no_synonyms() -> None:
    watched = SynonymFiles.of(Config())
    assert (watched.current().rules, watched.faults, watched.stamp) == ({}, [], "")


def test_organizations_kept_in_a_spreadsheet_are_synonyms_too(tmp_path: Path) -> None:
    """The indexer took such a file, as old editors save it; searching knew TOML in UTF-8 alone."""
    file = tmp_path / "机构.csv"
    file.write_bytes("名称,简称\n澜江市科学技术协会,市科协\n".encode("gb18030"))
    watched = SynonymFiles.of(Config(vocabulary=VocabularySettings(organizations=file)))
    assert watched.current().alternatives(("市科协",)) == (("澜江市科学技术协会",),)
    assert watched.faults == []
