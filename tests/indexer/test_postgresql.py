"""A database as a source, with a PostgreSQL that the tests start for themselves."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from indexer.sources import SourceMissing
from indexer.sources.database import DatabaseSource
from tests.indexer.database_items import items
from tests.indexer.ports import free_port

PASSWORD = "p@ss:w/ord"
TABLE = """
CREATE TABLE public."News" (
    id integer PRIMARY KEY, "Title" text, body bytea, posted timestamptz,
    hits numeric, changed timestamptz)
"""
ROWS = """
INSERT INTO public."News"
SELECT n, '标题' || n, convert_to('<p>正文' || n || '</p>', 'GB18030'),
       '2023-07-19 20:00+00', n * 1.0, '2024-01-01'::timestamptz + n * interval '1 hour'
FROM generate_series(%s::int, %s::int) AS n
"""


def programs() -> Path:
    """The folder of initdb and pg_ctl; skips where there is none."""
    beside = shutil.which("initdb")
    folders = [Path(beside).parent] if beside else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = next((folder for folder in folders if (folder / "initdb").exists()), None)
    if found is None:
        pytest.skip("PostgreSQL absent: no initdb (Debian: apt-get install postgresql)")
    return found


def somebody() -> str | None:
    """Who the server runs as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@dataclass(frozen=True)
class Server:
    """A running server that asks for a password."""

    port: int

    def url(self, database: str) -> str:
        """The address of one of its databases, without the password."""
        return f"postgresql+psycopg://reader@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def connected(self, database: str) -> Iterator[psycopg.Connection]:
        """A connection that changes things at once."""
        place = f"host=127.0.0.1 port={self.port} user=reader dbname={database}"
        with psycopg.connect(place, password=PASSWORD, autocommit=True) as connection:
            yield connection


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """PostgreSQL in a folder of its own, gone with the last test of this module."""
    found, user, port = programs(), somebody(), free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        secret = Path(folder, "secret")
        secret.write_text(PASSWORD, encoding="utf-8")
        if user is not None:
            shutil.chown(folder, user)
            shutil.chown(secret, user)
        data = f"{folder}/data"

        def run(program: str, *arguments: str) -> None:
            command = [str(found / program), "-D", data, *arguments]
            output = Path(folder, "output")
            with output.open("ab") as stream:
                ended = subprocess.run(
                    command, user=user, cwd=folder, stdout=stream, stderr=stream, check=False
                )
            assert ended.returncode == 0, output.read_text(errors="replace")

        settings = f"-p {port} -c listen_addresses=127.0.0.1 -k '' -c fsync=off"
        run("initdb", "-U", "reader", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
            "--no-locale")  # fmt: skip
        run("pg_ctl", "-w", "-o", settings, "start")
        try:
            yield Server(port)
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.fixture(scope="module")
def database(server: Server) -> str:
    """A database with a table of 500 rows."""
    with server.connected("postgres") as connection:
        connection.execute("CREATE DATABASE cms")
    with server.connected("cms") as connection:
        connection.execute(TABLE)
        connection.execute(ROWS, (1, 500))
    return "cms"


@pytest.fixture
def source(server: Server, database: str, tmp_path: Path) -> DatabaseSource:
    """The table as a source, read whole."""
    return DatabaseSource(
        name="cms",
        url=server.url(database),
        password=PASSWORD,
        columns={"title": "title", "body": "body", "date": "posted", "views": "hits"},
        key="id",
        table="public.News",
        memory=tmp_path / "memory.json",
        zone=ZoneInfo("Asia/Shanghai"),
    )


@pytest.mark.parametrize("changed", ["", "changed"])
def test_rows_come_in_chunks_with_everything_converted(
    source: DatabaseSource, changed: str
) -> None:
    found = items(replace(source, changed=changed, chunk=64))
    assert len(found) == 500
    fields = found["77"].load()
    assert isinstance(fields, dict)
    assert fields["body"] == "<p>正文77</p>"
    assert (fields["title"], str(fields["date"]), fields["views"]) == ("标题77", "2023-07-20", 77)


def test_a_query_with_casts(source: DatabaseSource) -> None:
    query = """SELECT id::text AS id, "Title" AS title, body, posted, hits FROM "News"
               WHERE posted > '2020-01-01 10:30:00'::timestamp AND "Title" LIKE '%9';"""
    assert len(items(replace(source, table="", query=query))) == 50


def test_changes_and_deletions_are_noticed(server: Server, source: DatabaseSource) -> None:
    source = replace(source, changed="changed")
    before = items(source)
    with server.connected("cms") as connection:
        connection.execute(ROWS, (501, 502))
        connection.execute("""UPDATE "News" SET body = 'new', changed = now() WHERE id = 9""")
        connection.execute("""DELETE FROM "News" WHERE id = 1""")
    after = items(source)
    assert set(after) - set(before) == {"501", "502"}
    assert set(before) - set(after) == {"1"}
    assert [key for key in after if key in before and after[key].hash != before[key].hash] == ["9"]


def test_nothing_can_be_written(server: Server, source: DatabaseSource) -> None:
    with server.connected("cms") as connection:
        connection.execute("CREATE SEQUENCE IF NOT EXISTS counter")
    query = "SELECT nextval('counter') AS id, 'a' AS title, 'b' AS body, 1 AS posted, 1 AS hits"
    with pytest.raises(SourceMissing, match="read-only transaction"):
        items(replace(source, table="", query=query))


def test_a_wrong_password_is_not_shown(source: DatabaseSource) -> None:
    with pytest.raises(SourceMissing, match="password authentication failed") as caught:
        items(replace(source, password="wr0ng-secret"))
    assert "wr0ng-secret" not in str(caught.value)


def test_a_database_that_knows_no_encoding(server: Server, source: DatabaseSource) -> None:
    with server.connected("postgres") as connection:
        connection.execute("CREATE DATABASE raw ENCODING 'SQL_ASCII' TEMPLATE template0")
    with server.connected("raw") as connection:
        connection.execute(TABLE)
        body = "第三次理事会在会议中心召开。".encode("gb18030")
        command = """INSERT INTO "News" VALUES (1, convert_from(%s, 'SQL_ASCII'), %s)"""
        connection.execute(command, (body, body))
    fields = items(replace(source, url=server.url("raw")))["1"].load()
    assert isinstance(fields, dict)
    assert fields["title"] == fields["body"] == "第三次理事会在会议中心召开。"
