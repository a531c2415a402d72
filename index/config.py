"""``huisou.toml`` read into one typed, frozen object that is passed in, never a global."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from index.errors import ConfigError, reason
from index.settings import Address, Network, Number, Origin, Place, Section, TimeZone, Whole
from index.source_settings import (
    AnySourceSettings,
    DatabaseSettings,
    FeedSettings,
    SourceSettings,
    WebsiteSettings,
)

__all__ = (
    "DEFAULT_DATA",
    "FILE_NAME",
    "PACKAGE",
    "AnySourceSettings",
    "Config",
    "DatabaseSettings",
    "FeedSettings",
    "IndexSettings",
    "LimitSettings",
    "RankingSettings",
    "SiteSettings",
    "SourceSettings",
    "VocabularySettings",
    "WebSettings",
    "WebsiteSettings",
    "load_config",
)

FILE_NAME = "huisou.toml"
_SQLITE = "sqlite:///"
PACKAGE = Path(__file__).resolve().parent
DEFAULT_DATA = PACKAGE / "data"


class SiteSettings(Section):
    """Whose service this is."""

    name: str = Field(default="会搜", min_length=1, max_length=60)
    base_url: Address = ""
    home_region: str = ""
    time_zone: TimeZone = "Asia/Shanghai"


class IndexSettings(Section):
    """Where the generations lie and how many are kept."""

    path: Place = DEFAULT_DATA
    keep: Whole = Field(default=3, ge=2, le=100)
    batch: Whole = Field(default=10_000, ge=1, le=100_000)
    reposts: bool = True


class VocabularySettings(Section):
    """The site's own words: files that staff keep."""

    organizations: Place | None = None
    dictionary: Place | None = None
    synonyms: Place | None = None
    corrections: Place | None = None


class RankingSettings(Section):
    """How hits are ordered; ``recency`` is the share a brand-new article gains at most,
    ``recency_half_life`` the days after which half of that is left."""

    title_weight: Number = Field(default=3.0, ge=0, le=100)
    attachment_weight: Number = Field(default=0.5, ge=0, le=100)
    phrase_bonus: Number = Field(default=0.5, ge=0, le=100)
    bigram_weight: Number = Field(default=0.5, ge=0, le=100)
    nearness: Number = Field(default=2.0, ge=0, le=100)
    lead: Number = Field(default=1.0, ge=0, le=100)
    title_bonus: Number = Field(default=1.0, ge=0, le=100)
    recency: Number = Field(default=0.1, ge=0, le=10)
    recency_half_life: Number = Field(default=365.0, gt=0)


class LimitSettings(Section):
    """What one request or one file may cost."""

    query_seconds: Number = Field(default=2.0, gt=0, le=60)
    requests_per_minute: Whole = Field(default=600, ge=0, le=1_000_000)
    file_bytes: Whole = Field(default=20_000_000, ge=1000)
    attachment_bytes: Whole = Field(default=50_000_000, ge=1000)
    attachment_pages: Whole = Field(default=2000, ge=1, le=100_000)
    attachment_characters: Whole = Field(default=1_000_000, ge=1000, le=20_000_000)
    attachment_seconds: Number = Field(default=30.0, ge=1, le=3600)
    attachment_memory: Whole = Field(default=1_000_000_000, ge=200_000_000)


class WebSettings(Section):
    """Where ``huisou serve`` listens and which sites may embed the search box."""

    host: str = "127.0.0.1"
    port: Whole = Field(default=8000, ge=1, le=65535)
    workers: Whole = Field(default=2, ge=1, le=64)
    timeout: Whole = Field(default=20, ge=5, le=600)
    embed_origins: tuple[Origin, ...] = ()
    trusted_proxies: tuple[Network, ...] = ()
    metrics_from: tuple[Network, ...] = ("127.0.0.0/8", "::1/128")


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
        raise ConfigError(f"读不了配置文件 {file}：{reason(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"配置文件 {file} 不是 UTF-8 编码（第 {error.start} 字节）") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"配置文件 {file} {_toml_mistake(str(error))}") from error


def _toml_mistake(said: str) -> str:
    place = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", said, re.DOTALL)
    where = f"第 {place[2]} 行第 {place[3]} 列" if place else ""
    return f"{where}不合 TOML 的写法（{place[1] if place else said}）"


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
    "greater_than_equal": "不能小于 {ge:g}",
    "greater_than": "要大于 {gt:g}",
    "less_than_equal": "不能大于 {le:g}",
    "literal_error": "只能是 {expected}",
    "union_tag_invalid": "kind 只能是 {expected_tags}",
    "string_pattern_mismatch": "只能用英文字母、数字和符号",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 个字",
    "string_type": "要写成文字，用引号括起来",
    "path_type": "要写成路径，用引号括起来",
    "int_type": "要写成整数，不用引号",
    "float_type": "要写成数字，不用引号",
    "finite_number": "要是有限的数",
    "tuple_type": "要写成列表，用 [ ] 括起来",
    "model_type": "要写成一节设置",
}


def _explain(problem: Mapping[str, Any]) -> str:
    """``web.port：不能大于 65535`` of one of pydantic's errors."""
    parts = _key_parts(problem["loc"])
    key = "".join(f" 第 {p + 1} 项 " if isinstance(p, int) else f".{p}" for p in parts)
    template = _PROBLEMS.get(problem["type"], "值不对")
    if problem["loc"] == ("sources",):
        template = "每个来源要写成一节 [[sources]]"
    said = template.format(**problem.get("ctx", {})).replace(" or ", " 或 ")
    shown = repr(problem["input"])
    given = f"，写的是 {shown}" if problem["type"].endswith("_type") and len(shown) < 60 else ""
    return f"{key.strip(' .').replace(' .', ' ')}：{said}{given}"


def _key_parts(place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The keys as they stand in the file: the kind of a source is not one of them."""
    return place[:2] + place[3:] if place[:1] == ("sources",) else place


def _resolved(config: Config, folder: Path) -> Config:
    def absolute(path: Path) -> Path:
        return (folder / path).resolve()

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
