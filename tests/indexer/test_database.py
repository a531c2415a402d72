"""A database as a source, with SQLite: what any database has to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import DBAPIError

from indexer.sources import Item, ItemFailure, SourceMissing, databases
from indexer.sources.database import DatabaseSource
from tests.indexer.database_items import items

CHINA = ZoneInfo("Asia/Shanghai")
COLUMNS = {"title": "Title", "body": "Content", "date": "PostTime", "views": "Hits"}


def write(path: Path, *statements: str, rows: list[tuple[object, ...]] | None = None) -> None:
    """Run statements, then put rows of (ID, Title, Content, PostTime, Hits, Changed)."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
        if rows:
            connection.executemany("INSERT OR REPLACE INTO News VALUES (?,?,?,?,?,?)", rows)


def row(key: object, body: object = "正文", changed: object = "2024-01-01") -> tuple[object, ...]:
    """A row that is in order."""
    return (key, f"标题{key}", body, "2023-07-19 10:00:00", 3, changed)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with three rows."""
    path = tmp_path / "old site.db"
    write(
        path,
        "CREATE TABLE News (ID, Title, Content, PostTime, Hits, Changed)",
        rows=[row(key) for key in (1, 2, 3)],
    )
    return path


@pytest.fixture
def source(file: Path) -> DatabaseSource:
    """The table as a source, read whole."""
    return DatabaseSource(
        name="旧站",
        url=f"sqlite:///{file}",
        columns=COLUMNS,
        key="id",
        table="News",
        memory=file.with_name("memory.json"),
        zone=CHINA,
    )


def fields(item: Item) -> Mapping[str, object]:
    """The content of an item that is a row."""
    content = item.load()
    assert isinstance(content, Mapping)
    return content


class Counted:
    """How many rows with bodies a source has read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.keys: list[object] = []
        fetch = DatabaseSource._fetch

        def counting(one: DatabaseSource, connection: Any, keys: list[object]) -> Any:
            self.keys += keys
            return fetch(one, connection, keys)

        monkeypatch.setattr(DatabaseSource, "_fetch", counting)

    def taken(self) -> list[object]:
        """The keys since the last time this was asked."""
        keys, self.keys = self.keys, []
        return keys


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Counts the rows read by key from here on."""
    return Counted(monkeypatch)


@pytest.mark.parametrize("changed", ["", "changed"])
def test_rows_become_fields(source: DatabaseSource, changed: str) -> None:
    found = items(replace(source, changed=changed, chunk=2))
    assert sorted(found) == ["1", "2", "3"]
    wanted = {"title": "标题2", "body": "正文", "date": "2023-07-19 10:00:00", "views": 3}
    assert dict(fields(found["2"])) == {**wanted, "url": ""}
    assert found["2"].path == "旧站 ID=2"


def test_a_query_joins_and_an_address_is_made(source: DatabaseSource) -> None:
    query = "SELECT n.*, '新闻:动态' AS part FROM News n WHERE '10:30' < PostTime -- all;"
    address = "https://www.example.org/show.aspx?id={id}&c={PART}"
    columns = {**COLUMNS, "category": "part"}
    asked = replace(source, table="", query=query, columns=columns, address=address)
    found = fields(items(asked)["1"])
    assert found["category"] == "新闻:动态"
    assert found["url"] == (
        "https://www.example.org/show.aspx?id=1&c=%E6%96%B0%E9%97%BB%3A%E5%8A%A8%E6%80%81"
    )


def test_only_changed_rows_are_read(source: DatabaseSource, file: Path, counted: Counted) -> None:
    source = replace(source, changed="changed")
    write(file, rows=[row(4, changed="2024-02-01")])
    before = items(source)
    assert counted.taken() == [1, 2, 3, 4]
    write(file, "DELETE FROM News WHERE ID IN (1, 3)", rows=[row(3, "新的", "2024-03-01")])
    after = items(source)
    assert counted.taken() == [3, 4]  # 4 had the greatest mark: it may have changed again
    assert sorted(after) == ["2", "3", "4"]
    assert after["2"].hash == before["2"].hash
    assert after["3"].hash != before["3"].hash


def test_a_second_change_on_the_same_tick_is_seen(source: DatabaseSource, file: Path) -> None:
    source = replace(source, changed="changed")
    before = items(source)
    write(file, "UPDATE News SET Content = '又改了' WHERE ID = 2")
    after = items(source)
    assert after["2"].hash != before["2"].hash
    assert after["1"].hash == before["1"].hash


def test_a_row_without_a_mark_is_always_read(
    source: DatabaseSource, file: Path, counted: Counted
) -> None:
    write(
        file, "DELETE FROM News WHERE ID <> 2", rows=[row(1, changed=None), row(3, changed="2025")]
    )
    source = replace(source, changed="changed")
    items(source)
    counted.taken()
    items(source)
    assert counted.taken() == [1, 3]


def test_an_unchanged_row_can_still_be_read(source: DatabaseSource, file: Path) -> None:
    write(file, rows=[row(4, changed="2025")])
    source = replace(source, changed="changed")
    assert [fields(item) for item in items(source).values()] == [
        fields(item) for item in items(source).values()
    ]


def test_other_settings_forget_what_was_known(source: DatabaseSource, file: Path) -> None:
    write(file, rows=[row(4, changed="2025")])
    before = items(replace(source, changed="changed"))
    after = items(replace(source, changed="changed", columns={**COLUMNS, "author": "Title"}))
    assert not {item.hash for item in before.values()} & {item.hash for item in after.values()}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version":1}', '{"version":1,"rows":3}'])
def test_a_damaged_memory_costs_only_time(source: DatabaseSource, damage: str) -> None:
    source = replace(source, changed="changed")
    before = {key: item.hash for key, item in items(source).items()}
    source.memory.write_text(damage, encoding="utf-8")
    assert {key: item.hash for key, item in items(source).items()} == before


def test_rows_that_cannot_be_named_are_reported(source: DatabaseSource, file: Path) -> None:
    write(file, rows=[row(None), row(1), row(" ")])
    found = list(source.items())
    failures = [(one.path, one.reason) for one in found if isinstance(one, ItemFailure)]
    assert ("旧站 ID=1", "第 3 行的 ID 与前面一行相同，只取了前面一行") in failures
    assert [reason for _, reason in failures].count("ID 列是空的，这一行没有编号") == 2
    assert [one.key for one in found if isinstance(one, Item)] == ["1", "2", "3"]
    assert not any(one.hides("2") for one in found if isinstance(one, ItemFailure))


def test_reading_changes_nothing(source: DatabaseSource, file: Path) -> None:
    before = file.read_bytes()
    asked = replace(source, table="", query="SELECT * FROM News); DELETE FROM News; --")
    with pytest.raises(SourceMissing):
        items(asked)
    assert file.read_bytes() == before


MISSING: list[tuple[dict[str, Any], str]] = [
    ({"url": "sqlite:////nowhere/x.db"}, "没有数据库文件 /nowhere/x.db"),
    ({"url": "postgresql"}, "不是数据库地址"),
    ({"url": "nosuchkind://host/x"}, "不认识 nosuchkind:// 这种数据库地址，url 要写成 postgresql:"),
    ({"url": "mysql+nosuch://host/x"}, r"mysql\+nosuch:// .*，url 要写成 mysql://用户@主机/库 的"),
    ({"url": "oracle://u:secret@host/x"}, "里 pip install oracledb，url 写成 oracle://用户@"),
    (
        {"url": "mssql://u:secret@host/x"},
        "里 pip install pymssql，url 写成 mssql://用户@主机:1433/库",
    ),
    ({"url": "mssql+pyodbc://u:secret@host/x"}, "里 pip install pyodbc，url 写成 mssql.pyodbc"),
    ({"url": "mysql+mysqldb://u:secret@host/x"}, "没有安装 mysql.mysqldb:// 要用的驱动程序"),
    ({"url": "mysql://u:secret@127.0.0.1:1/x"}, "读不了：.*Can't connect to MySQL server"),
    ({"url": "postgres://u:secret@127.0.0.1:1/x"}, "读不了：connection failed"),
    ({"url": "postgresql+psycopg://u:secret@127.0.0.1:1/x"}, "127.0.0.1"),
    ({"table": "Nothing"}, "no such table"),
    ({"key": "number"}, "没有 number 这一列，有的是：ID、Title、"),
    ({"address": "https://e.org/{no}"}, "没有 no 这一列"),
]


@pytest.mark.parametrize(("change", "said"), MISSING)
def test_what_cannot_be_read_is_a_missing_source(
    source: DatabaseSource, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(SourceMissing, match=said) as caught:
        items(replace(source, **change))
    assert "secret" not in str(caught.value)


def test_a_driver_that_lacks_its_library_is_named(
    source: DatabaseSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyodbc without unixODBC was an error of the program."""

    def create(*_arguments: object, **_named: object) -> None:
        raise ImportError("libodbc.so.2: cannot open shared object file")

    monkeypatch.setattr(databases, "create_engine", create)
    with pytest.raises(SourceMissing, match=r"mssql\+pyodbc 的驱动程序用不了：libodbc\.so\.2"):
        items(replace(source, url="mssql+pyodbc://u@host/x"))


