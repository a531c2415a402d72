"""``huisou organizations --train``: what is learnt, what is refused, and what is then in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.analysis import Analyzer
from index.article import Article, Organization, SurfaceForm
from index.config import Config, load_config
from index.errors import ConfigError
from index.fingerprint import fingerprint
from indexer import organization_training, organizations_command
from indexer.enrich import load_vocabulary
from indexer.enrich.tagging import shipped_model, tagged
from indexer.enrich.training import own_corpus
from indexer.organization_training import site_lines, train_on_site
from tests.indexer.command import run_at

WORDS = ("木子", "拾光", "半亩", "听涛", "知白", "素履", "问渠", "行舟", "望岳", "归园")
NAMES = tuple(f"{word}染坊" for word in WORDS)
OTHERS = ("协会召开年会。", "天气晴好，宜于出行。")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Works that are called 染坊, which the shipped model does not know, in 120 articles."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "texts").mkdir()
    for number in range(120):
        name, other = NAMES[number % 10], NAMES[(number * 7 + 3) % 10]
        text = (
            f"第{number}期简讯\n{name}与{other}签约。{OTHERS[number % 2]}第{number}次走访{name}。"
        )
        (folder / "texts" / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "机构.toml").write_text(
        "".join(f'[[organization]]\nname = "{name}"\n' for name in NAMES), encoding="utf-8"
    )
    (folder / "huisou.toml").write_text(
        '[index]\npath = "index"\n[vocabulary]\norganizations = "机构.toml"\n'
        '[[sources]]\nname = "texts"\npath = "texts"\n',
        encoding="utf-8",
    )
    assert run_at(folder, "index").exit_code == 0
    return folder


def _config(site: Path) -> Config:
    return load_config(site / "huisou.toml")


OURS = own_corpus().train[::40]


@pytest.fixture
def model(site: Path) -> Path:
    """Where the site's model goes; not there before nor after."""
    file = site / "机构.model.npz"
    file.unlink(missing_ok=True)
    return file


def test_a_site_learns_its_names_and_the_next_rebuild_uses_them(
    site: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = _config(site)
    before = fingerprint(config, Analyzer.from_config(config))
    monkeypatch.setattr(
        organizations_command, "train_on_site", lambda config: train_on_site(config, OURS)
    )
    told = run_at(site, "organizations", "--train")
    assert told.exit_code == 0, told.output
    assert "已写下机构模型" in told.stdout
    first = model.read_bytes()
    assert fingerprint(config, Analyzer.from_config(config)) != before
    vocabulary = load_vocabulary(config)
    assert vocabulary.problems == ()
    text = "记者走访听雪染坊。"  # in no file, but of the kind
    assert [text[a:b] for a, b in tagged(text, vocabulary.model)] == ["听雪染坊"]
    rebuilt = run_at(site, "index", "--if-needed")
    assert rebuilt.exit_code == 0, rebuilt.output
    assert model.read_bytes() == first
    trained = train_on_site(config, OURS)
    assert trained.own > trained.shipped
    assert model.read_bytes() == first, "the same index gives the same model"


def test_a_model_that_is_worse_is_refused(
    site: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organization_training, "train", lambda lines: shipped_model())
    measures = iter((0.8, 0.7))
    monkeypatch.setattr(organization_training, "found_again", lambda *_: next(measures))
    with pytest.raises(ConfigError, match=r"新模型不如自带的，没有写下：.*0.700，自带的 0.800"):
        train_on_site(_config(site), OURS)
    assert not model.exists()


def test_too_few_confirmed_names_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("市科协召开年会\n市科协召开。", encoding="utf-8")
    (tmp_path / "机构.toml").write_text("", encoding="utf-8")
    (tmp_path / "huisou.toml").write_text(
        '[index]\npath = "index"\n[vocabulary]\norganizations = "机构.toml"\n'
        '[[sources]]\nname = "texts"\npath = "."\n',
        encoding="utf-8",
    )
    assert run_at(tmp_path, "index").exit_code == 0
    with pytest.raises(ConfigError, match="写着已确认机构的句子太少：可供学习 0 句"):
        train_on_site(_config(tmp_path))


def test_without_a_file_there_is_nothing_to_train_on() -> None:
    with pytest.raises(ConfigError, match="还没有机构文件"):
        train_on_site(Config())


@pytest.mark.parametrize("stored", ["broken", "old"])
def test_a_model_that_cannot_be_used_is_named_and_the_shipped_one_used(
    site: Path, model: Path, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stored == "old":
        monkeypatch.setattr("indexer.enrich.tagging.CLUES", 0)
    model.write_bytes(shipped_model().to_bytes() if stored == "old" else b"PK\x03\x04 no model")
    monkeypatch.undo()
    vocabulary = load_vocabulary(_config(site))
    assert vocabulary.model is shipped_model()
    (problem,) = vocabulary.problems
    assert "机构.model.npz 用不了" in problem
    assert "--train" in problem
    assert len(vocabulary.organizations) == len(NAMES)
    model.unlink()


def _article(number: int, *, confirmed: bool) -> Article:
    body = f"第{number}次\n甲社与（乙）社签约！其他的事。"
    named = (("甲社", confirmed), ("（乙）社", False))
    found = tuple(
        Organization(
            name,
            (SurfaceForm(name, "body", body.index(name), body.index(name) + len(name)),),
            sure,
        )
        for name, sure in named
    )
    return Article(f"a{number}", "", body, organizations=found)


def test_lines_are_those_with_a_confirmed_name_each_once() -> None:
    learnt, kept_back = site_lines([_article(number, confirmed=True) for number in range(40)])
    assert learnt == []  # the line is kept back, and never on both sides
    (line,) = kept_back
    assert line.text == "甲社与(乙)社签约!"
    assert [line.text[start:end] for start, end in line.names] == ["甲社"]
    first = next(
        lines
        for lines in (site_lines([_article(n, confirmed=True)])[0] for n in range(40))
        if lines
    )
    assert [first[0].text[a:b] for a, b in first[0].names] == ["甲社", "(乙)社"]
    assert site_lines([_article(1, confirmed=False)]) == ([], [])
