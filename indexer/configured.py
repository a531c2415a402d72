"""The sources that a configuration names, or a command line.

What a kind of source needs, an HTTP client or a database's driver, is imported when there is
one of that kind: together that takes longer than to index a small folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from index.article import Visibility
from index.config import (
    AnySourceSettings,
    Config,
    DatabaseSettings,
    FeedSettings,
    SourceSettings,
    WebsiteSettings,
)
from index.errors import ConfigError
from indexer.attachments import document_limits
from indexer.sources import FileSource, Source
from indexer.sources.naming import file_name
from indexer.sources.reading import shown_name

if TYPE_CHECKING:
    from indexer.sources.database import DatabaseSource
    from indexer.sources.feed import FeedSource
    from indexer.sources.website import WebsiteSource

STATES = "sources"
"""The folder below the index where sources keep what they know from run to run."""

CRAWLS = "crawl"
"""The folder below the index where crawls are remembered."""


def chosen_settings(config: Config, names: Sequence[str]) -> list[AnySourceSettings]:
    """The settings by configured name or by path, each once; without names, all.

    Raises ConfigError where that is none at all.
    """
    settings = [_settings_of(config, name) for name in names] if names else config.sources
    if not settings:
        raise ConfigError(
            "没有要索引的来源：请写上文件夹或文件，例如 huisou index 我的文章/，"
            "或在 huisou.toml 里写 [[sources]]"
        )
    return list({setting.name: setting for setting in settings}.values())


def chosen_sources(
    config: Config, names: Sequence[str], environ: Mapping[str, str] = os.environ
) -> list[Source]:
    """The sources of :func:`chosen_settings`; raises ConfigError."""
    return [source_of(config, setting, environ) for setting in chosen_settings(config, names)]


def _settings_of(config: Config, name: str) -> AnySourceSettings:
    path = Path(os.path.realpath(Path(name).expanduser()))
    for setting in config.sources:
        if setting.name == name or (isinstance(setting, SourceSettings) and setting.path == path):
            return setting
    return SourceSettings.model_construct(
        name=shown_name(str(path)), path=path, base_url="", visibility="public"
    )


def source_of(
    config: Config, setting: AnySourceSettings, environ: Mapping[str, str] = os.environ
) -> Source:
    """The source that the settings describe; raises ConfigError for a password that is
    not in ``environ``."""
    match setting:
        case SourceSettings():
            return _folder(config, setting)
        case DatabaseSettings():
            return _database(config, setting, environ)
        case FeedSettings():
            return _feed(config, setting)
        case WebsiteSettings():
            return _website(config, setting)


def _folder(config: Config, setting: SourceSettings) -> FileSource:
    words = config.vocabulary
    return FileSource(
        setting.name,
        setting.path,
        setting.base_url,
        Visibility(setting.visibility),
        config.limits.file_bytes,
        (config.index.path, *(path for _, path in words if path is not None)),
        document_limits(config.limits),
    )


def _database(
    config: Config, setting: DatabaseSettings, environ: Mapping[str, str]
) -> DatabaseSource:
    from indexer.sources.database import DatabaseSource

    password = environ.get(setting.password_env, "") if setting.password_env else ""
    if setting.password_env and not password:
        raise ConfigError(
            f"来源 {setting.name} 的密码要放在环境变量 {setting.password_env} 里，现在没有"
        )
    return DatabaseSource(
        name=setting.name,
        url=setting.url,
        columns={str(name): of for name, of in setting.columns.items()},
        key=setting.key,
        memory=config.index.path / STATES / f"{file_name(setting.name)}.json",
        zone=ZoneInfo(config.site.time_zone),
        query=setting.query,
        table=setting.table,
        changed=setting.changed,
        address=setting.address,
        chunk=setting.chunk,
        password=password,
        visibility=Visibility(setting.visibility),
    )


def _website(config: Config, setting: WebsiteSettings) -> WebsiteSource:
    from indexer.sources.website import WebsiteSource

    return WebsiteSource(setting, crawl_file(config, setting.name), config.limits.attachment_bytes)


def crawl_file(config: Config, name: str) -> Path:
    """Where the crawl of the source of that name is remembered."""
    return config.index.path / CRAWLS / f"{file_name(name)}.sqlite"


def _feed(config: Config, setting: FeedSettings) -> FeedSource:
    from indexer.sources.feed import FeedSource
    from indexer.sources.feed_fetching import FeedFetcher

    state = config.index.path / STATES / f"{file_name(setting.name)}.sqlite"
    return FeedSource(
        name=setting.name,
        url=setting.url,
        fetch=FeedFetcher(setting.name, state, setting.allow_private),
        zone=ZoneInfo(config.site.time_zone),
        keep=setting.keep,
        category=setting.category,
        visibility=Visibility(setting.visibility),
        file_bytes=config.limits.file_bytes,
    )
