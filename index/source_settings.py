"""``[[sources]]``: one class a kind of source, told apart by ``kind``."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from index.settings import Address, Host, HostAndPort, PageAddress, Place, Section


class SourceSettings(Section):
    """A folder or file of articles. ``base_url`` and the file's place in the folder give
    the address of an article that does not carry its own."""

    kind: Literal["folder"] = "folder"
    name: str = Field(min_length=1, max_length=60)
    path: Place
    base_url: Address = ""
    visibility: Literal["public", "staff"] = "public"


class WebsiteSettings(Section):
    """A website to crawl, from ``start`` pages, a ``sitemap`` or a ``feed``, within
    ``hosts`` (where empty: those of these addresses). Times are in seconds."""

    kind: Literal["website"]
    name: str = Field(min_length=1, max_length=60)
    start: tuple[PageAddress, ...] = ()
    sitemap: tuple[PageAddress, ...] = ()
    feed: tuple[PageAddress, ...] = ()
    hosts: tuple[Host, ...] = ()
    allow_private: tuple[HostAndPort, ...] = ()
    ignore_parameters: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    visibility: Literal["public", "staff"] = "public"
    obey_robots: bool = True
    delay: float = Field(default=1.0, ge=0, le=600)
    concurrency: int = Field(default=2, ge=1, le=16)
    max_pages: int = Field(default=20_000, ge=1, le=5_000_000)
    max_depth: int = Field(default=50, ge=0, le=10_000)
    retries: int = Field(default=2, ge=0, le=10)
    timeout: float = Field(default=20.0, gt=0, le=600)
    page_seconds: float = Field(default=60.0, gt=0, le=3600)
    page_bytes: int = Field(default=5_000_000, ge=1000, le=100_000_000)
    user_agent: str = Field(default="Huisou/0.1", min_length=1, max_length=200, pattern="^[ -~]+$")

    @model_validator(mode="after")
    def _begins_somewhere(self) -> Self:
        if not (self.start or self.sitemap or self.feed):
            raise ValueError("start、sitemap、feed 至少要写一个")
        return self


ArticleField = Literal[
    "title", "body", "date", "category", "attribution", "author", "url", "views", "identifiers"
]


class DatabaseSettings(Section):
    """Rows of a database. ``url`` is a SQLAlchemy address, whose password comes from the
    environment variable ``password_env``; ``columns`` names the column of each field;
    ``key`` names the row, ``changed`` is another value once it changes; ``address`` is the
    address of an article, with ``{column}`` where the row's value stands."""

    kind: Literal["database"]
    name: str = Field(min_length=1, max_length=60)
    url: str = Field(min_length=1)
    password_env: str = ""
    query: str = ""
    table: str = ""
    columns: dict[ArticleField, str]
    key: str = Field(min_length=1)
    changed: str = ""
    address: str = ""
    chunk: int = Field(default=200, ge=1, le=900)
    visibility: Literal["public", "staff"] = "public"

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.query.strip()) == bool(self.table.strip()):
            raise ValueError("query 和 table 要写一个，也只能写一个")
        if "body" not in self.columns:
            raise ValueError("columns 里至少要写 body（正文在哪一列）")
        return self


class FeedSettings(Section):
    """An RSS or Atom feed at an http address or in a file. Feeds roll: an entry that is
    not in it any more stays in the index as long as ``keep`` holds."""

    kind: Literal["feed"]
    name: str = Field(min_length=1, max_length=60)
    url: str = Field(min_length=1)
    allow_private: tuple[HostAndPort, ...] = ()
    keep: bool = True
    category: tuple[str, ...] = ()
    visibility: Literal["public", "staff"] = "public"


def _kind_of_source(value: Any) -> str:
    kind = value.get("kind", "folder") if isinstance(value, dict) else getattr(value, "kind", "")
    return kind if isinstance(kind, str) else ""


AnySourceSettings = Annotated[
    Annotated[SourceSettings, Tag("folder")]
    | Annotated[WebsiteSettings, Tag("website")]
    | Annotated[DatabaseSettings, Tag("database")]
    | Annotated[FeedSettings, Tag("feed")],
    Discriminator(_kind_of_source),
]
"""One entry of ``[[sources]]``; ``kind`` says which, and is ``folder`` where it is absent."""
