"""Which driver a kind of database wants, and how its address is written."""

from __future__ import annotations

from sqlalchemy import URL

DRIVERS = {
    "postgresql": ("psycopg", "psycopg", "postgresql://用户@主机/库"),
    "mysql": ("pymysql", "pymysql", "mysql://用户@主机/库"),
    "mariadb": ("pymysql", "pymysql", "mysql://用户@主机/库"),
    "mssql": ("pymssql", "pymssql", "mssql://用户@主机:1433/库"),
    "oracle": ("oracledb", "oracledb", "oracle://用户@主机:1521/?service_name=服务名"),
}
"""By kind: the driver that an address means which names none, its package for pip, and how
such an address is written."""

OTHERS = {
    "mssql+pyodbc": ("pyodbc", "mssql+pyodbc://用户@主机/库?driver=ODBC+Driver+18+for+SQL+Server"),
}
"""Package and address of further drivers, which an address has to name."""

_ALIASES = {"postgres": "postgresql", "sqlserver": "mssql"}


def with_driver(address: URL) -> URL:
    """The address, with a driver where it names none."""
    kind, _, driver = address.drivername.lower().partition("+")
    kind = _ALIASES.get(kind, kind)
    if not driver and kind in DRIVERS:
        driver = DRIVERS[kind][0]
    return address.set(drivername=f"{kind}+{driver}" if driver else kind)


def missing_driver(drivername: str) -> str:
    """What to install, in Chinese, where the driver of such an address is not installed."""
    package, way = _package_and_way(drivername)
    if not package:
        return f"没有安装 {drivername}:// 要用的驱动程序"
    return (
        f"没有安装连接 {drivername} 的驱动程序：请在会搜的 .venv 里 pip install {package}，"
        f"url 写成 {way} 的样子"
    )


def unknown_address(drivername: str) -> str:
    """How an address is written, in Chinese, where no such kind or driver is known."""
    _, way = _package_and_way(drivername)
    ways = [way] if way else list(dict.fromkeys(way for *_, way in DRIVERS.values()))
    return f"不认识 {drivername}:// 这种数据库地址，url 要写成 {'、'.join(ways)} 的样子"


def _package_and_way(drivername: str) -> tuple[str, str]:
    if drivername in OTHERS:
        return OTHERS[drivername]
    kind, _, driver = drivername.partition("+")
    own, package, way = DRIVERS.get(kind, ("", "", ""))
    return (package, way) if driver in ("", own) else ("", way)
