"""What is done before workers are forked."""

from __future__ import annotations

import subprocess
import sys

from flask import Flask

from index.config import Config
from webapp import create_app
from webapp.warming import warm


def test_every_template_is_compiled(app: Flask, config: Config) -> None:
    cold = create_app(config)
    warm(cold)
    kept = {name for _, name in cold.jinja_env.cache or ()}
    assert kept == set(app.jinja_env.list_templates())


def test_the_engine_is_imported() -> None:
    script = """
import sys
from index.engine import load_engine
before = "index.engines.whoosh.reader" in sys.modules
load_engine()
print(before, "index.engines.whoosh.reader" in sys.modules)
"""
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["False", "True"]
