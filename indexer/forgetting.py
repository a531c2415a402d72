"""Letting go of a source that is no longer configured, with all its articles."""

from __future__ import annotations

from index.catalog import Catalog
from index.config import Config
from index.engine import open_writer
from index.errors import HuisouError
from index.generations import Generations
from indexer.placement import Placement


class NotForgotten(HuisouError):
    """The source is still configured, or the index has none of that name."""


def entries_of(config: Config, source: str) -> int:
    """How many items of the source the index holds.

    Raises NotForgotten where the source is still configured or is not in the index at
    all, IndexMissing, IndexCorrupt.
    """
    if any(setting.name == source for setting in config.sources):
        raise NotForgotten(
            f"来源 {source} 还在配置里，下次运行又会读进来；请先从 huisou.toml 里删掉它"
        )
    generation = Generations(config.index.path, keep=config.index.keep).newest_whole()
    catalog = Catalog.read(generation.path)
    count = len(catalog.of_source(source))
    if not count:
        known = "、".join(catalog.sources()) or "没有任何来源"
        raise NotForgotten(f"索引里没有来源 {source}，有的是：{known}")
    return count


def forget(config: Config, source: str) -> str:
    """Delete the source's articles, but for those that another source has too; gives the
    name of the new generation. Raises what :func:`index.engine.open_writer` does."""
    with open_writer(config) as writer:
        placement = Placement(writer, ())
        for entry in writer.catalog.of_source(source):
            placement.forget(entry)
        return writer.seal()
