"""The read side: HTTP only, never writes to an index.

Each concern is a file with its blueprint; all of them ask :mod:`webapp.service` for the
configuration, the parser and the request's reader. Markup is made in the templates, last.
"""

from __future__ import annotations

from flask import Flask

from index.config import Config, load_config
from index.understanding import Clock
from webapp import (
    advanced,
    api,
    article,
    assets,
    compression,
    embed,
    errors,
    export,
    feeds,
    health,
    helppage,
    limits,
    measuring,
    metrics,
    presentation,
    robots,
    search,
    security,
    series,
)
from webapp.readers import Readers
from webapp.service import Service

LARGEST_BODY = 16 * 1024
"""No address reads a request body; one longer than this is refused unread."""


def create_app(
    config: Config | None = None, *, readers: Readers | None = None, clock: Clock | None = None
) -> Flask:
    """The application for ``config`` (or the file that :func:`load_config` finds).

    Loads the segmenter's dictionary here, once, before a server forks; the index is
    opened at the first request of each process. ``clock`` gives the day, for tests. Raises
    ConfigError.
    """
    config = config or load_config()
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.config.update(PROVIDE_AUTOMATIC_OPTIONS=False, MAX_CONTENT_LENGTH=LARGEST_BODY)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Service.build(config, readers, clock).install(app)
    presentation.install(app, config.site.name)
    concerns = (search, advanced, article, series, export, api, embed, feeds, health, helppage)
    for concern in (*concerns, metrics, robots):
        app.register_blueprint(concern.blueprint)
    assets.install(app)
    limits.install(app, config)
    security.install(app)
    errors.install(app)
    measuring.install(app)
    compression.install(app)  # Answers are finished in the opposite order.
    return app


__all__ = ("create_app",)
