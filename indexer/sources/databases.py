"""Connections to databases: read only, with a time limit, and errors without a password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.types.string import TextLoader
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    Select,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from indexer.sources.drivers import missing_driver, unknown_address, with_driver
from indexer.sources.items import SourceMissing

CONNECT_SECONDS = 10
LONGEST_REASON = 300
_MYSQL = ("mysql", "mariadb")
_TIMED = ("postgresql", *_MYSQL)
PATIENCE = 3600
"""Seconds for which MySQL waits until the next rows are taken from it: a run may write what
it has to the disk meanwhile. Its own minute is too short for that."""


def database_address(url: str, password: str) -> URL:
    """The address with its password; raises SourceMissing where it is none."""
    try:
        address = with_driver(make_url(url))
    except (ArgumentError, ValueError):
        # The text may hold a password in a place where nothing would find it.
        raise SourceMissing(
            "url 不是数据库地址，要写成 mysql://用户@主机/库 或 sqlite:///文件 的样子"
        ) from None
    return address.set(password=password) if password else address


@contextmanager
def reading(address: URL) -> Iterator[Connection]:
    """A connection that can only read; whatever goes wrong inside is a SourceMissing whose
    message names the database and never its password."""
    try:
        engine = _engine(address)
        with engine.connect() as connection:
            try:
                yield _read_only(connection)
            except BaseException:
                _hang_up(connection)
                raise
            connection.rollback()
        engine.dispose()
    except ModuleNotFoundError as error:
        raise SourceMissing(missing_driver(address.drivername)) from error
    except ImportError as error:  # what the driver itself stands on is not there
        raise SourceMissing(f"{address.drivername} 的驱动程序用不了：{error}") from error
    except NoSuchModuleError as error:
        raise SourceMissing(unknown_address(address.drivername)) from error
    except (SQLAlchemyError, OSError) as error:
        raise SourceMissing(f"数据库 {_shown(address)} {_reason(error, address)}") from error


def streamed(connection: Connection, asked: Select[Any], chunk: int) -> Iterator[dict[str, Any]]:
    """The rows by the names of their columns, so many at a time; may be closed in its middle."""
    rows = connection.execution_options(yield_per=chunk).execute(asked).mappings()
    try:
        for row in rows:  # not "yield from", which would close them first
            yield dict(row)
    except GeneratorExit:
        _drop_rows(connection)
        raise


def _hang_up(connection: Connection) -> None:
    """End a reading in its middle. PyMySQL would first read all rows that are left, and write
    a traceback where the server is gone."""
    if connection.dialect.name not in _MYSQL or connection.invalidated:
        connection.rollback()
        return
    _drop_rows(connection)
    connection.invalidate()


def _engine(address: URL) -> Engine:
    kind = address.get_backend_name()
    if kind == "sqlite":
        path = Path(address.database or "")
        if not path.is_file():
            raise SourceMissing(f"没有数据库文件 {path}")
        return create_engine("sqlite://", creator=lambda: _sqlite(path), poolclass=NullPool)
    arguments: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS} if kind in _TIMED else {}
    if address.drivername == "postgresql+psycopg":
        arguments["context"] = _tolerant_adapters()
    engine = create_engine(address, poolclass=NullPool, connect_args=arguments)
    if kind in _MYSQL:
        event.listen(engine, "connect", _only_reads)
        event.listen(engine, "handle_error", _forget_rows)
    return engine


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    connection.text_factory = _text_or_bytes
    return connection


def _text_or_bytes(raw: bytes) -> str | bytes:
    """SQLite checks no encoding: what a GBK site put there comes out as it is."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw


class _TolerantLoader(TextLoader):
    """PostgreSQL's SQL_ASCII checks no encoding either, and its text comes as bytes."""

    def load(self, data: Buffer) -> str | bytes:
        loaded = super().load(data)
        return _text_or_bytes(loaded) if isinstance(loaded, bytes) else loaded


def _tolerant_adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    for name in ("text", "varchar", "bpchar", "name", 0):
        adapters.register_loader(name, _TolerantLoader)
    return adapters


def _forget_rows(context: ExceptionContext) -> None:
    """The connection is lost: no rows are left to be read."""
    if context.is_disconnect and context.connection is not None:
        _drop_rows(context.connection)


def _drop_rows(connection: Connection) -> None:
    """Have PyMySQL not read the rows that are left before it closes."""
    result: Any = getattr(connection.connection.dbapi_connection, "_result", None)
    if hasattr(result, "unbuffered_active"):
        result.unbuffered_active = False


def _only_reads(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute(f"SET SESSION net_write_timeout = {PATIENCE}")


def _read_only(connection: Connection) -> Connection:
    if connection.dialect.name == "postgresql":
        return connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    return connection


def _shown(address: URL) -> str:
    return address.set(password=None, query={}).render_as_string()


def _reason(error: Exception, address: URL) -> str:
    """What the driver said, on one line."""
    said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    text = " ".join(_said(said.args or str(said)).split())
    if address.password:
        text = text.replace(str(address.password), "***")
    return f"读不了：{text[:LONGEST_REASON]}"


def _said(part: object) -> str:
    """The parts of an error as text; pymssql has them as bytes in a tuple of their own."""
    if isinstance(part, tuple):
        return " ".join(map(_said, part))
    return str(_text_or_bytes(part) if isinstance(part, bytes) else part)
