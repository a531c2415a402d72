"""The command, as the tests run it: in this process."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer import cli


def huisou(*arguments: str) -> int:
    """The exit status of ``huisou`` with these arguments."""
    with pytest.raises(SystemExit) as exit_:
        cli.main(arguments)
    assert isinstance(exit_.value.code, int)
    return exit_.value.code


def run_at(site: Path, *arguments: str) -> Result:
    """What ``huisou`` with these arguments says and gives, by the settings of that folder."""
    return CliRunner().invoke(cli.huisou, ["--config", str(site / "huisou.toml"), *arguments])
