"""``huisou organizations``: its command line."""

from __future__ import annotations

import click

from index.config import load_config
from indexer import organizations
from indexer.helptext import ChineseCommand
from indexer.organization_training import Trained, train_on_site
from indexer.report import printable


def _tell(trained: Trained) -> None:
    click.echo(
        printable(
            f"已写下机构模型 {trained.file}：学了 {trained.learnt} 句，在留作检验的 "
            f"{trained.kept_back} 句上 F1 {trained.own:.3f}，自带的 {trained.shipped:.3f}"
        )
    )
    click.echo("请运行 huisou index --if-needed 让它生效。", err=True)


@click.command("organizations", cls=ChineseCommand, short_help="看认出了哪些机构，确认或合并。")
@click.option("--confirm", "confirmed", metavar="机构", help="把一个机构写进机构文件。")
@click.option(
    "--merge",
    "merged",
    nargs=2,
    metavar="机构 并入",
    help="把前一个机构记为后一个的简称，写进机构文件。",
)
@click.option(
    "--train", "training", is_flag=True, help="用已确认的机构和它们的文章训练识别机构的模型。"
)
@click.option("--duplicates", is_flag=True, help="只列可能与别的相同的。")
@click.option("--size", type=click.IntRange(1), metavar="个数", help="只列最前面的这么多个。")
@click.option("--json", "as_json", is_flag=True, help="每行一个 JSON。")
@click.pass_context
def list_organizations(
    context: click.Context,
    confirmed: str | None,
    merged: tuple[str, str] | None,
    training: bool,
    duplicates: bool,
    size: int | None,
    as_json: bool,
) -> None:
    """列出索引里认出的机构：多少篇文章、多少处、怎样写的、可能与谁相同；✓ 是机构文件里有的。

    确认和合并写进 vocabulary.organizations 指的文件，下次 huisou index --if-needed 生效。
    """
    config = load_config(context.obj)
    if bool(confirmed) + bool(merged) + training > 1:
        raise click.UsageError("--confirm、--merge 和 --train 一次只能用一个")
    if training:
        click.echo("正在训练，要几分钟……", err=True)
        _tell(train_on_site(config))
        return
    found = organizations.found_organizations(config)
    if confirmed:
        entry = organizations.confirm_found(config, found, confirmed)
    elif merged:
        entry = organizations.merge_found(config, found, *merged)
    else:
        shown = [one for one in found if one.likely or not duplicates][:size]
        text = organizations.to_json(shown) if as_json else organizations.to_text(shown)
        click.echo(text, nl=not as_json and bool(text))
        return
    click.echo(
        printable(f"已写进机构文件：{entry.name}（{'、'.join(entry.aliases) or '没有简称'}）")
    )
    click.echo("请运行 huisou index --if-needed 让它生效。", err=True)
