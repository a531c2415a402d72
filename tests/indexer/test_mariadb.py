"""A database as a source, with a MariaDB that the tests start for themselves."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pymysql
import pytest

from indexer.extract import extract_fields
from indexer.sources import Item, SourceMissing
from indexer.sources.database import DatabaseSource
from tests.indexer.database_items import items
from tests.indexer.ports import free_port

PASSWORD = "p@ss:w/ord"
ROWS = 500
TITLE = "第{n}次年会通知😀𠀀"
TABLE = """
CREATE TABLE news (
    id int PRIMARY KEY, title varchar(200), plain mediumtext, gb varchar(100) CHARACTER SET gb2312,
    gbk text CHARACTER SET gbk, raw longblob, old text CHARACTER SET latin1,
    posted datetime, changed timestamp NULL) CHARACTER SET utf8mb4
"""


@dataclass(frozen=True)
class Server:
    """A running server, with a database ``cms`` and a user who may do anything."""

    socket: str
    port: int

    @property
    def url(self) -> str:
        """The address of the database, without the password."""
        return f"mysql://cms@127.0.0.1:{self.port}/cms"

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """A cursor that changes things at once."""
        connection = pymysql.connect(user="root", unix_socket=self.socket, autocommit=True)
        with connection, connection.cursor() as cursor:
            yield cursor

    def end_readers(self) -> None:
        """End all connections of the source."""
        with self.cursor() as cursor:
            cursor.execute("SELECT id FROM information_schema.processlist WHERE user = 'cms'")
            for (number,) in cursor.fetchall():
                cursor.execute(f"KILL {number}")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on a free port of loopback, with everything in a folder of its own."""
    installs = shutil.which("mariadb-install-db")
    serves = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin")
    if installs is None or serves is None:
        pytest.skip("MariaDB absent: no mariadbd (Debian: apt-get install mariadb-server-core)")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        data, socket, port = f"--datadir={folder}/data", f"{folder}/socket", free_port()
        user = ["--user=root"] if os.getuid() == 0 else []
        subprocess.run(
            [installs, "--no-defaults", data, *user, "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            check=True, capture_output=True,
        )  # fmt: skip
        running = subprocess.Popen(
            [serves, "--no-defaults", data, *user, f"--socket={socket}", f"--port={port}",
             f"--pid-file={folder}/pid", "--bind-address=127.0.0.1", "--net-write-timeout=1",
             "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield _prepared(Server(socket, port))
        finally:
            running.kill()
            running.wait()


def _prepared(server: Server) -> Server:
    until = time.monotonic() + 60
    while not Path(server.socket).exists():
        assert time.monotonic() < until, "MariaDB does not start"
        time.sleep(0.05)
    with server.cursor() as cursor:
        cursor.execute("CREATE DATABASE cms CHARACTER SET utf8mb4")
        cursor.execute("CREATE USER cms@'127.0.0.1' IDENTIFIED BY %s", (PASSWORD,))
        cursor.execute("GRANT ALL ON cms.* TO cms@'127.0.0.1'")
        cursor.execute("USE cms")
        _fill(cursor)
    return server


def _fill(cursor: Any) -> None:
    """Rows as sites have them; the seventh has no date, and ``old`` is GBK that says latin1."""
    cursor.execute("SET NAMES utf8mb4, sql_mode = ''")
    cursor.execute(TABLE)
    plain = "<p>正文{n}在会议中心召开。</p>" + "防腐蚀技术" * 500
    rows = [
        (n, TITLE.format(n=n), plain.format(n=n), f"国标{n}", f"朱镕基{n}", f"二进制{n}".encode("gbk"),
         "0000-00-00" if n == 7 else "2023-07-19 20:00:00", f"2024-01-01 10:00:{n % 50:02d}")
        for n in range(1, ROWS + 1)
    ]  # fmt: skip
    cursor.executemany(
        "INSERT INTO news (id, title, plain, gb, gbk, raw, posted, changed)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        rows,
    )
    cursor.execute("UPDATE news SET old = %s", ("第三次理事会在会议中心召开。".encode("gbk"),))


@pytest.fixture
def source(server: Server, tmp_path: Path) -> DatabaseSource:
    """The table as a source, read whole."""
    return DatabaseSource(
        name="cms",
        url=server.url,
        password=PASSWORD,
        columns={"title": "title", "body": "plain", "date": "posted"},
        key="id",
        table="news",
        memory=tmp_path / "memory.json",
        zone=ZoneInfo("Asia/Shanghai"),
    )


def fields(item: Item) -> dict[str, Any]:
    """The fields of a row."""
    loaded = item.load()
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize("changed", ["", "changed"])
def test_rows_come_in_chunks(source: DatabaseSource, changed: str) -> None:
    found = items(replace(source, changed=changed, chunk=64))
    assert len(found) == ROWS
    assert fields(found["77"])["title"] == TITLE.format(n=77)
    assert str(extract_fields(fields(found["77"])).published) == "2023-07-19"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("gb", "国标9"),
        ("gbk", "朱镕基9"),
        ("raw", "二进制9"),
        ("old", "第三次理事会在会议中心召开。"),
    ],
)
def test_chinese_is_read_whatever_a_column_says(
    source: DatabaseSource, column: str, text: str
) -> None:
    found = items(replace(source, columns={**source.columns, "body": column}))
    assert fields(found["9"])["body"] == text


def test_a_date_of_zeros_is_no_date(source: DatabaseSource) -> None:
    """Its row was a failure, so that the article was lost."""
    assert extract_fields(fields(items(source)["7"])).published is None


def test_changes_and_deletions_are_noticed(server: Server, source: DatabaseSource) -> None:
    source = replace(source, changed="changed")
    before = items(source)
    with server.cursor() as cursor:
        cursor.execute("UPDATE cms.news SET plain = 'new', changed = now() WHERE id = 9")
        cursor.execute("DELETE FROM cms.news WHERE id = 500")
    after = items(source)
    assert set(before) - set(after) == {"500"}
    assert [key for key in after if after[key].hash != before[key].hash] == ["9"]


def test_a_query_with_percent_signs_and_colons(source: DatabaseSource) -> None:
    query = """SELECT id, title, plain, DATE_FORMAT(posted, '%Y-%m-%d') AS posted FROM news
               WHERE title LIKE '第1%' AND posted > '2020-01-01 10:30:00';"""
    found = items(replace(source, table="", query=query))
    assert len(found) == 111
    assert fields(found["10"])["date"] == "2023-07-19"


def test_nothing_can_be_written(server: Server, source: DatabaseSource) -> None:
    with server.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION cms.written() RETURNS int MODIFIES SQL DATA"
            " BEGIN DELETE FROM news; RETURN 1; END"
        )
    query = "SELECT written() AS id, 'a' AS title, 'b' AS plain, NULL AS posted"
    with pytest.raises(SourceMissing, match="READ ONLY transaction"):
        items(replace(source, table="", query=query))


