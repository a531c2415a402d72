"""What a user can set, type, open or be told stands in the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from index import errors
from index.config import Config, IndexSettings, load_config
from index.query import Field
from index.results import NoticeCode, Sort
from indexer.cli import huisou
from webapp import create_app

CHECKOUT = Path(__file__).resolve().parents[1]
DOCS = CHECKOUT / "docs"
PAGES = sorted([*CHECKOUT.glob("*.md"), *DOCS.rglob("*.md")])
GUIDES = ("guide.md", "guide.zh-CN.md")
PLACEHOLDER = re.compile(r"<[^<>]+>")


def page(name: str) -> str:
    """The text of a page of the documentation."""
    return (DOCS / name).read_text(encoding="utf-8")


def settings_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The dotted names of all keys of ``huisou.toml``."""
    for name, field in model.model_fields.items():
        inner = [*_models(field.annotation)]
        for model_inside in inner:
            yield from settings_of(model_inside, f"{prefix}{name}.")
        if not inner:
            yield prefix + name


def _models(kind: object) -> Iterator[type[BaseModel]]:
    """The models that an annotation names, however deep inside."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in getattr(kind, "__args__", ()):
        yield from _models(part)


def words_of_commands() -> Iterator[tuple[str, list[str]]]:
    """Each command as it is typed, with its options."""
    for name, command in huisou.commands.items():
        options = [p for p in command.params if isinstance(p, click.Option)]
        yield f"huisou {name}", [option.opts[0] for option in options]


def variables() -> set[str]:
    """The environment variables that any part of the project reads."""
    places = ("index", "indexer", "webapp", "tests", "bench")
    files = [path for place in places for path in (CHECKOUT / place).rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    texts.append((CHECKOUT / ".ci" / "run").read_text(encoding="utf-8"))
    return set(re.findall(r"\bHUISOU_[A-Z]+(?:_[A-Z]+)*\b", "\n".join(texts)))


def toml_blocks() -> Iterator[tuple[str, str]]:
    """Every example of a ``huisou.toml`` in the documentation."""
    for path in PAGES:
        for block in re.findall(r"```toml\n(.*?)```", path.read_text(encoding="utf-8"), re.S):
            if "[[organization]]" not in block and "[[correction]]" not in block:
                yield path.name, block


def absent(wanted: set[str], text: str) -> list[str]:
    """What is not written in the text as code."""
    return sorted(
        word for word in wanted if not re.search(rf"`[^`\n]*{re.escape(word)}(?![\w-])", text)
    )


def test_every_setting_is_documented() -> None:
    assert absent(set(settings_of(Config)), page("operations.md")) == []


def test_every_command_and_option_is_documented() -> None:
    for command, options in words_of_commands():
        assert absent({command, *options}, page("operations.md")) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_address_is_documented(guide: str, tmp_path: Path) -> None:
    app = create_app(Config(index=IndexSettings(path=tmp_path)))
    rules = {PLACEHOLDER.sub("<>", rule.rule) for rule in app.url_map.iter_rules()}
    text = PLACEHOLDER.sub("<>", page(guide))
    assert [
        rule for rule in sorted(rules) if f"{rule}`" not in text and f"{rule}?" not in text
    ] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_the_query_language_is_documented(guide: str) -> None:
    prefixes = {f"{field.label}:" for field in Field} | {f"{field.value}:" for field in Field}
    written = page(guide)
    assert [prefix for prefix in sorted(prefixes) if prefix not in written] == []
    assert (
        absent({sort.value for sort in Sort} | {code.value for code in NoticeCode}, written) == []
    )


def test_every_error_is_documented() -> None:
    kinds = {
        kind.__name__
        for kind in errors.HuisouError.__subclasses__()
        if kind.__module__ == errors.__name__
    }
    assert absent(kinds, page("operations.md")) == []


def test_every_environment_variable_is_documented() -> None:
    assert absent(variables(), page("operations.md")) == []


def test_every_make_target_is_documented() -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = {f"make {name}" for name in re.findall(r"^([a-z]+):.*##", makefile, re.M)}
    assert absent(targets, page("operations.md")) == []


@pytest.mark.parametrize(("name", "block"), list(toml_blocks()))
def test_examples_of_settings_are_valid(name: str, block: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(block, encoding="utf-8")
    assert load_config(file, {})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    ours = [link for link in links if "://" not in link]
    assert [link for link in ours if not (path.parent / link).exists()] == []


def test_every_dependency_has_its_reason() -> None:
    project = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    names = set(re.findall(r'^  "([a-z0-9-]+)[<>=]', project, re.M))
    reasons = "\n".join(
        path.read_text(encoding="utf-8") for path in (DOCS / "decisions").glob("*.md")
    )
    assert absent(names, reasons) == []
