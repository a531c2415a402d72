"""What the tables of ``huisou.toml`` are made of: their base and the values they check."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AllowInfNan, BaseModel, ConfigDict, Strict

_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f]")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]")


def _split(value: str) -> SplitResult:
    """The parts of a complete web address; raises ValueError, in Chinese, for another."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole or _SPACE_OR_CONTROL.search(value):
        raise ValueError("要写成 http:// 或 https:// 开头的完整地址")
    return parts


def _origin(value: str) -> str:
    parts = _split(value)
    host = parts.netloc.lower().removesuffix(f":{parts.port}")
    if value != f"{parts.scheme}://{parts.netloc}" or not _HOST.fullmatch(host):
        raise ValueError(
            "要写成 https://www.example.org 的样子：只写协议、域名（中文域名用 xn-- 的写法）"
            "和端口，末尾没有 /，不用 *"
        )
    return value.lower()


def _address(value: str) -> str:
    if value:
        _split(value)
    return value.rstrip("/")


def _page_address(value: str) -> str:
    if not value.strip() or "*" in value:
        raise ValueError("要写成 http:// 或 https:// 开头的完整地址")
    _address(value)
    if urlsplit(value).username is not None:
        raise ValueError("地址里不写用户名和密码")
    return value


def _host(value: str) -> str:
    try:
        parts = urlsplit(f"//{value}")
        is_bare = not (parts.path or parts.query or parts.fragment or parts.username)
        named = parts.hostname if is_bare and parts.port != 0 else None
    except ValueError:
        named = None
    if not named or any(char.isspace() or char == "*" for char in value):
        raise ValueError("要写成 www.example.org 或 www.example.org:8080 的样子，不带协议，不用 *")
    return value.lower()


def _host_and_port(value: str) -> str:
    if _host(value) and urlsplit(f"//{value}").port is None:
        raise ValueError("要连端口一起写，例如 127.0.0.1:8080")
    return value.lower()


def _network(value: str) -> str:
    try:
        return str(ip_network(value, strict=False))
    except ValueError as error:
        raise ValueError("要写成 127.0.0.1 或 10.0.0.0/8 的样子") from error


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("没有这个时区") from error
    return value


def _place(value: Path) -> Path:
    if "\0" in str(value):
        raise ValueError("路径里有不能用的字符")
    try:
        return value.expanduser()
    except RuntimeError as error:
        raise ValueError("找不到 ~ 所指的用户目录") from error


Origin = Annotated[str, AfterValidator(_origin)]
Address = Annotated[str, AfterValidator(_address)]
Place = Annotated[Path, AfterValidator(_place)]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict(), AllowInfNan(False)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
PageAddress = Annotated[str, AfterValidator(_page_address)]
Network = Annotated[str, AfterValidator(_network)]
Host = Annotated[str, AfterValidator(_host)]
HostAndPort = Annotated[str, AfterValidator(_host_and_port)]


class Section(BaseModel):
    """Base of every table in the file: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
