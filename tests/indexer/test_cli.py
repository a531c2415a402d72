"""The command as a user meets it: what it prints, and how it exits."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer import serving
from tests.indexer.command import huisou

CHECKOUT = Path(__file__).resolve().parents[2]
COMMANDS = ("index", "serve", "search", "status", "check", "rollback", "demo")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, an index of its own and three articles."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "huisou.toml").write_text('[index]\npath = "data"\nbatch = 100\n')
    (tmp_path / "news").mkdir()
    for number, word in enumerate(("防腐", "节能", "年会"), 1):
        text = f"---\ntitle: {word}工作会议\ndate: 202{number}-05-01\n---\n讨论了{word}的安排。\n"
        (tmp_path / "news" / f"{number}.md").write_text(text)
    return tmp_path


def test_articles_go_in_and_are_found(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert huisou("index", "news") == 0
    assert "新增 3" in capsys.readouterr().out
    assert huisou("search", "防腐") == 0
    shown = capsys.readouterr().out
    assert "命中 1 篇" in shown
    assert "【防腐】工作会议" in shown
    assert huisou("index", "news") == 0
    assert "索引没有变化" in capsys.readouterr().out


def test_search_gives_json_and_filters(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huisou("index", "news")
    capsys.readouterr()
    assert huisou("search", "会议", "--json", "--date", "2022年5月", "--sort", "newest") == 0
    answer = json.loads(capsys.readouterr().out)
    assert [hit["title"] for hit in answer["hits"]] == ["节能工作会议"]
    assert answer["total"] == 1


def test_meetings_are_found_by_day_place_and_chair(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "news/meeting.txt").write_text(
        "第五届理事会第三次会议召开\n\n2023年7月14日，第五届理事会第三次会议在滨江会议中心召开。"
        "会议由副会长梁一凡主持。临港涂料公司总经理车水参加会议。",
        "utf-8",
    )
    huisou("index", "news")
    capsys.readouterr()

    def found(*options: str) -> int:
        assert huisou("search", "--json", *options) == 0
        total: int = json.loads(capsys.readouterr().out)["total"]
        return total

    chosen = (
        ("--series", "理事会"),
        ("--venue", "滨江会议中心"),
        ("--chair", "梁一凡"),
        ("--present", "临港涂料公司"),
        ("--mfrom", "2023-07-14", "--mto", "2023-07-14"),
    )
    assert [found(*options) for options in chosen] == [1, 1, 1, 1, 1]
    assert found("--series", "监事会") == found("--mfrom", "2023-07-15") == 0
    assert huisou("search", "--sort", "meeting") == 0
    first = capsys.readouterr().out.split("\n1. ")[1].split("\n2. ")[0]
    assert "会议  第五届理事会第三次会议  2023-07-14  滨江会议中心" in first
    assert huisou("search", "--mfrom", "2024", "--mto", "2023") == 2
    assert "--mto 的 2023 早于 --mfrom 的 2024" in capsys.readouterr().err
    assert huisou("search", "--mto", "昨天") == 2


def test_synonyms_are_searched_and_a_wrong_line_is_named(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = site / "huisou.toml"
    settings.write_text(settings.read_text() + '[vocabulary]\nsynonyms = "词.txt"\n')
    (site / "词.txt").write_text("防护 -> 防腐\n双碳\n", "utf-8")
    huisou("index", "news")
    capsys.readouterr()
    assert huisou("search", "防护") == 0
    shown = capsys.readouterr().out
    assert "【防腐】工作会议" in shown
    assert '也搜索了“防护”的同义词“防腐”（不要这样，就搜："防护"）' in shown
    for command, status in (("status", 0), ("check", 1)):
        assert huisou(command) == status
        assert "词.txt 第 2 行写错了" in capsys.readouterr().out


def test_status_and_check_tell_how_the_index_stands(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "news" / "empty.html").write_bytes(b"")
    assert huisou("index", "news") == 1
    assert huisou("status") == 0
    shown = capsys.readouterr().out
    for part in ("gen-0001", "文章：3 篇", "与索引一致", "年会工作会议", "empty.html：空文件"):
        assert part in shown
    assert huisou("check") == 0
    victim = max((site / "data" / "gen-0001").iterdir(), key=lambda file: file.stat().st_size)
    victim.chmod(0o644)
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    assert huisou("check") == 1
    assert victim.name in capsys.readouterr().out


def test_rollback_goes_back_one(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huisou("index", "news")
    shutil.copy(site / "news" / "1.md", site / "news" / "9.md")
    (site / "news" / "9.md").write_text("# 新的一篇\n\n内容在此。\n")
    huisou("index", "news")
    assert huisou("rollback") == 0
    assert "已退回 gen-0001，共 3 篇文章" in capsys.readouterr().out
    assert huisou("rollback") == 2


def test_another_dictionary_asks_for_a_rebuild(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (site / "other.txt").write_text("别处的一篇\n\n这里的内容只在这个文件里。\n")
    huisou("index", "news", "other.txt")
    (site / "words.txt").write_text("防腐工作\n")
    with (site / "huisou.toml").open("a") as file:
        file.write('[vocabulary]\ndictionary = "words.txt"\n')
    assert huisou("index", "news") == 2
    message = capsys.readouterr().err
    assert "--rebuild" in message
    assert "--if-needed" in message
    assert huisou("index", "news", "--if-needed") == 0
    assert "保留其他来源 1" in capsys.readouterr().out
    huisou("search", '"只在这个文件里"')
    assert "命中 1 篇" in capsys.readouterr().out


def test_the_report_is_written_for_programs(site: Path) -> None:
    (site / "news" / "bad.html").write_bytes(b"\x00\x01" * 500)
    assert huisou("index", "news", "--report", "report.json") == 1
    report = json.loads((site / "report.json").read_text())
    assert (report["added"], report["exit_status"]) == (3, 1)
    assert report["failed"][0]["path"] == "bad.html"
    assert huisou("index", "news", "--report", "no/such/folder.json") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["index"], "没有要索引的来源"),
        (["index", "nothing"], "没有这个文件或文件夹"),
        (["search", "x"], "还没有索引"),
        (["status"], "还没有索引"),
        (["check"], "还没有索引"),
        (["rollback"], "还没有索引"),
        (["--config", "none.toml", "status"], "找不到配置文件 none.toml"),
        (["nonsense"], "没有 nonsense 这个命令"),
        (["index", "--nonsense"], "没有 --nonsense 这个选项"),
        (["search", "--date", "昨天", "x"], "认不出时间“昨天”"),
        (["search", "--kind", "诗", "x"], "没有“诗”这种类型"),
        (["search", "--size", "999", "x"], "0 到 100"),
        (["search", "--sort", "x", "x"], "relevance、newest、oldest"),
        (["serve", "--port", "0"], "1 到 65535"),
        (["serve", "--host", "256.1.1.1"], "没有这个主机名或地址"),
    ],
)
def test_what_cannot_run_says_why_in_chinese(
    site: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert huisou(*arguments) == 2
    shown = capsys.readouterr()
    assert message in shown.err + shown.out
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_chinese(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert huisou(command, "--help") == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"用法：huisou {command}")
    for english in ("Usage", "Options", "Show this", "OPTIONS"):
        assert english not in shown


def test_a_taken_port_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert huisou("serve", "--port", str(port)) == 2
    assert f"127.0.0.1:{port} 上提供服务：端口已被占用" in capsys.readouterr().err


def test_serve_hands_over_by_name(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(serving, "hand_over", lambda command, file: called.append([*command, file]))
    monkeypatch.setattr(serving, "require_free", lambda host, port: None)
    assert huisou("serve", "--host", "::1", "--port", "8123", "--workers", "3") == 0
    (command,) = called
    assert command[1:3] == ["-m", "gunicorn"]
    assert command[command.index("--bind") + 1] == "[::1]:8123"
    assert command[-2:] == ["webapp:create_app()", Path("huisou.toml")]


def run(site: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "indexer", *arguments],
        cwd=site,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_reader_that_leaves_early_is_no_error(site: Path) -> None:
    huisou("index", "news")
    with run(site, "search", "会议") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_ended_run_is_gone_on_with(site: Path, number: signal.Signals) -> None:
    rows = ({"id": n, "title": f"第{n}号文件", "body": f"编号{n}的内容。" * 30} for n in range(600))
    table = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (site / "news" / "many.jsonl").write_text(table)
    with run(site, "index", "news") as process:
        deadline = time.monotonic() + 60
        while not any((site / "data").glob("gen-*.tmp/manifest.json")):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(number)
        out, err = process.communicate()
    assert "Traceback" not in err
    assert number == signal.SIGKILL or "再运行一次" in out
    again = run(site, "index", "news")
    out, err = again.communicate()
    assert again.returncode == 0, err
    assert "共 603 篇文章" in out
    assert "新增 603" not in out
