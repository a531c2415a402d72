"""``huisou.toml`` read into one typed, frozen object that is passed in, never a global."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)

from index.errors import ConfigError

FILE_NAME = "huisou.toml"
_SQLITE = "sqlite:///"
PACKAGE = Path(__file__).resolve().parent
DEFAULT_DATA = PACKAGE / "data"


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or value != value.rstrip("/"):
        raise ValueError("要写成 https://www.example.org 的样子，末尾没有 /")
    if parts.path or parts.query or parts.fragment or "*" in value or parts.username:
        raise ValueError("只写协议、域名和端口，不用 *")
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("要写成 http:// 或 https:// 开头的完整地址")
    return value.rstrip("/")


def _page_address(value: str) -> str:
    if not value.strip() or "*" in value:
        raise ValueError("要写成 http:// 或 https:// 开头的完整地址")
    _address(value)
    if urlsplit(value).username is not None:
        raise ValueError("地址里不写用户名和密码")
    return value


def _host(value: str) -> str:
    try:
        parts = urlsplit(f"//{value}")
        is_bare = not (parts.path or parts.query or parts.fragment or parts.username)
        named = parts.hostname if is_bare and parts.port != 0 else None
    except ValueError:
        named = None
    if not named or any(char.isspace() or char == "*" for char in value):
        raise ValueError("要写成 www.example.org 或 www.example.org:8080 的样子，不带协议，不用 *")
    return value.lower()


def _host_and_port(value: str) -> str:
    if _host(value) and urlsplit(f"//{value}").port is None:
        raise ValueError("要连端口一起写，例如 127.0.0.1:8080")
    return value.lower()


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("没有这个时区") from error
    return value


class Section(BaseModel):
    """Base of every table in the file: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteSettings(Section):
    """Whose service this is."""

    name: str = Field(default="会搜", min_length=1, max_length=60)
    base_url: Annotated[str, AfterValidator(_address)] = ""
    home_region: str = ""
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "Asia/Shanghai"


class IndexSettings(Section):
    """Where the generations lie and how many are kept."""

    path: Path = DEFAULT_DATA
    keep: int = Field(default=3, ge=2, le=100)
    batch: int = Field(default=2000, ge=1, le=100_000)
    reposts: bool = True


class SourceSettings(Section):
    """A folder or file of articles. ``base_url`` and the file's place in the folder give
    the address of an article that does not carry its own."""

    kind: Literal["folder"] = "folder"
    name: str = Field(min_length=1, max_length=60)
    path: Path
    base_url: Annotated[str, AfterValidator(_address)] = ""
    visibility: Literal["public", "staff"] = "public"


PageAddress = Annotated[str, AfterValidator(_page_address)]


class WebsiteSettings(Section):
    """A website to crawl, from ``start`` pages, a ``sitemap`` or a ``feed``, within
    ``hosts`` (where empty: those of these addresses). Times are in seconds."""

    kind: Literal["website"]
    name: str = Field(min_length=1, max_length=60)
    start: tuple[PageAddress, ...] = ()
    sitemap: tuple[PageAddress, ...] = ()
    feed: tuple[PageAddress, ...] = ()
    hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    allow_private: tuple[Annotated[str, AfterValidator(_host_and_port)], ...] = ()
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
    allow_private: tuple[Annotated[str, AfterValidator(_host_and_port)], ...] = ()
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


class VocabularySettings(Section):
    """The site's own words: files that staff keep."""

    organizations: Path | None = None
    dictionary: Path | None = None


class RankingSettings(Section):
    """How hits are ordered; ``recency`` is the share a brand-new article gains at most,
    ``recency_half_life`` the days after which half of that is left."""

    title_weight: float = Field(default=3.0, ge=0, le=100)
    attachment_weight: float = Field(default=0.5, ge=0, le=100)
    phrase_bonus: float = Field(default=0.5, ge=0, le=100)
    title_bonus: float = Field(default=1.0, ge=0, le=100)
    recency: float = Field(default=0.1, ge=0, le=10)
    recency_half_life: float = Field(default=365.0, gt=0)


class LimitSettings(Section):
    """What one request or one file may cost."""

    query_seconds: float = Field(default=2.0, gt=0, le=60)
    file_bytes: int = Field(default=20_000_000, ge=1000)
    attachment_bytes: int = Field(default=50_000_000, ge=1000)
    attachment_pages: int = Field(default=2000, ge=1, le=100_000)
    attachment_characters: int = Field(default=1_000_000, ge=1000, le=20_000_000)
    attachment_seconds: float = Field(default=30.0, ge=1, le=3600)
    attachment_memory: int = Field(default=1_000_000_000, ge=200_000_000)


