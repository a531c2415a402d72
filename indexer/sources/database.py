"""A database as a source: each row of a query or table is an item.

Without a ``changed`` column the rows come through the server's cursor, all of them, and
each has the hash of its values. With one, keys and marks are listed first; a row whose
mark is the one of the last run keeps its hash and is read only if it is asked for.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    ColumnClause,
    Connection,
    FromClause,
    Select,
    column,
    false,
    select,
    table,
    text,
)
from sqlalchemy import TextClause as Query

from index.article import Visibility
from indexer.extract import ExtractError
from indexer.sources.columns import VERSION, fields_of, key_text, plain_bytes
from indexer.sources.databases import database_address, reading, streamed
from indexer.sources.items import (
    Form,
    Found,
    Item,
    ItemFailure,
    SourceMissing,
    content_hash,
)
from indexer.sources.naming import plain_name
from indexer.sources.row_memory import RowMemory

Values = Mapping[str, object]
"""A row by the names of its columns."""

_PLACE = re.compile(r"\{([^{}]+)\}")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DatabaseSource:
    """``columns`` has the column of each field; ``memory`` is the file that spares reading
    unchanged rows; the rest as in :class:`index.config.DatabaseSettings`."""

    name: str
    url: str
    columns: Mapping[str, str]
    key: str
    memory: Path
    zone: tzinfo
    query: str = ""
    table: str = ""
    changed: str = ""
    address: str = ""
    chunk: int = 200
    password: str = field(default="", repr=False)
    visibility: Visibility = Visibility.PUBLIC

    def size(self) -> int:
        """Not known without reading."""
        return 0

    def items(self) -> Iterator[Found]:
        """See :meth:`indexer.sources.items.Source.items`."""
        with reading(database_address(self.url, self.password)) as connection:
            source = self._resolved(connection)
            listed = source._incremental if source.changed else source._whole
            seen: set[str] = set()
            for number, found in enumerate(listed(connection), 1):
                yield source._once(found, seen, number)

    def _resolved(self, connection: Connection) -> DatabaseSource:
        """The source with its columns as the database writes them; raises SourceMissing."""
        probe: Select[Any] = select(text("*")).select_from(self._rows(())).where(false())
        written = {name.lower(): name for name in connection.execute(probe).keys()}  # noqa: SIM118

        def find(name: str) -> str:
            if name.lower() not in written:
                raise SourceMissing(
                    f"数据库里没有 {name} 这一列，有的是：{'、'.join(written.values())}"
                )
            return written[name.lower()]

        return dataclasses.replace(
            self,
            columns={name: find(of) for name, of in self.columns.items()},
            key=find(self.key),
            changed=find(self.changed) if self.changed else "",
            address=_PLACE.sub(lambda place: f"{{{find(place[1])}}}", self.address),
        )

    def _rows(self, names: Sequence[str]) -> FromClause:
        columns: list[ColumnClause[Any]] = [column(name) for name in names]
        if self.table:
            schema, _, name = self.table.strip().rpartition(".")
            return table(name, *columns, schema=schema or None)
        query: Query = text(re.sub(r"(?<!:):(?!:)", r"\\:", self.query.strip().rstrip(";")) + "\n")
        return query.columns(*columns).subquery("huisou_rows")

    def _names(self) -> list[str]:
        """The columns that shape an article, each once."""
        wanted = [self.key, *self.columns.values(), *_PLACE.findall(self.address)]
        return list(dict.fromkeys(wanted))

    def _whole(self, connection: Connection) -> Iterator[Item | ItemFailure]:
        rows = self._rows(self._names())
        asked = select(rows).order_by(rows.c[self.key])
        for row in streamed(connection, asked, self.chunk):
            yield self._item(row)

    def _incremental(self, connection: Connection) -> Iterator[Item | ItemFailure]:
        shape = content_hash(self._shape().encode(), self.query, self.table, self.key, self.changed)
        known, found = RowMemory.load(self.memory, shape), RowMemory()
        listed = self._marks(connection)
        for start in range(0, len(listed), self.chunk):
            marks = listed[start : start + self.chunk]
            yield from self._chunk(connection, marks, known, found)
        found.greatest = max((mark for mark, _ in found.rows.values()), default="", key=_order)
        try:
            found.save(self.memory, shape)
        except OSError as error:
            log.warning("来源 %s 的状态写不进 %s：%s", self.name, self.memory, error.strerror)

    def _marks(self, connection: Connection) -> list[tuple[object, str]]:
        """All keys with their marks. A list, since not every driver can ask for something
        else while a cursor is open."""
        rows = self._rows([self.key, self.changed])
        asked = select(rows.c[self.key], rows.c[self.changed]).order_by(rows.c[self.key])
        listed = streamed(connection, asked, self.chunk)
        return [(plain_bytes(row[self.key]), _mark(row[self.changed])) for row in listed]

    def _chunk(
        self,
        connection: Connection,
        marks: Sequence[tuple[object, str]],
        known: RowMemory,
        found: RowMemory,
    ) -> Iterator[Item | ItemFailure]:
        spared = {key: known.hash_of(_name(key), mark) for key, mark in marks}
        new = [key for key, hash_ in spared.items() if hash_ is None]
        read = self._fetch(connection, new)
        late = _Late(lambda: self._fetch(connection, [key for key in spared if key not in read]))
        for key, mark in marks:
            hash_ = spared[key]
            if hash_ is None and key is not None and key not in read:
                continue  # gone since the keys were listed
            item = self._item(read.get(key, {self.key: key}), hash_, late)
            if isinstance(item, Item):
                found.rows[item.key] = (mark, item.hash)
            yield item

    def _fetch(self, connection: Connection, keys: list[object]) -> dict[object, Values]:
        wanted = [key for key in keys if key is not None]
        if not wanted:
            return {}
        if connection.closed:
            with reading(database_address(self.url, self.password)) as another:
                return self._fetch(another, keys)
        rows = self._rows(self._names())
        asked = select(rows).where(rows.c[self.key].in_(wanted))
        return {
            plain_bytes(row[self.key]): dict(row) for row in connection.execute(asked).mappings()
        }

    def _item(
        self, row: Values, known: str | None = None, late: _Late | None = None
    ) -> Item | ItemFailure:
        key = _name(plain_bytes(row[self.key]))
        path = f"{self.name} {self.key}={key}"
        if not key:
            # It was never an article, so that it hides none that is missing.
            return ItemFailure(path, f"{self.key} 列是空的，这一行没有编号", path)
        whole = late.row if known is not None and late is not None else lambda _: row
        return Item(
            key=key,
            path=path,
            url="",
            hash=known or self._hash(row),
            form=Form.ROW,
            load=lambda: self._fields(whole(row[self.key])),
            visibility=self.visibility,
        )

    def _fields(self, row: Values) -> dict[str, object]:
        values = {name: (of, plain_bytes(row[of])) for name, of in self.columns.items()}
        fields = fields_of(values, self.zone)
        return fields if fields.get("url") else {**fields, "url": self._address(row)}

    def _address(self, row: Values) -> str:
        """The article's address, or empty where a part of it is."""
        if not self.address:
            return ""
        try:
            parts = {name: key_text(row[name]) for name in _PLACE.findall(self.address)}
        except ExtractError:
            return ""
        if not all(parts.values()):
            return ""
        return _PLACE.sub(lambda place: quote(parts[place[1]], safe="/"), self.address)

    def _once(self, found: Item | ItemFailure, seen: set[str], number: int) -> Found:
        """A key names one row; what comes again under it is named and left out."""
        if isinstance(found, Item):
            if found.key in seen:
                reason = f"第 {number} 行的 {self.key} 与前面一行相同，只取了前面一行"
                return ItemFailure(found.path, reason, found.path)
            seen.add(found.key)
        return found

    def _shape(self) -> str:
        """What else than a row's values shapes its article."""
        parts = [VERSION, self.address, self.visibility.value, str(self.zone), dict(self.columns)]
        return json.dumps(parts, ensure_ascii=False)

    def _hash(self, row: Values) -> str:
        values = [repr(plain_bytes(row[name])) for name in self._names()]
        raw = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return content_hash(raw, self._shape())


class _Late:
    """Rows of a chunk that nobody may ask for; all are read with the first that is."""

    def __init__(self, fetch: Callable[[], dict[object, Values]]) -> None:
        self._fetch = fetch
        self._rows: dict[object, Values] | None = None

    def row(self, key: object) -> Values:
        """The row of that key; raises ExtractError where it has gone meanwhile."""
        if self._rows is None:
            self._rows = self._fetch()
        if key not in self._rows:
            raise ExtractError("这一行刚刚被删除")
        return self._rows[key]


def _name(key: object) -> str:
    """The key as the catalog has it; empty where it names nothing."""
    try:
        name = key_text(key)
    except (ExtractError, ArithmeticError, ValueError):
        name = repr(key)
    return plain_name(name)


def _mark(value: object) -> str:
    value = plain_bytes(value)
    if isinstance(value, bytes):
        return value.hex()
    isoformat = getattr(value, "isoformat", None)
    return "" if value is None else str(isoformat() if isoformat else value)


def _order(mark: str) -> tuple[int, str]:
    """Numbers by their size, everything else by its text."""
    return (len(mark), mark) if mark.isdigit() else (0, mark)
