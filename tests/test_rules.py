"""The rules of the house that a tool of its own does not already keep.

ruff, mypy and import-linter keep the rest; import-linter's contracts are in
``pyproject.toml`` and are run here too, so that plain ``pytest`` notices.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGES = ("index", "indexer", "webapp")
LONGEST_MODULE = 400
LONGEST_LINE = 100
NAMES_NEVER_USED = {
    "utils",
    "helpers",
    "common",
    "manager",
    "misc",
    "data",
    "info",
    "util",
    "helper",
}
NEVER_IMPORTED = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "joblib"}
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}
NETWORK = {"socket", "ssl", "http.client", "http.server", "urllib.request", "urllib3", "requests"}

ALLOWED_IMPORTS = {
    # Whoosh pickles its table of contents; this is where that is kept to an allow-list.
    "index/engines/whoosh/unpickling.py": {"pickle"},
    # The name of this machine, for the note that says who holds the lock.
    "index/lock.py": {"socket"},
    # Is the address free? Asked before gunicorn is started.
    "indexer/serving.py": {"socket"},
    # Where a website's host is resolved and checked before it is connected to.
    "indexer/sources/website/connections.py": {"socket"},
}

# Written in two halves, so that this file does not hold what it looks for.
LEAKS = re.compile(
    "|".join(
        ("pypi" + r"\.org", "python" + "hosted", "extra-" + "index", "/wo" + "rk/", "/ro" + "ot/")
    )
)
NOT_OURS = {"__pycache__", "build", "node_modules"}


def folders() -> Iterator[Path]:
    """The folders of the checkout that are kept in git."""
    for entry in sorted(CHECKOUT.iterdir()):
        hidden = entry.name.startswith(".") and entry.name != ".ci"
        if entry.is_dir() and not hidden and entry.name not in NOT_OURS:
            yield entry


def kept_files() -> Iterator[Path]:
    """Every file of the checkout that git does not ignore, as near as names tell."""
    yield from (path for path in CHECKOUT.iterdir() if path.is_file())
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(CHECKOUT).parts
            generated = parts[:2] in {("index", "data"), ("bench", "results")}
            egg = parts[0].endswith(".egg-info")
            if path.is_file() and not generated and not egg and not NOT_OURS & set(parts):
                yield path


def name_of(path: Path) -> str:
    """The path as it is written in a message."""
    return path.relative_to(CHECKOUT).as_posix()


MODULES = [path for path in kept_files() if path.suffix == ".py"]
OURS = [path for path in MODULES if name_of(path).split("/")[0] in PACKAGES]


def tree(path: Path) -> ast.Module:
    """The syntax tree of the module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> set[str]:
    """The absolute names of the modules that the module imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def undocumented(path: Path) -> Iterator[str]:
    """The public module, classes and functions of the module that say nothing of themselves."""

    def visit(node: ast.AST, prefix: str) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                if child.name.startswith("_"):
                    continue
                overrides = any(
                    getattr(mark, "id", "") == "override" for mark in child.decorator_list
                )
                if ast.get_docstring(child) is None and not overrides:
                    yield prefix + child.name
                if isinstance(child, ast.ClassDef):
                    yield from visit(child, f"{prefix}{child.name}.")

    module = tree(path)
    if ast.get_docstring(module) is None and module.body:
        yield "the module"
    yield from visit(module, "")


def test_imports_run_one_way() -> None:
    """import-linter has a process of its own: it sets up logging for all that share one."""
    program = "from importlinter.cli import lint_imports_command as run; run()"
    checked = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_the_command_starts_without_what_only_some_sources_need() -> None:
    program = "import sys, indexer.cli; print(*{'httpx', 'sqlalchemy'} & sys.modules.keys())"
    started = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert started.stdout.split() == []


def breaches(paths: list[Path], rule: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """What the rule finds in each of the files; files without a finding are left out."""
    found = {name_of(path): rule(path) for path in paths}
    return {name: breach for name, breach in found.items() if breach}


def overlong(path: Path) -> list[str]:
    """The lines that are too long, in characters and apart from what is said to a tool at
    their end, and the length of a module that is."""
    lines = path.read_text(encoding="utf-8").splitlines()
    shown = (line.split("  # type: ignore")[0].split("  # fmt: ")[0] for line in lines)
    numbered = [f"line {n}" for n, line in enumerate(shown, 1) if len(line) > LONGEST_LINE]
    return numbered + ([f"{len(lines)} lines"] if len(lines) > LONGEST_MODULE else [])


def foreign_identifiers(path: Path) -> list[str]:
    """The names that are not plain ASCII."""
    source = io.StringIO(path.read_text(encoding="utf-8"))
    tokens = tokenize.generate_tokens(source.readline)
    return [
        token.string
        for token in tokens
        if token.type == tokenize.NAME and not token.string.isascii()
    ]


def dangers(path: Path) -> list[str]:
    """Imports and calls that run stored code or reach the network, apart from the allowed."""
    found = imported(path) & (NEVER_IMPORTED | NETWORK)
    calls = (node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    called = [call.id for call in calls if isinstance(call, ast.Name) and call.id in NEVER_CALLED]
    return sorted(found - ALLOWED_IMPORTS.get(name_of(path), set())) + called


def test_modules_and_lines_stay_short() -> None:
    assert breaches(MODULES, overlong) == {}


def test_no_two_test_modules_have_one_name() -> None:
    names = [path.name for path in (CHECKOUT / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names)), "pytest imports test modules by their bare names"


def test_identifiers_are_ascii() -> None:
    assert breaches(MODULES, foreign_identifiers) == {}


def test_nothing_of_ours_runs_stored_code_or_opens_sockets() -> None:
    assert breaches(OURS, dangers) == {}


def test_everything_public_is_documented() -> None:
    assert breaches(OURS, lambda path: list(undocumented(path))) == {}


def test_modules_are_named_by_the_fields_nouns() -> None:
    vague = [
        name_of(path)
        for path in MODULES
        if path.stem in NAMES_NEVER_USED or path.stem.startswith(("process_", "do_"))
    ]
    assert vague == []


def test_every_import_is_declared() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known = packages_distributions()

    def undeclared(paths: list[Path], requirements: list[str]) -> set[str]:
        declared = {_canonical(re.split(r"[<>=\[]", line)[0]) for line in requirements}
        tops = {name.split(".")[0] for path in paths for name in imported(path)}
        foreign = tops - sys.stdlib_module_names - {*PACKAGES, "bench", "tests"}
        return {
            top for top in foreign if not declared & set(map(_canonical, known.get(top, [top])))
        }

    assert undeclared(OURS, project["dependencies"]) == set()
    tests = [path for path in MODULES if name_of(path).startswith("tests/")]
    everything = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert undeclared(tests, everything) == set()


def _canonical(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def test_allowances_are_still_needed() -> None:
    for name, names in ALLOWED_IMPORTS.items():
        assert imported(CHECKOUT / name) & names == names


def test_no_file_names_a_registry_or_this_machine() -> None:
    leaking = {}
    for path in kept_files():
        found = LEAKS.search(path.read_bytes().decode("utf-8", "replace"))
        if found:
            leaking[name_of(path)] = found[0]
    assert leaking == {}


def test_the_lock_pins_every_package_by_hash() -> None:
    for lock in CHECKOUT.glob("requirements*.lock"):
        pins = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_index_data_holds_only_its_readme() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "index/data"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    assert listing.stdout.split() == ["index/data/README.md"]
