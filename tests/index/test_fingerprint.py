"""Whether an index was built as it would be built today."""

from __future__ import annotations

import pytest

from index import schema
from index.analysis import Analyzer
from index.config import Config
from index.fingerprint import fingerprint


@pytest.mark.parametrize("rule", schema.RULES)
def test_other_rules_ask_for_a_rebuild(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored fields that rules read from the text stay as they were until it is read anew."""
    config, analyzer = Config(), Analyzer()
    before = fingerprint(config, analyzer)
    assert fingerprint(config, analyzer) == before
    monkeypatch.setitem(schema.RULES, rule, schema.RULES[rule] + 1)
    assert fingerprint(config, analyzer) != before
