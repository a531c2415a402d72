"""``huisou dict``: the site's dictionary from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from index.analysis import read_dictionary
from index.config import Config, load_config
from indexer.dictionary import (
    Edit,
    add_word,
    articles_cut_otherwise,
    dictionary_file,
    listed,
    remove_word,
)
from indexer.helptext import ChineseGroup


@click.group("dict", cls=ChineseGroup, short_help="看和改本站的词典。")
def dictionary_commands() -> None:
    """看和改本站的词典，就是配置里 vocabulary.dictionary 所指的文件。

    词典影响排序和提示；改了以后要重建索引才完全生效，在那以前照样搜得到。
    """


@dictionary_commands.command(short_help="加一个词。")
@click.argument("word", metavar="词")
@click.argument("frequency", metavar="[词频]", required=False, type=click.IntRange(1, 10**9))
@click.argument("tag", metavar="[词性]", required=False)
@click.pass_context
def add(context: click.Context, word: str, frequency: int | None, tag: str | None) -> None:
    """把一个词写进词典。不写词频，就用刚好能让它成词的；词性是 n、v、nz 之类。

    词典里已有这个词时，改它的词频和词性。
    """
    config, file = _site(context)
    edit = add_word(file, word, frequency, tag)
    click.echo(f"“{word}”已写进 {file}。")
    click.echo(_consequence(config, edit))


@dictionary_commands.command(short_help="去掉一个词。")
@click.argument("word", metavar="词")
@click.pass_context
def remove(context: click.Context, word: str) -> None:
    """从词典里去掉一个词。"""
    config, file = _site(context)
    edit = remove_word(file, word)
    click.echo(f"“{word}”已从 {file} 里去掉。")
    click.echo(_consequence(config, edit))


@dictionary_commands.command("list", short_help="列出词典里的词。")
@click.pass_context
def list_words(context: click.Context) -> None:
    """一行一个词，后面是词频和词性。"""
    _, file = _site(context)
    for line in listed(read_dictionary(file)):
        click.echo(line)


def _site(context: click.Context) -> tuple[Config, Path]:
    config = load_config(context.obj)
    return config, dictionary_file(config)


def _consequence(config: Config, edit: Edit) -> str:
    count = articles_cut_otherwise(config, edit)
    if count is None:
        return "还没有索引，建索引时就会用上。"
    return (
        f"当前索引里有 {count} 篇文章会因此换一种切分。请运行 huisou index --if-needed 重建；"
        "在那以前搜索照常，只是排序和提示还按旧的切分。"
    )
