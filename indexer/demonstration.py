"""The sample association of a checkout, for ``huisou demo``."""

from __future__ import annotations

from pathlib import Path

from index.catalog import Catalog
from index.config import FILE_NAME, PACKAGE, Config
from index.errors import HuisouError, IndexCorrupt, IndexMissing, IndexOutdated
from index.generations import Generations


class NoDemonstration(HuisouError):
    """The samples are not there, or their index would mix with somebody's articles."""


def config_file(examples: Path = PACKAGE.parent / "examples") -> Path:
    """The configuration of the samples; raises NoDemonstration in an installed package."""
    file = examples / FILE_NAME
    if not file.is_file():
        raise NoDemonstration(
            f"没有找到示例（{file}）：示例只在源代码里有，不随安装包发布。"
            "请下载源代码，或用 huisou index 索引自己的文章"
        )
    return file


def require_own_index(config: Config) -> None:
    """Raise NoDemonstration where the index holds articles of other sources."""
    try:
        generation = Generations(config.index.path, keep=config.index.keep).newest_whole()
        sources = set(Catalog.read(generation.path).sources())
    except (IndexMissing, IndexCorrupt, IndexOutdated):
        return
    others = sorted(sources - {source.name for source in config.sources})
    if others:
        raise NoDemonstration(
            f"{config.index.path} 里已经有别的来源（{'、'.join(others)}）的文章，示例不会混进去。"
            "请为示例另指一处，例如 HUISOU_INDEX=/tmp/huisou-demo huisou demo"
        )
