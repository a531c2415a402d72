"""click in Chinese: headings of the help, and what is wrong with a command line."""

from __future__ import annotations

import click

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数", "Usage": "用法"}


class ChineseFormatter(click.HelpFormatter):
    """Help with Chinese headings."""

    def write_heading(self, heading: str) -> None:
        """See click."""
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """See click."""
        super().write_usage(prog, args, prefix or "用法：")


class ChineseContext(click.Context):
    """The context of every command."""

    formatter_class = ChineseFormatter


class _Chinese(click.Command):
    context_class = ChineseContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """See click."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """See click."""
        words = {"[OPTIONS]": "[选项]…", "COMMAND [ARGS]...": "命令 …"}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]


class ChineseCommand(_Chinese):
    """A command with Chinese help."""


class ChineseGroup(_Chinese, click.Group):
    """A group of such commands."""

    command_class = ChineseCommand


def explained(error: click.ClickException) -> str:
    """What is wrong with the command line, in Chinese."""
    match error:
        case click.NoSuchOption():
            return f"没有 {error.option_name} 这个选项"
        case click.MissingParameter():
            return f"缺少 {_parameter(error)}"
        case click.BadParameter():
            return f"{_parameter(error)}的值不对：{_reason(error)}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 用得不对（是否缺少它的值？）"
        case click.FileError():
            return f"打不开文件 {error.ui_filename}"
        case click.UsageError():
            return f"命令写得不对：{_untranslated(error.message)}"
        case _:
            return error.format_message()


def _parameter(error: click.BadParameter) -> str:
    parameter = error.param
    if isinstance(parameter, click.Argument):
        return f"参数 {parameter.make_metavar(error.ctx or click.Context(click.Command('')))} "
    if parameter is not None and parameter.opts:
        return f"选项 {parameter.opts[0]} "
    return "参数"


def _reason(error: click.BadParameter) -> str:
    match error.param.type if error.param is not None else None:
        case click.Choice() as choice:
            return "只能是 " + "、".join(map(str, choice.choices))
        case click.IntRange() as span:
            return f"要写 {span.min} 到 {span.max} 之间的整数"
        case _:
            return _untranslated(error.message)


def _untranslated(message: str) -> str:
    """The two messages of click that carry no class of their own."""
    if message.startswith("No such command"):
        name = message.split("'")[1] if "'" in message else message
        return f"没有 {name} 这个命令，用 huisou --help 看有哪些"
    if "unexpected extra argument" in message:
        return f"多了参数 {message[message.find('(') + 1 :].rstrip(').')}"
    if message.startswith("Missing command"):
        return "缺少命令，用 huisou --help 看有哪些"
    return message
