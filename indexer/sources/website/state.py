"""What a crawl knows, in one SQLite file: it survives a kill at any instant.

``pages`` is what is known of each address for good; ``visits`` is the run under way: what
it asked for and what is still to be asked. Every step is one transaction.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

VERSION = 1
RESUMABLE = 24 * 3600.0
"""Seconds after which an interrupted run is not gone on with but begun anew: what it had
fetched is then asked for again, if only whether it changed."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pages (
  key TEXT PRIMARY KEY, url TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL DEFAULT '',
  target TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
  trouble TEXT NOT NULL DEFAULT '', depth INTEGER NOT NULL DEFAULT 0,
  etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
  charset TEXT NOT NULL DEFAULT '', raw TEXT NOT NULL DEFAULT '',
  exact TEXT NOT NULL DEFAULT '', digest TEXT NOT NULL DEFAULT '',
  stamp TEXT NOT NULL DEFAULT '', given INTEGER NOT NULL DEFAULT 0,
  links TEXT NOT NULL DEFAULT '[]', documents TEXT NOT NULL DEFAULT '[]',
  more TEXT NOT NULL DEFAULT '[]', body BLOB);
CREATE TABLE IF NOT EXISTS visits (
  place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, kind TEXT NOT NULL,
  depth INTEGER NOT NULL, chain TEXT NOT NULL, stage TEXT NOT NULL DEFAULT 'queued');
