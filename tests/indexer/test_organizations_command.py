"""``huisou organizations``: what is listed, and what a decision does to the file and the index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.article import Article, Organization, SurfaceForm
from index.errors import ConfigError
from index.organizations_file import read_organizations
from indexer.enrich.decisions import confirm, merge
from indexer.organizations import counted, likely_same
from tests.indexer.command import run_at

STAFF = """# 协会的机构表
[[organization]]
name = "澜江市科学技术协会"  # 主管单位
aliases = ["市科协"]
kind = "协会"
# 上级待查

[[organization]]
name = "澜江市民政局"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of two articles, indexed."""
    texts = {
        "a.txt": "防腐论坛举行\n重庆嘉渝防腐材料有限公司承办，市科协主办。",
        "b.txt": "年会召开\n嘉渝防腐材料有限公司、市民政局社会组织管理局、市科协派人参加。",
    }
    (tmp_path / "texts").mkdir()
    for name, text in texts.items():
        (tmp_path / "texts" / name).write_text(text, encoding="utf-8")
    (tmp_path / "机构.toml").write_text(STAFF, encoding="utf-8")
    (tmp_path / "huisou.toml").write_text(
        '[site]\nhome_region = "澜江市"\n[index]\npath = "index"\n'
        '[vocabulary]\norganizations = "机构.toml"\n'
        '[[sources]]\nname = "texts"\npath = "texts"\n',
        encoding="utf-8",
    )
    assert run_at(tmp_path, "index").exit_code == 0
    return tmp_path


def _listed(site: Path) -> dict[str, dict[str, object]]:
    rows = run_at(site, "organizations", "--json").stdout.splitlines()
    return {row["name"]: row for row in map(json.loads, rows)}


def test_listed_with_articles_forms_and_likely_duplicates(site: Path) -> None:
    listed = _listed(site)
    assert listed["澜江市科学技术协会"]["articles"] == 2
    assert listed["澜江市科学技术协会"]["forms"] == {"市科协": 2}
    assert listed["澜江市科学技术协会"]["confirmed"] is True
    assert listed["重庆嘉渝防腐材料有限公司"]["likely"] == ["嘉渝防腐材料有限公司"]
    text = run_at(site, "organizations").stdout
    assert "✓ 澜江市科学技术协会  2 篇，2 处，写作 市科协" in text
    assert "可能与之相同：嘉渝防腐材料有限公司" in text


def test_a_merge_survives_a_rebuild_and_keeps_the_rest_of_the_file(site: Path) -> None:
    done = run_at(
        site, "organizations", "--merge", "嘉渝防腐材料有限公司", "重庆嘉渝防腐材料有限公司"
    )
    assert done.exit_code == 0, done.output
    assert (site / "机构.toml").read_text(encoding="utf-8").startswith(STAFF)
    assert run_at(site, "index", "--rebuild").exit_code == 0
    listed = _listed(site)
    assert listed["重庆嘉渝防腐材料有限公司"]["articles"] == 2
    assert "嘉渝防腐材料有限公司" not in listed


def test_what_was_confirmed_is_marked(site: Path) -> None:
    assert run_at(site, "organizations", "--confirm", "重庆嘉渝防腐材料有限公司").exit_code == 0
    assert _listed(site)["重庆嘉渝防腐材料有限公司"]["confirmed"] is True
    again = run_at(site, "organizations", "--confirm", "重庆嘉渝防腐材料有限公司")
    assert again.exit_code == 2 or isinstance(again.exception, ConfigError)


@pytest.mark.parametrize("name", ["机构.toml", "机构.csv"])
def test_merging_into_an_entry_writes_that_entry_alone(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    csv = "名称,简称,备注\n澜江市科学技术协会,市科协,主管\n澜江市民政局,,登记\n"
    file.write_text(STAFF if name.endswith("toml") else csv, encoding="utf-8")
    merge(file, "澜江科学技术协会", "澜江市科学技术协会", ["澜江科协"])
    read = read_organizations(file)
    assert read.problems == ()
    assert [entry.name for entry in read.entries] == ["澜江市科学技术协会", "澜江市民政局"]
    assert read.entries[0].aliases == ("市科协", "澜江科协", "澜江科学技术协会")
    kept = ("# 协会的机构表", "# 上级待查") if name.endswith("toml") else ("备注", "主管", "登记")
    assert all(part in file.read_text(encoding="utf-8-sig") for part in kept)


@pytest.mark.parametrize("name", ["新.toml", "新.csv"])
def test_the_first_decision_makes_the_file(tmp_path: Path, name: str) -> None:
    confirm(tmp_path / name, "澜江“老”协会", ["老协会", "协"])
    (entry,) = read_organizations(tmp_path / name).entries
    assert (entry.name, entry.aliases) == ("澜江“老”协会", ("老协会",))


def test_staff_own_entry_is_not_merged_away(tmp_path: Path) -> None:
    file = tmp_path / "机构.toml"
    file.write_text(STAFF, encoding="utf-8")
    with pytest.raises(ConfigError, match="自成一条"):
        merge(file, "澜江市民政局", "澜江市科学技术协会", [])
    with pytest.raises(ConfigError, match="已经有"):
        confirm(file, "市科协", [])
    assert file.read_text(encoding="utf-8") == STAFF


def test_names_that_are_likely_the_same() -> None:
    names = ["重庆嘉渝防腐有限公司", "嘉渝防腐有限公司", "澜江市工程师协会", "澜江市工程帅协会"]
    assert likely_same([*names, "澜江市会计师协会", "嘉渝材料有限公司"]) == {
        names[0]: {names[1]},
        names[1]: {names[0]},
        names[2]: {names[3]},
        names[3]: {names[2]},
    }


def test_the_order_is_that_of_evidence() -> None:
    form = SurfaceForm("甲会", "body", 0, 2)
    articles = [
        Article("1", "", "", organizations=(Organization("乙会", (form,)),)),
        Article("2", "", "", organizations=(Organization("甲会", (form, form)),)),
        Article("3", "", "", organizations=(Organization("甲会", (form,)),)),
    ]
    found = counted(articles, ["乙会"])
    assert [(one.name, one.articles, one.mentions) for one in found] == [
        ("甲会", 2, 3),
        ("乙会", 1, 1),
    ]
