"""Reading the case files of the enrichment tests."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"


def case_file(name: str) -> dict[str, Any]:
    """A TOML file of cases, whole."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def cases(name: str) -> list[dict[str, Any]]:
    """The ``[[case]]`` tables of a file; never none."""
    found: list[dict[str, Any]] = case_file(name)["case"]
    assert found
    return found
