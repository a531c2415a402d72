"""The command, as the tests run it: in this process."""

from __future__ import annotations

import pytest

from indexer.cli import main


def huisou(*arguments: str) -> int:
    """The exit status of ``huisou`` with these arguments."""
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert isinstance(exit_.value.code, int)
    return exit_.value.code
