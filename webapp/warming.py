"""What the first visitor of each worker would wait for, done once before the fork."""

from __future__ import annotations

from flask import Flask

from index.engine import load_engine


def warm(app: Flask) -> None:
    """Load the engine, and compile the templates of ``app``.

    Not part of making an application: whoever asks one page of it needs few of them. The
    index itself is opened by each worker.
    """
    load_engine()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
