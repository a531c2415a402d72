"""``huisou correct``: a correction written into the file and, at once, into the index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from index.article import Article, Visibility
from index.config import Config
from index.engine import open_reader, open_writer
from index.errors import ConfigError, HuisouError, reason
from indexer.corrections import (
    TABLE,
    CorrectionRefused,
    Values,
    after_enrichment,
    article_named,
    before_enrichment,
    checked,
)
from indexer.enrich.meetings import meeting_of
from indexer.toml_strings import quoted


def assignments(written: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """``venue=…`` as fields with their values; a field written twice has two.

    Raises CorrectionRefused for what is no assignment and what no field can be.
    """
    values: dict[str, list[str]] = {}
    for one in written:
        key, sign, value = one.partition("=")
        if not sign or not key.strip():
            raise CorrectionRefused(f"“{one}”要写成 字段=值 的样子，例如 venue=市科技馆")
        values.setdefault(key.strip(), []).append(value)
    read: dict[str, tuple[str, ...]] = {}
    for key, several in values.items():
        name, texts = checked(key, several)
        read[name] = (*read.get(name, ()), *texts)
    return read


def correct(config: Config, name: str, values: Values) -> tuple[Article, str]:
    """Keep the correction in the file and put the article so corrected into the index.

    Gives the article as it is now and the name of the new generation. Raises
    CorrectionRefused where the index has no such article, ConfigError where no file is
    configured or it cannot be written, and what :func:`index.engine.open_writer` does.
    """
    file = config.vocabulary.corrections
    if file is None:
        raise ConfigError(
            '还没有更正文件，请先在 huisou.toml 的 [vocabulary] 里写 corrections = "corrections.toml"'
        )
    article = _article(config, article_named(name))
    corrected = after_enrichment(before_enrichment(article, values), values, meeting_of)
    with open_writer(config) as writer:
        writer.put(corrected)
        _append(file, article, values)
        return corrected, writer.seal()


def _article(config: Config, article_id: str) -> Article:
    reader = open_reader(config)
    try:
        found = reader.article(article_id, Visibility.STAFF)
    finally:
        reader.close()
    if found is None:
        raise CorrectionRefused(f"索引里没有编号是 {article_id} 的文章")
    return found


def _append(file: Path, article: Article, values: Values) -> None:
    """A table at the end of the file; what stands there stays as it is written."""
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(table_of(article, values))
    except OSError as error:
        raise HuisouError(f"更正文件 {file} 写不进去：{reason(error)}") from error


def table_of(article: Article, values: Values) -> str:
    """The correction as staff would write it, with the title and the day as a comment."""
    title = "".join(char if char.isprintable() else " " for char in article.title)
    day = datetime.now().astimezone().date().isoformat()
    lines = ["", f"[[{TABLE}]]", f"# {title}（{day} 更正）", f"article = {quoted(article.id)}"]
    for field, texts in values.items():
        if len(texts) == 1:
            lines.append(f"{field} = {quoted(texts[0])}")
        else:
            lines.append(f"{field} = [{', '.join(map(quoted, texts))}]")
    return "\n".join(lines) + "\n"
