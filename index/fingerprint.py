"""The fingerprint: whether an index was built as this configuration would build it."""

from __future__ import annotations

import hashlib

from index import schema
from index.analysis import Analyzer
from index.config import Config
from index.errors import ConfigError, reason
from index.organizations_file import model_beside


def fingerprint(config: Config, analyzer: Analyzer) -> str:
    """Changes with the analyzer, the field table, the site's organisations, its own model of
    the tagger and its home region: with everything that decides what is in an index besides
    the articles themselves.

    Raises ConfigError where the organisations file cannot be read.
    """
    parts = (analyzer.fingerprint(), schema.fingerprint(), _organizations(config))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _organizations(config: Config) -> str:
    file = config.vocabulary.organizations
    try:
        stored = file.read_bytes() if file is not None else b""
        if file is not None and model_beside(file).exists():
            stored += hashlib.sha256(model_beside(file).read_bytes()).digest()
    except OSError as error:
        raise ConfigError(f"读不了机构文件 {file}：{reason(error)}") from error
    return hashlib.sha256(stored + config.site.home_region.encode()).hexdigest()
