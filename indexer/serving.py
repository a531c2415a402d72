"""Handing over to gunicorn, by name: nothing of the web side is imported here."""

from __future__ import annotations

import errno
import importlib.util
import os
import socket
import sys
from pathlib import Path

from index.config import Config
from index.errors import HuisouError, reason

APPLICATION = "webapp:create_app()"


class CannotServe(HuisouError):
    """The address is not to be had, or the web side is not installed."""


def gunicorn_command(config: Config, host: str, port: int, workers: int) -> list[str]:
    """The command that serves; raises CannotServe where a part of it is not installed."""
    web = importlib.util.find_spec("webapp")
    if web is None or web.origin is None or importlib.util.find_spec("gunicorn") is None:
        raise CannotServe("没有装好网页部分，请重新安装：pip install huisou")
    package = Path(web.origin).parent
    shown_host = f"[{host}]" if ":" in host else host
    return [
        *(sys.executable, "-m", "gunicorn"),
        *("--config", str(package / "gunicorn.conf.py")),
        *("--pythonpath", str(package.parent)),
        *("--bind", f"{shown_host}:{port}"),
        *("--workers", str(workers)),
        APPLICATION,
    ]


def require_free(host: str, port: int) -> None:
    """Raise CannotServe, saying why, where nothing can listen there.

    gunicorn itself would try five times and then give up in English.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, UnicodeError) as error:
        raise CannotServe(f"不能在 {host}:{port} 上提供服务：{_reason(error)}") from error


def _reason(error: OSError | UnicodeError) -> str:
    if isinstance(error, socket.gaierror | UnicodeError):
        return "没有这个主机名或地址"
    reasons = {
        errno.EADDRINUSE: "端口已被占用，请换一个端口（--port）或先停掉占用它的程序",
        errno.EACCES: "没有权限使用这个端口，请换一个 1024 以上的端口（--port）",
        errno.EADDRNOTAVAIL: "这个地址不是本机的",
    }
    return reasons.get(error.errno or 0) or reason(error)


def hand_over(command: list[str], config_file: Path | None) -> None:
    """Become the server. ``config_file`` is passed on in the environment."""
    environment = dict(os.environ)
    if config_file is not None:
        environment["HUISOU_CONFIG"] = str(config_file.resolve())
    sys.stdout.flush()
    sys.stderr.flush()
    os.execvpe(command[0], command, environment)