def test_what_a_driver_says_in_bytes_is_read(
    source: DatabaseSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(*_arguments: object, **_named: object) -> None:
        raise DBAPIError(None, None, Exception((20009, b"Unable to connect:\nTDS server")))

    monkeypatch.setattr(databases, "create_engine", create)
    with pytest.raises(SourceMissing, match=r"读不了：20009 Unable to connect: TDS server$"):
        items(replace(source, url="mssql://u@host/x"))


def test_a_file_that_is_no_database(source: DatabaseSource, file: Path) -> None:
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(SourceMissing, match=r"old site\.db 读不了"):
        items(source)


def test_a_broken_off_reading_lets_go(source: DatabaseSource) -> None:
    reading: Iterator[object] = source.items()
    next(reading)
    assert isinstance(reading, Iterator)
    reading.close()  # type: ignore[attr-defined]


def test_gb18030_in_text_and_bytes(source: DatabaseSource, file: Path) -> None:
    body = "第三次理事会在会议中心召开，通过了工作报告。".encode("gb18030")
    write(file, rows=[row(5, body), row(6)])
    write(file, f"UPDATE News SET Content = CAST(x'{body.hex()}' AS TEXT) WHERE ID = 6")
    found = items(source)
    assert {str(fields(found[key])["body"])[:6] for key in "56"} == {"第三次理事会"}
