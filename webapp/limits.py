"""How much one client may search: one allowance for all workers, in a file they share."""

from __future__ import annotations

import logging
import math
import os
import secrets
import shutil
import sqlite3
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from index.config import Config
from webapp.clients import client

log = logging.getLogger(__name__)

_KEY = "huisou.limits"

COSTS = {
    "search.results": 1.0,
    "search.facet": 1.0,
    "advanced.page": 1.0,
    "feeds.atom": 1.0,
    "export.table": 10.0,
    "api.search": 1.0,
    "api.facet": 1.0,
    "api.suggest": 0.1,
}
"""What an answer of an endpoint takes of the allowance; completions are asked for while
someone types, and a table is many searches. Endpoints that are not here are free."""

WINDOW = 60.0
_PATIENCE = 0.2
"""Seconds to wait for another worker's turn with the file; then the request passes."""

_TABLE = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS clients (client BLOB PRIMARY KEY, clear_at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS clear ON clients (clear_at);
COMMIT;
"""


class Limiter:
    """The generic cell rate algorithm (ITU-T I.371): of a client only the time is kept at
    which it has used up nothing any more; that time is never further off than the window.

    Made before the workers are forked, so that they share the folder and the key. What is
    written is a keyed hash of the client, gone when the window is over; the key is in
    memory alone. Times are of the machine's monotonic clock, which all processes share.
    """

    def __init__(self, per_minute: int, folder: Path, clock: Callable[[], float]) -> None:
        self._step = WINDOW / per_minute
        self._folder = folder
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._connections: dict[int, sqlite3.Connection] = {}
        self._silent_until: dict[str, float] = {}
        self.close = weakref.finalize(self, _close, self._connections, folder, os.getpid())

    @classmethod
    def of(cls, config: Config) -> Limiter | None:
        """The limiter that the configuration asks for, its folder not made yet."""
        if not config.limits.requests_per_minute:
            return None
        folder = Path(tempfile.gettempdir()) / f"huisou-{secrets.token_hex(8)}"
        return cls(config.limits.requests_per_minute, folder, time.monotonic)

    def wait(self, who: str, cost: float) -> float:
        """Take ``cost`` requests off what ``who`` may ask now; gives 0, or the seconds until
        there is so much again, and then nothing is taken. 0 too where the file fails.

        What costs more than the whole allowance takes all of it.
        """
        key = blake2b(who.encode(), key=self._secret, digest_size=16).digest()
        with self._lock:
            try:
                return self._taken(self._opened(), key, min(self._step * cost, WINDOW))
            except (sqlite3.Error, OSError) as error:
                self._failed(error)
                return 0.0

    def _taken(self, connection: sqlite3.Connection, key: bytes, cost: float) -> float:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            now = self._clock()
            connection.execute("DELETE FROM clients WHERE clear_at <= ?", (now,))
            found = connection.execute("SELECT clear_at FROM clients WHERE client = ?", (key,))
            clear_at = next(found, (now,))[0] + cost
            # A millionth, since many small costs do not add up to the window exactly.
            too_much: float = clear_at - now - WINDOW
            if too_much > 1e-6:
                return too_much
            connection.execute("INSERT OR REPLACE INTO clients VALUES (?, ?)", (key, clear_at))
        return 0.0

    def _opened(self) -> sqlite3.Connection:
        """This process's connection: one made before a fork is of no use after it."""
        opened = self._connections.get(os.getpid())
        if opened is None:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            opened = self._connections[os.getpid()] = sqlite3.connect(
                self._folder / "clients.sqlite",
                timeout=_PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
            opened.execute("PRAGMA synchronous = OFF")  # A power cut empties it anyway.
            opened.execute("PRAGMA journal_mode = PERSIST")
            opened.executescript(_TABLE)
        return opened

    def _failed(self, error: Exception) -> None:
        """Say so, and begin anew at the next request."""
        self.say("searches are not limited at the moment: %s", error)
        opened = self._connections.pop(os.getpid(), None)
        if opened is not None:
            opened.close()
        busy = isinstance(error, sqlite3.OperationalError)
        if isinstance(error, sqlite3.DatabaseError) and not busy:  # damaged
            shutil.rmtree(self._folder, ignore_errors=True)

    def say(self, message: str, *details: object) -> None:
        """Log the message, at most once a window."""
        if self._clock() >= self._silent_until.get(message, 0.0):
            self._silent_until[message] = self._clock() + WINDOW
            log.warning(message, *details)


def _close(connections: dict[int, sqlite3.Connection], folder: Path, owner: int) -> None:
    """Let go of the file; a worker that ends leaves the folder to the others."""
    opened = connections.pop(os.getpid(), None)
    if opened is not None:
        opened.close()
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def install(app: Flask, config: Config) -> None:
    """Limit the searches of ``app`` as configured."""
    app.extensions[_KEY] = (Limiter.of(config), config.web.trusted_proxies)


def admit() -> None:
    """Count this request, which is about to search; raises TooManyRequests with the whole
    seconds to wait."""
    limiter, proxies = current_app.extensions[_KEY]
    cost = COSTS.get(request.endpoint or "")
    if limiter is None or cost is None:
        return
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    wait = limiter.wait(client(request.remote_addr or "", forwarded, proxies), cost)
    if wait:
        limiter.say(
            "searches were refused with 429; if all visitors come through a proxy, "
            "set web.trusted_proxies"
        )
        raise TooManyRequests(retry_after=math.ceil(wait))
