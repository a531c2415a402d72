"""gunicorn with the project's own settings, asked as a browser or an attacker would."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.config import Config

SETTINGS = Path(__file__).parents[2] / "webapp" / "gunicorn.conf.py"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def launched(toml: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gunicorn", "-c", str(SETTINGS), "webapp:create_app()"]
    return subprocess.Popen(
        command,
        cwd=SETTINGS.parents[1],
        env={**os.environ, "HUISOU_CONFIG": str(toml)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def port(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    toml = tmp_path_factory.mktemp("serve") / "huisou.toml"
    path = str(config.index.path).replace("\\", "/")
    toml.write_text(f'[index]\npath = "{path}"\n[web]\nport = {port}\nworkers = 2\n', "utf-8")
    with launched(toml) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == f"会搜已启动：http://127.0.0.1:{port}\n"
        yield port
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0


def fetch(port: int, address: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", address)
    response = connection.getresponse()
    answer = response.status, response.read().decode("utf-8", "replace")
    connection.close()
    return answer


def test_answers_with_the_index_opened_after_the_fork(port: int) -> None:
    for _ in range(6):
        status, page = fetch(port, "/search?q=%E5%B9%B4%E4%BC%9A")
        assert status == 200
        assert "<mark>年会</mark>" in page


def test_ten_thousand_characters_of_gbk_get_a_page(port: int) -> None:
    status, page = fetch(port, "/search?q=" + "%B7%C0" * 10_000)
    assert status == 200
    assert "搜索词太长" in page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_sent_as_bare_bytes_is_understood(port: int, encoding: str) -> None:
    """gunicorn refuses them with a bare 400 in English unless told otherwise."""
    line = "GET /search?q=年会 HTTP/1.0\r\nHost: localhost\r\n\r\n".encode(encoding)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(line)
        with connection.makefile("rb") as answer:
            page = answer.read().decode()
    assert page.split(maxsplit=2)[1] == "200"
    assert "<mark>年会</mark>" in page


def test_a_line_without_end_is_refused(port: int) -> None:
    status, page = fetch(port, "/search?q=" + "a" * 100_000)
    assert 400 <= status < 500
    assert "Traceback" not in page


@pytest.mark.parametrize(
    ("setting", "named"),
    [("[web]\nprot = 1\n", "web.prot"), ('[vocabulary]\ndictionary = "none.txt"\n', "none.txt")],
)
def test_a_wrong_setting_is_named_without_a_traceback(
    tmp_path: Path, setting: str, named: str
) -> None:
    toml = tmp_path / "huisou.toml"
    toml.write_text(setting + "[index]\npath = 'data'\n", "utf-8")
    with launched(toml) as server:
        output, _ = server.communicate(timeout=20)
    assert server.returncode == 1
    assert named in output
    assert "Traceback" not in output


def test_starts_before_there_is_an_index(tmp_path: Path) -> None:
    port, toml = free_port(), tmp_path / "huisou.toml"
    toml.write_text(f'[index]\npath = "none"\n[web]\nport = {port}\nworkers = 1\n', "utf-8")
    with launched(toml) as server:
        assert server.stdout is not None
        assert "会搜已启动" in server.stdout.readline()
        time.sleep(0.1)
        assert fetch(port, "/")[0] == 503
        assert fetch(port, "/healthz")[0] == 200
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def test_the_index_is_verified_before_the_fork(config: Config, tmp_path: Path) -> None:
    """Each worker read the whole index at its first request: a quarter of a second at
    100,000 articles, and a damaged one was noticed by a visitor."""
    port, toml = free_port(), tmp_path / "huisou.toml"
    shutil.copytree(config.index.path, tmp_path / "index")
    (arrays,) = (tmp_path / "index").glob("gen-*/*.arrays")
    content = bytearray(arrays.read_bytes())
    content[len(content) // 2] ^= 1
    arrays.write_bytes(content)
    toml.write_text(f'[index]\npath = "index"\n[web]\nport = {port}\nworkers = 1\n', "utf-8")
    with launched(toml) as server:
        assert server.stdout is not None
        assert "会搜已启动" in server.stdout.readline()
        assert "没有可用的索引" in server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        server.wait(20)