class WebSettings(Section):
    """Where ``huisou serve`` listens and which sites may embed the search box."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    timeout: int = Field(default=20, ge=5, le=600)
    embed_origins: tuple[Annotated[str, AfterValidator(_origin)], ...] = ()


class Config(Section):
    """The whole configuration. Relative paths in the file are read from the file's folder."""

    site: SiteSettings = SiteSettings()
    index: IndexSettings = IndexSettings()
    sources: tuple[AnySourceSettings, ...] = ()
    vocabulary: VocabularySettings = VocabularySettings()
    ranking: RankingSettings = RankingSettings()
    limits: LimitSettings = LimitSettings()
    web: WebSettings = WebSettings()


def load_config(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration.

    ``path`` or ``HUISOU_CONFIG`` or ``huisou.toml`` in the working folder names the
    file; with none of them every default holds. ``HUISOU_INDEX`` moves the index.
    Raises ConfigError, which names the file and every wrong key.
    """
    named = path or (Path(environ["HUISOU_CONFIG"]) if environ.get("HUISOU_CONFIG") else None)
    file = named or Path(FILE_NAME)
    plain: dict[str, object] = {}
    if named is not None or file.exists():
        plain = _read_toml(file)
    config = _validate(plain, file)
    config = _resolved(config, file.resolve().parent)
    if environ.get("HUISOU_INDEX"):
        moved = config.index.model_copy(update={"path": Path(environ["HUISOU_INDEX"]).resolve()})
        config = config.model_copy(update={"index": moved})
    _refuse_package_as_data(config.index.path)
    return config


def _read_toml(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"找不到配置文件 {file}") from None
    except OSError as error:
        raise ConfigError(f"读不了配置文件 {file}：{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"配置文件 {file} 不是 UTF-8 编码（第 {error.start} 字节）") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"配置文件 {file} 写错了：{error}") from error


def _validate(plain: dict[str, object], file: Path) -> Config:
    try:
        config = Config.model_validate(plain)
    except ValidationError as error:
        lines = [_explain(problem) for problem in error.errors()]
        raise ConfigError(f"配置文件 {file} 有错：\n  " + "\n  ".join(lines)) from error
    names = [source.name for source in config.sources]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(f"配置文件 {file} 有错：\n  sources：名字重复：{'、'.join(twice)}")
    return config


_PROBLEMS = {
    "extra_forbidden": "没有这一项设置",
    "missing": "缺少这一项",
    "value_error": "{error}",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "要大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "只能是 {expected}",
    "union_tag_invalid": "kind 只能是 {expected_tags}",
    "string_pattern_mismatch": "只能用英文字母、数字和符号",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 个字",
}


def _explain(problem: Mapping[str, object]) -> str:
    key = ".".join(_key_parts(problem["loc"]))
    context = problem.get("ctx")
    template = _PROBLEMS.get(str(problem["type"]), "值的类型不对：{input!r}")
    values = {"input": problem.get("input"), **(context if isinstance(context, dict) else {})}
    return f"{key}：{template.format(**values)}"


def _key_parts(place: object) -> list[str]:
    """The keys as they stand in the file: the kind of a source is not one of them."""
    parts = [str(part) for part in place] if isinstance(place, tuple) else []
    return parts[:2] + parts[3:] if parts[:1] == ["sources"] else parts


def _resolved(config: Config, folder: Path) -> Config:
    def absolute(path: Path) -> Path:
        return (folder / path.expanduser()).resolve()

    vocabulary = {
        key: absolute(value) if value is not None else None for key, value in config.vocabulary
    }
    return config.model_copy(
        update={
            "index": config.index.model_copy(update={"path": absolute(config.index.path)}),
            "sources": tuple(
                source.model_copy(update=_places(source, absolute)) for source in config.sources
            ),
            "vocabulary": config.vocabulary.model_copy(update=vocabulary),
        }
    )


def _places(source: AnySourceSettings, absolute: Callable[[Path], Path]) -> dict[str, Path | str]:
    """The settings of the source that name a place on the disk, made absolute."""
    match source:
        case SourceSettings():
            return {"path": absolute(source.path)}
        case DatabaseSettings() if source.url.startswith(_SQLITE):
            return {"url": _SQLITE + str(absolute(Path(source.url.removeprefix(_SQLITE))))}
        case FeedSettings() if not source.url.lower().startswith(("http://", "https://")):
            return {"url": str(absolute(Path(source.url)))}
        case _:
            return {}


def _refuse_package_as_data(path: Path) -> None:
    """Pruning generations deletes folders, so the data must never be the code itself."""
    if path == PACKAGE or (path != DEFAULT_DATA and path.is_relative_to(PACKAGE)):
        raise ConfigError(f"index.path 不能是程序自己的目录 {path}，请换一个")