@pytest.mark.parametrize("changed", ["", "changed"])
def test_a_connection_that_is_lost_is_said(
    server: Server, source: DatabaseSource, changed: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """PyMySQL wrote a traceback beside what the run says."""
    found = replace(source, changed=changed, chunk=20).items()
    assert len(list(itertools.islice(found, 30))) == 30
    server.end_readers()
    with pytest.raises(SourceMissing, match="Lost connection"):
        list(found)
    del found
    assert capfd.readouterr().err == ""


def test_a_run_that_writes_for_long_keeps_its_connection(source: DatabaseSource) -> None:
    """The server of the tests waits a second for its rows to be taken, others a minute."""
    found = replace(source, chunk=10).items()
    next(found)
    time.sleep(3)
    assert len(list(found)) >= ROWS - 2


def test_a_reading_that_is_stopped_reads_no_further(server: Server, source: DatabaseSource) -> None:
    many = "SELECT n.id * 1000 + m.id AS id, n.title, n.title AS plain, n.posted"
    many += " FROM news n JOIN news m"
    found = replace(source, table="", query=many).items()
    next(found)
    began = time.process_time()
    found.close()  # type: ignore[attr-defined]
    assert time.process_time() - began < 0.5


def test_a_wrong_password_is_not_shown(source: DatabaseSource) -> None:
    with pytest.raises(SourceMissing, match="Access denied") as caught:
        items(replace(source, password="wr0ng-secret"))
    assert "wr0ng-secret" not in str(caught.value)