CREATE INDEX IF NOT EXISTS visits_by_stage ON visits (stage, place);
CREATE TABLE IF NOT EXISTS digests (digest TEXT PRIMARY KEY, count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS variants (
  reduced TEXT, name TEXT, key TEXT, digest TEXT, PRIMARY KEY (reduced, name));
CREATE TABLE IF NOT EXISTS parameters (
  path TEXT, name TEXT, same INTEGER NOT NULL, different INTEGER NOT NULL,
  PRIMARY KEY (path, name));
CREATE TABLE IF NOT EXISTS traps (
  reason TEXT PRIMARY KEY, url TEXT NOT NULL, count INTEGER NOT NULL);
"""
_FIELDS = (
    "key url kind outcome target reason trouble depth etag modified charset raw exact digest"
    " stamp given"
).split()
_LISTS = ("links", "documents", "more")
AWAY = ("gone", "barred", "moved")
"""Outcomes of a page that is not where it was; until the run is over it keeps what it was."""

_GONE = f"(outcome IN {AWAY} AND raw <> '')"
_EMPTIED = (
    "etag = '', modified = '', raw = '', exact = '', digest = '', stamp = '',"
    " links = '[]', documents = '[]', more = '[]', body = NULL"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One address of the run: ``depth`` links from a start page, ``chain`` the keys of the
    pages that redirected to it."""

    key: str
    url: str
    kind: str
    depth: int
    chain: tuple[str, ...] = ()
    place: int = 0


@dataclass(slots=True)
class Page:
    """What is known of an address.

    ``outcome`` is what it was when it last answered: ``ok``, ``moved`` or ``copy`` (of
    ``target``), ``gone``, ``barred`` (by robots.txt, or on another site by now), ``left out``
    (it says so itself), these two for ``reason``, or empty if it never did;
    ``trouble`` is why it did not answer this time. ``raw`` is the hash of its bytes,
    ``exact`` of its text, ``digest`` of its text without digits; ``stamp`` changes when
    its article does; ``given`` says that an item was made of it in an earlier run.
    ``links`` are pairs of address and text, ``documents`` of name and address, ``more``
    the keys of the pages on which its article goes on.
    """

    key: str
    url: str
    kind: str
    outcome: str = ""
    target: str = ""
    reason: str = ""
    trouble: str = ""
    depth: int = 0
    etag: str = ""
    modified: str = ""
    charset: str = ""
    raw: str = ""
    exact: str = ""
    digest: str = ""
    stamp: str = ""
    given: int = 0
    links: list[list[str]] = field(default_factory=list)
    documents: list[list[str]] = field(default_factory=list)
    more: list[str] = field(default_factory=list)


class CrawlState:
    """The file of one source; to be used by one thread. Raises sqlite3.Error."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        if self.setting("version", str(VERSION)) != str(VERSION):
            raise sqlite3.DatabaseError("another version")
        self._set("version", str(VERSION))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> CrawlState:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def together(self) -> _Together:
        """A context in which everything is one transaction."""
        return _Together(self._db)

    def setting(self, name: str, default: str = "") -> str:
        """A value kept for the run."""
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    def _set(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def begin(self, scope: str) -> bool:
        """Begin a run, or go on with the one that was interrupted; whether it goes on.

        ``scope`` tells the settings apart under which a run can be gone on with.
        """
        age = self._clock() - float(self.setting("active", "0"))
        is_open = self.setting("stage") == "open" and self.setting("scope") == scope
        if is_open and 0 <= age < RESUMABLE:
            return True
        with self.together():
            for table in ("visits", "digests", "traps"):
                self._db.execute(f"DELETE FROM {table}")
            self._set("stage", "open")
            self._set("scope", scope)
            self._set("active", str(self._clock()))
        return False

    def finish(self, indexed: Set[str]) -> None:
        """The run is over: the next one asks for everything again. Where keys of what is gone
        are among these, the index did not believe it: then all that is gone stays known, is
        asked for though nothing links to it, and is what it was if it comes back."""
        gone = self._db.execute(f"SELECT key FROM pages WHERE {_GONE}")
        with self.together():
            if indexed.isdisjoint([key for (key,) in gone]):
                self._db.execute(f"UPDATE pages SET {_EMPTIED} WHERE {_GONE}")
            self._set("stage", "finished")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def postpone(self) -> None:
        """The site does not answer: what failed is to be asked for when the run goes on."""
        self._db.execute("UPDATE visits SET stage = 'queued' WHERE stage = 'failed'")

    def enqueue(self, visit: Visit) -> bool:
        """Have the address visited in this run; whether it was not to be so far."""
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO visits (key, url, kind, depth, chain) VALUES (?, ?, ?, ?, ?)",
            (visit.key, visit.url, visit.kind, visit.depth, json.dumps(visit.chain)),
        )
        return cursor.rowcount > 0

    def visited(self) -> set[str]:
        """The keys that were visited in this run, or will be."""
        return {row[0] for row in self._db.execute("SELECT key FROM visits")}

    def next_visit(self, after: int) -> Visit | None:
        """The first address still to be asked for of those that came after that place."""
        row = self._db.execute(
            "SELECT key, url, kind, depth, chain, place FROM visits"
            " WHERE stage = 'queued' AND place > ? ORDER BY place LIMIT 1",
            (after,),
        ).fetchone()
        if row is None:
            return None
        key, url, kind, depth, chain, place = row
        return Visit(key, url, kind, depth, tuple(json.loads(chain)), place)

    def settle(self, visit: Visit, *, failed: bool) -> None:
        """The visit is over."""
        stage = "failed" if failed else "done"
        self._db.execute("UPDATE visits SET stage = ? WHERE place = ?", (stage, visit.place))
        self._set("active", str(self._clock()))

    def counts(self) -> dict[str, int]:
        """How many visits there are of each stage."""
        return dict(self._db.execute("SELECT stage, count(*) FROM visits GROUP BY stage"))

    def queued(self, after: int) -> int:
        """How many addresses after that place are still to be asked for."""
        row = self._db.execute(
            "SELECT count(*) FROM visits WHERE stage = 'queued' AND place > ?", (after,)
        ).fetchone()
        return int(row[0])

    def page(self, key: str) -> Page | None:
        """What is known of the address."""
        return next(self._pages("WHERE key = ?", (key,)), None)

    def pages(self) -> Iterator[Page]:
        """All that is known, in the order of keys; may be changed meanwhile."""
        keys = [row[0] for row in self._db.execute("SELECT key FROM pages ORDER BY key")]
        for key in keys:
            page = self.page(key)
            if page is not None:
                yield page

    def unvisited(self) -> list[Visit]:
        """Pages that are known and came up nowhere in this run."""
        rows = self._db.execute(
            "SELECT key, url, kind, depth FROM pages WHERE"
            f" (outcome IN ('ok', 'copy', '') OR {_GONE})"
            " AND kind IN ('page', 'document') AND key NOT IN (SELECT key FROM visits)"
            " ORDER BY key"
        )
        return [Visit(*row) for row in rows.fetchall()]

    def _pages(self, where: str, values: Sequence[object]) -> Iterator[Page]:
        columns = ", ".join((*_FIELDS, *_LISTS))
        for row in self._db.execute(f"SELECT {columns} FROM pages {where}", values):
            plain, lists = row[: len(_FIELDS)], row[len(_FIELDS) :]
            yield Page(*plain, *(json.loads(text) for text in lists))

    def put(self, page: Page, body: bytes | None = None) -> None:
        """Keep what is known of an address; without ``body`` the one kept before stays."""
        names = (*_FIELDS, *_LISTS)
        values: list[object] = [getattr(page, name) for name in _FIELDS]
        values += [json.dumps(getattr(page, name), ensure_ascii=False) for name in _LISTS]
        updates = ", ".join(f"{name} = excluded.{name}" for name in names)
        marks = ", ".join("?" * len(names))
        self._db.execute(
            f"INSERT INTO pages ({', '.join(names)}) VALUES ({marks})"
            f" ON CONFLICT (key) DO UPDATE SET {updates}",
            values,
        )
        if body is not None:
            packed = zlib.compress(body, 6)
            self._db.execute("UPDATE pages SET body = ? WHERE key = ?", (packed, page.key))

    def body(self, key: str) -> bytes:
        """The bytes of the page as last fetched; empty where there are none."""
        row = self._db.execute("SELECT body FROM pages WHERE key = ?", (key,)).fetchone()
        return zlib.decompress(row[0]) if row is not None and row[0] is not None else b""

    def forget(self, key: str) -> None:
        """Know nothing of the address any more."""
        self._db.execute("DELETE FROM pages WHERE key = ?", (key,))

    def mark_given(self, key: str) -> None:
        """An item was made of the page."""
        self._db.execute("UPDATE pages SET given = 1 WHERE key = ? AND given = 0", (key,))

    def count_digest(self, digest: str) -> int:
        """Count a page that says this; gives how many did in this run."""
        self._db.execute(
            "INSERT INTO digests VALUES (?, 1) ON CONFLICT (digest)"
            " DO UPDATE SET count = count + 1",
            (digest,),
        )
        row = self._db.execute("SELECT count FROM digests WHERE digest = ?", (digest,)).fetchone()
        return int(row[0])

    def note_trap(self, reason: str, url: str) -> None:
        """An address was not followed; one line a reason, with the first address."""
        self._db.execute(
            "INSERT INTO traps VALUES (?, ?, 1) ON CONFLICT (reason)"
            " DO UPDATE SET count = count + 1",
            (reason, url),
        )

    def traps(self) -> list[tuple[str, str, int]]:
        """Reason, first address and count of what was not followed in this run."""
        rows = self._db.execute("SELECT reason, url, count FROM traps ORDER BY reason")
        return [(str(reason), str(url), int(count)) for reason, url, count in rows]

    def first_variant(self, reduced: str, name: str, key: str, said: str) -> tuple[str, str]:
        """Key and digest of the first page that was seen for an address without one of its
        parameters: this one, if there was none."""
        self._db.execute(
            "INSERT INTO variants VALUES (?, ?, ?, ?) ON CONFLICT (reduced, name)"
            " DO UPDATE SET digest = excluded.digest WHERE key = excluded.key",
            (reduced, name, key, said),
        )
        row = self._db.execute(
            "SELECT key, digest FROM variants WHERE reduced = ? AND name = ?", (reduced, name)
        ).fetchone()
        return str(row[0]), str(row[1])

    def variants(self, reduced: str) -> list[tuple[str, str]]:
        """The parameters that addresses have on top of this one, and what the page said that
        :meth:`first_variant` gives for each."""
        rows = self._db.execute("SELECT name, digest FROM variants WHERE reduced = ?", (reduced,))
        return [(str(name), str(digest)) for name, digest in rows]

    def variant(self, reduced: str, name: str) -> str:
        """The key of the page that :meth:`first_variant` gives, or empty."""
        row = self._db.execute(
            "SELECT key FROM variants WHERE reduced = ? AND name = ?", (reduced, name)
        ).fetchone()
        return "" if row is None else str(row[0])

    def count_parameter(self, path: str, name: str, *, same: bool) -> None:
        """Two pages that differ in this parameter alone say the same, or do not."""
        column = "same" if same else "different"
        self._db.execute(
            "INSERT OR IGNORE INTO parameters VALUES (?, ?, 0, 0)",
            (path, name),
        )
        self._db.execute(
            f"UPDATE parameters SET {column} = {column} + 1 WHERE path = ? AND name = ?",
            (path, name),
        )

    def idle_parameters(self, path: str, least: int) -> frozenset[str]:
        """The parameters that were seen to change nothing, at least so often."""
        rows = self._db.execute(
            "SELECT name FROM parameters WHERE path = ? AND same >= ? AND different = 0",
            (path, least),
        )
        return frozenset(str(row[0]) for row in rows)


def open_state(path: Path) -> CrawlState:
    """The state in that file; a damaged one is put aside, for all that is in it is on the site.

    Raises sqlite3.OperationalError or OSError where it cannot be read or written.
    """
    try:
        return CrawlState(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        path.replace(path.with_suffix(".damaged"))
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return CrawlState(path)


class _Together:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN")

    def __exit__(self, kind: object, *_: object) -> None:
        self._db.execute("ROLLBACK" if kind is not None else "COMMIT")
