"""The ``huisou`` command.

Exit status: 0 all well, 1 some items failed (or a check found something), 2 could not run.
Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from index.analysis import Analyzer
from index.article import PartialDate, Visibility
from index.check import check as find_problems
from index.config import FILE_NAME, Config, load_config
from index.engine import SearchRequest, open_reader
from index.errors import HuisouError
from index.generations import Generations
from index.results import Sort
from index.understanding import Understanding
from indexer import answers, correcting, demonstration, forgetting, serving
from indexer.configured import chosen_settings, chosen_sources
from indexer.dictionary_commands import dictionary_commands
from indexer.following import follow, watched_sources
from indexer.helptext import ChineseGroup, explained
from indexer.indexing import IndexOptions, index_sources
from indexer.interruption import stop_on_signals
from indexer.organizations_command import list_organizations
from indexer.progress import meter
from indexer.report import RunReport, printable
from indexer.search_options import Refused, filter_options, filters_of
from indexer.standing import standing


@click.group(
    cls=ChineseGroup,
    context_settings={"max_content_width": 100},
    help="会搜：把协会的文章建成索引，提供中文分面搜索。",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    help="配置文件，默认是当前文件夹里的 huisou.toml。",
)
@click.pass_context
def huisou(context: click.Context, config_file: Path | None) -> None:
    """The group; the configuration is read when a command needs it."""
    context.obj = config_file


huisou.add_command(list_organizations)


def _config(context: click.Context) -> Config:
    return load_config(context.obj)


def _config_file(context: click.Context) -> Path | None:
    """The file the server is to read: the one named, or the one in this folder."""
    named: Path | None = context.obj
    if named is not None or os.environ.get("HUISOU_CONFIG"):
        return named
    return Path(FILE_NAME) if Path(FILE_NAME).exists() else None


@huisou.command(short_help="建立或更新索引。")
@click.argument("sources", nargs=-1, metavar="[来源]…")
@click.option("--rebuild", is_flag=True, help="从头重建；没有写到的其他来源从旧索引里保留。")
@click.option("--if-needed", is_flag=True, help="词典、机构表或程序变了才重建，否则只更新。")
@click.option("--allow-shrink", is_flag=True, help="即使一个来源少了两成以上的文章也照删。")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件.json",
    help="把完整的报告写成 JSON。",
)
@click.option("--watch", is_flag=True, help="不退出：文件夹有变化就更新索引，按 Ctrl-C 停止。")
@click.option("--debug", is_flag=True, help="出错时显示程序内部的细节。")
@click.pass_context
def index(
    context: click.Context,
    sources: tuple[str, ...],
    rebuild: bool,
    if_needed: bool,
    allow_shrink: bool,
    report_file: Path | None,
    watch: bool,
    debug: bool,
) -> None:
    """把文章读进索引。来源是文件夹、文件，或配置里来源的名字；不写就用配置里的全部来源。

    再次运行只处理有变化的文章。
    """
    if debug:
        logging.getLogger("indexer").setLevel(logging.DEBUG)
    config = _config(context)
    options = IndexOptions(rebuild, if_needed, allow_shrink)
    with stop_on_signals() as should_stop:
        if watch:
            _follow(config, sources, options, report_file, should_stop)
            return
        report = _index(config, sources, options, report_file, should_stop)
    context.exit(report.exit_status)


def _index(
    config: Config,
    names: Sequence[str],
    options: IndexOptions,
    report_file: Path | None,
    should_stop: Callable[[], bool],
) -> RunReport:
    """One run, with its report."""
    with meter() as shown:
        sources = chosen_sources(config, names)
        report = index_sources(config, sources, options, meter=shown, should_stop=should_stop)
    click.echo(report.to_text())
    if report_file is not None:
        _write(report_file, report.to_json())
    return report


def _follow(
    config: Config,
    names: Sequence[str],
    options: IndexOptions,
    report_file: Path | None,
    should_stop: Callable[[], bool],
) -> None:
    """A run of all, then one for each change in a folder. A rebuild happens once only."""
    settings = chosen_settings(config, names)
    watched = watched_sources(config, settings)
    for other in [one.name for one in settings if one.name not in watched.roots]:
        click.echo(f"来源 {other} 不是文件夹，只在开始时读一次", err=True)
    left = [options]

    def run(due: Sequence[str]) -> None:
        now = left[0] if left else replace(options, rebuild=False, allow_shrink=False)
        _index(config, due, now, report_file, should_stop)
        left.clear()
        click.echo("等待变化，按 Ctrl-C 停止。", err=True)

    follow(watched, names or [one.name for one in settings], run, should_stop)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise HuisouError(f"报告写不进 {file}：{error.strerror}") from error


@huisou.command(short_help="提供网页搜索。")
@click.option("--host", metavar="地址", help="监听的地址，默认取自配置（127.0.0.1）。")
@click.option("--port", type=click.IntRange(1, 65535), metavar="端口", help="默认 8000。")
@click.option("--workers", type=click.IntRange(1, 64), metavar="个数", help="进程数，默认 2。")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None, workers: int | None) -> None:
    """用 gunicorn 提供网页搜索，按 Ctrl-C 停止。还没有索引也能启动，网页上会说明。"""
    _serve(_config(context), _config_file(context), host, port, workers)


def _serve(
    config: Config, file: Path | None, host: str | None, port: int | None, workers: int | None
) -> None:
    host, port = host or config.web.host, port or config.web.port
    command = serving.gunicorn_command(config, host, port, workers or config.web.workers)
    serving.require_free(host, port)
    serving.hand_over(command, file)


@huisou.command(short_help="在终端里搜索。")
@click.argument("query", metavar="搜索词", default="")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--size", type=click.IntRange(0, 100), default=10, metavar="篇数", help="默认 10。")
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    help="按相关度、从新到旧、从旧到新或按会议日期。",
)
@filter_options
@click.option("--staff", is_flag=True, help="也搜只给工作人员看的文章。")
@click.pass_context
def search(
    context: click.Context,
    /,
    query: str,
    as_json: bool,
    size: int,
    sort: str | None,
    staff: bool,
    **chosen: Any,
) -> None:
    """搜索索引。同一个筛选可以写几次，各值之间是“或”，不同筛选之间是“且”。"""
    config = _config(context)
    understand = Understanding.of(config, Analyzer.from_config(config))
    parsed, day = understand(query), understand.clock()
    filters = filters_of(chosen)
    request = SearchRequest(
        query=parsed.node,
        filters=parsed.filters(filters),
        sort=Sort(sort) if sort else Sort.RELEVANCE if parsed.text else Sort.NEWEST,
        size=size,
        viewer=Visibility.STAFF if staff else Visibility.PUBLIC,
        today=PartialDate(day.year, day.month, day.day),
    )
    reader = open_reader(config)
    try:
        page = reader.search(request)
    finally:
        reader.close()
    lifted = parsed.lifted(filters)
    notices = (*parsed.notices, *filter(None, [lifted]), *page.notices)
    click.echo(
        answers.to_json(parsed.text, page, notices) if as_json else answers.to_text(page, notices)
    )


@huisou.command(short_help="看索引和各个来源的状况。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """看当前是哪一代索引，每个来源有多少文章、上次何时运行、有什么没有读进去。"""
    found = standing(_config(context))
    click.echo(found.to_json() if as_json else found.to_text(), nl=not as_json)


@huisou.command(short_help="更正一篇文章。")
@click.argument("article", metavar="文章")
@click.argument("fields", nargs=-1, required=True, metavar="字段=值…")
@click.pass_context
def correct(context: click.Context, article: str, fields: tuple[str, ...]) -> None:
    """更正一篇文章：记在更正文件里，马上生效，重建索引也不会丢。

    文章是它的编号（文章页地址的最后一段）或原网址。字段如 venue=市科技馆、date=2023-07-14、
    “chair=颜朝华|副主席”、kind=会议报道；有几个值就写几次，写“venue=”表示没有。
    """
    found, generation = correcting.correct(
        _config(context), article, correcting.assignments(fields)
    )
    click.echo(f"已更正《{printable(found.title)}》，索引 {generation} 已生效。")


@huisou.command(short_help="忘掉一个不再使用的来源。")
@click.argument("source", metavar="来源")
@click.option("--yes", is_flag=True, help="不再询问。")
@click.pass_context
def forget(context: click.Context, source: str, yes: bool) -> None:
    """从索引里删掉一个来源的全部文章。要先把它从 huisou.toml 里删掉。"""
    config = _config(context)
    count = forgetting.entries_of(config, source)
    question = f"要从索引里删掉来源 {source} 的 {count} 项吗？"
    if not yes and not sys.stdin.isatty():
        raise Refused(f"{question}不在终端里，不能询问；确实要删请加 --yes")
    if not yes and not click.confirm(question):
        raise Refused("没有删。")
    generation = forgetting.forget(config, source)
    click.echo(f"已删掉来源 {source} 的 {count} 项，索引 {generation} 已生效。")


@huisou.command(short_help="检查索引是否完好。")
@click.pass_context
def check(context: click.Context) -> None:
    """核对索引文件的校验值，并核对索引与文章是否一致。有问题时退出码为 1。"""
    problems = find_problems(_config(context))
    for problem in problems:
        click.echo(problem.text)
    click.echo(f"发现 {len(problems)} 个问题。" if problems else "索引完好。")
    context.exit(1 if problems else 0)


@huisou.command(short_help="退回上一代索引。")
@click.pass_context
def rollback(context: click.Context) -> None:
    """退回当前一代之前最近的完好索引；网页会自动换过去。"""
    config = _config(context)
    generation = Generations(config.index.path, keep=config.index.keep).roll_back()
    click.echo(f"已退回 {generation.name}，共 {generation.manifest.articles} 篇文章。")


@huisou.command(short_help="用示例协会试一试。")
@click.option("--host", metavar="地址", help="监听的地址，默认 127.0.0.1。")
@click.option("--port", type=click.IntRange(1, 65535), metavar="端口", help="默认 8000。")
@click.pass_context
def demo(context: click.Context, host: str | None, port: int | None) -> None:
    """把自带的示例协会建成索引并提供网页搜索。"""
    file = demonstration.config_file()
    config = load_config(file)
    demonstration.require_own_index(config)
    with stop_on_signals() as should_stop, meter() as shown:
        report = index_sources(
            config,
            chosen_sources(config, ()),
            IndexOptions(if_needed=True, allow_shrink=True),
            meter=shown,
            should_stop=should_stop,
        )
    click.echo(report.to_text(), err=True)
    if report.stopped:
        context.exit(1)
    _serve(config, file, host, port, None)


huisou.add_command(dictionary_commands)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit; no traceback but for a fault of the program itself."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    try:
        result = huisou.main(
            args=None if arguments is None else list(arguments),
            prog_name="huisou",
            standalone_mode=False,
        )
    except HuisouError as error:
        return _refused(str(error))
    except Refused as error:
        return _refused(error.message)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _refused(explained(error))
    except (click.Abort, KeyboardInterrupt):
        return _refused("已中断；保存过的部分还在，再运行一次就会继续。")
    except SystemExit:  # click's answer to a reader that left early, as in `… | head`
        return 0
    return result if isinstance(result, int) else 0


def _refused(message: str) -> int:
    click.echo(message, err=True)
    return 2
