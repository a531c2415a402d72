"""Databases and feeds from ``huisou.toml`` on: indexed, changed, looked at, forgotten."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from index.article import stable_id
from index.config import load_config
from index.engine import open_reader
from index.errors import ConfigError
from index.lock import WriterLock
from index.reposts import Reposts
from indexer.configured import chosen_sources
from indexer.indexing import IndexOptions, index_sources
from indexer.report import RunReport
from indexer.runs import KEPT_RUNS, RUNS, keep_report, kept_runs
from tests.indexer import command

SETTINGS = """
[index]
path = "data"

[[sources]]
name = "旧站"
kind = "database"
url = "sqlite:///cms.db"
table = "news"
key = "id"
changed = "changed"
address = "https://www.example.org/showNews.aspx?id={id}"
columns = { title = "title", body = "body", date = "posted" }

[[sources]]
name = "动态"
kind = "feed"
url = "feed.xml"
"""
FEED = """<rss version="2.0"><channel><title>省学会</title>%s</channel></rss>"""
ENTRY = """<item><guid>e{n}</guid><title>学会动态第{n}期</title><pubDate>2024-0{n}-01</pubDate>
<description>本期介绍第{n}项活动的筹备情况。</description></item>"""

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, a database of six rows and a feed of two entries."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "huisou.toml").write_text(SETTINGS, encoding="utf-8")
    change(tmp_path, "CREATE TABLE news (id INTEGER PRIMARY KEY, title, body, posted, changed)")
    for n in range(1, 7):
        values = f"{n}, '年会通知{n}', '<p>第{n}次年会在会议中心召开。</p>', 2023070{n}, {n}"
        change(tmp_path, f"INSERT INTO news VALUES ({values})")
    write_feed(tmp_path, 1, 2)
    return tmp_path


def change(place: Path, statement: str) -> None:
    """Do something to the database."""
    with closing(sqlite3.connect(place / "cms.db")) as connection, connection:
        connection.execute(statement)


def write_feed(place: Path, *numbers: int) -> None:
    """Make the feed one of these entries."""
    text = FEED % "".join(ENTRY.format(n=n) for n in numbers)
    (place / "feed.xml").write_text(text, encoding="utf-8")


@pytest.fixture
def huisou(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command; gives its exit status and all that it said."""

    def run(*arguments: str) -> tuple[int, str]:
        status = command.huisou(*arguments)
        said = capsys.readouterr()
        return status, said.out + ("" if status == 0 else said.err)

    return run


def status(huisou: Command) -> dict[str, Any]:
    """What ``huisou status --json`` says of each source."""
    code, said = huisou("status", "--json")
    assert code == 0
    return {source["name"]: source for source in json.loads(said)["sources"]}


def test_a_source_is_brought_in_step(place: Path, huisou: Command) -> None:
    assert "新增 8" in huisou("index")[1]
    change(place, "UPDATE news SET body = '改在体育馆召开。', changed = 9 WHERE id = 2")
    change(place, "DELETE FROM news WHERE id = 3")
    write_feed(place, 2, 3)
    code, said = huisou("index")
    assert code == 0
    assert "旧站：新增 0，更新 1，未变 4，删除 1" in said
    assert "动态：新增 1，更新 0，未变 1，删除 0" in said
    assert "命中 1 篇" in huisou("search", "体育馆")[1]
    assert "命中 0 篇" in huisou("search", '"第3次年会"')[1]
    assert "命中 3 篇" in huisou("search", "学会动态")[1]


def test_another_pattern_of_addresses_moves_articles(place: Path, huisou: Command) -> None:
    """Every article had another id, and its old one led nowhere."""
    huisou("index")
    (place / "huisou.toml").write_text(
        SETTINGS.replace("showNews.aspx?id={id}", "news/{id}.html"), encoding="utf-8"
    )
    code, said = huisou("index")
    assert code == 0
    assert "移动（6）：\n  1：移到 https://www.example.org/news/1.html" in said
    assert "旧站：新增 0，更新 0，未变 0，移动 6，删除 0" in said
    assert "上次运行：新增 0，更新 0，未变 2，移动 6，删除 0，失败 0" in huisou("status")[1]
    assert json.loads((place / "data" / RUNS).read_text("utf-8").splitlines()[-1])["moved"] == 6
    old = [f"https://www.example.org/showNews.aspx?id={n}" for n in range(1, 7)]
    for arguments in ((), ("--rebuild",), ("旧站", "--rebuild")):
        assert huisou("index", *arguments)[0] == 0
        with closing(open_reader(load_config(place / "huisou.toml", {}))) as reader:
            found = [reader.article(reader.moved(stable_id(url)) or "") for url in old]
        assert [one and one.title for one in found] == [f"年会通知{n}" for n in range(1, 7)]


def test_a_run_that_was_stopped_tells_of_moves_when_it_is_gone_on_with(
    place: Path, huisou: Command
) -> None:
    huisou("index")
    text = SETTINGS.replace("showNews.aspx?id={id}", "news/{id}.html")
    (place / "huisou.toml").write_text(text.replace("[index]", "[index]\nbatch = 1"), "utf-8")
    config = load_config(place / "huisou.toml", {})
    asked = iter([False, False, False])
    sources = chosen_sources(config, ())
    stopped = index_sources(config, sources, IndexOptions(), should_stop=lambda: next(asked, True))
    assert (stopped.generation, len(stopped.moved), bool(stopped.stopped)) == ("", 3, True)
    said = huisou("index")[1]
    assert "未变 5，移动 6，删除 0" in said
    with closing(open_reader(config)) as reader:
        old = stable_id("https://www.example.org/showNews.aspx?id=1")
        assert reader.moved(old) == stable_id("https://www.example.org/news/1.html")


def test_a_rebuild_keeps_what_left_the_feed(place: Path, huisou: Command) -> None:
    huisou("index")
    write_feed(place, 3)
    assert huisou("index", "--rebuild")[0] == 0
    assert "命中 3 篇" in huisou("search", "学会动态")[1]
    assert "命中 1 篇" in huisou("search", '"第3次年会"')[1]


def test_a_lost_database_deletes_nothing(place: Path, huisou: Command) -> None:
    huisou("index")
    (place / "cms.db").rename(place / "away.db")
    code, said = huisou("index")
    assert (code, "没有数据库文件" in said) == (1, True)
    assert "命中 6 篇" in huisou("search", "年会通知")[1]
    assert "没有数据库文件" in status(huisou)["旧站"]["last_run"]["unavailable"]


def test_a_database_that_lost_most_rows_deletes_nothing(place: Path, huisou: Command) -> None:
    huisou("index")
    change(place, "DELETE FROM news WHERE id > 1")
    code, said = huisou("index")
    assert (code, "--allow-shrink" in said) == (1, True)
    assert "命中 6 篇" in huisou("search", "年会通知")[1]


def test_status_tells_of_each_source(place: Path, huisou: Command) -> None:
    change(place, "INSERT INTO news VALUES (7, '坏的', '正文', '昨天下午', 7)")
    code, said = huisou("index")
    assert (code, "旧站 id=7：date 应当是日期" in said) == (1, True)
    found = status(huisou)
    old = found["旧站"]
    assert (old["kind"], old["articles"], old["items"]) == ("database", 6, 6)
    assert old["newest"]["published"] == "2023-07-06"
    assert old["last_run"]["failed"] == 1
    assert old["last_run"]["failures"][0]["path"] == "旧站 id=7"
    assert found["动态"]["newest"]["title"] == "学会动态第2期"
    shown = huisou("status")[1]
    for part in ("旧站（数据库）：6 项，6 篇文章", "最新文章：2024-02-01", "失败 1 项，其中："):
        assert part in shown


def test_a_run_of_one_source_leaves_the_last_of_others(place: Path, huisou: Command) -> None:
    huisou("index")
    before = status(huisou)["旧站"]["last_run"]
    huisou("index", "动态")
    after = status(huisou)
    assert after["旧站"]["last_run"] == before
    assert after["动态"]["last_run"]["unchanged"] == 2


def test_the_kept_runs_are_bounded(tmp_path: Path) -> None:
    for number in range(KEPT_RUNS + 5):
        keep_report(RunReport(added=number), tmp_path)
    (tmp_path / RUNS).write_text("broken\n[]\n" + (tmp_path / RUNS).read_text())
    assert [run["added"] for run in kept_runs(tmp_path)] == [*range(5, KEPT_RUNS + 5)]


def test_a_second_run_leaves_at_once(place: Path, huisou: Command) -> None:
    (place / "data").mkdir()
    lock = WriterLock.acquire(place / "data")
    try:
        code, said = huisou("index")
    finally:
        lock.release()
    assert code == 2
    assert re.search(r"正被另一个进程（进程号 \d+，主机 .+，自 .+ 起）写入", said)
    assert huisou("index")[0] == 0


def test_a_source_is_forgotten_once_it_is_not_configured(place: Path, huisou: Command) -> None:
    huisou("index")
    assert huisou("forget", "旧站")[0] == 2
    settings = place / "huisou.toml"
    settings.write_text(SETTINGS.replace('name = "旧站"', 'name = "新库"'), encoding="utf-8")
    assert status(huisou)["旧站"]["kind"] == ""
    code, said = huisou("forget", "旧站")
    assert (code, "请加 --yes" in said) == (2, True)
    assert "已删掉来源 旧站 的 6 项" in huisou("forget", "旧站", "--yes")[1]
    assert set(status(huisou)) == {"新库", "动态"}
    assert "命中 0 篇" in huisou("search", "年会通知")[1]
    assert "索引里没有来源 旧站，有的是：动态" in huisou("forget", "旧站", "--yes")[1]
    assert huisou("check")[0] == 0


def test_a_password_comes_from_the_environment(place: Path) -> None:
    text = SETTINGS.replace('key = "id"', 'key = "id"\npassword_env = "CMS_PASSWORD"')
    (place / "huisou.toml").write_text(text, encoding="utf-8")
    config = load_config()
    with pytest.raises(ConfigError, match="环境变量 CMS_PASSWORD"):
        chosen_sources(config, ["旧站"], {})
    (source,) = chosen_sources(config, ["旧站"], {"CMS_PASSWORD": "p@ss"})
    assert "p@ss" not in repr(source)


WRONG = [
    ('kind = "feed"', 'kind = "rss"', "sources 第 2 项：kind 只能是"),
    ('table = "news"', 'table = "news"\nquery = "SELECT 1"', "query 和 table 要写一个"),
    ('body = "body", ', "", "columns 里至少要写 body"),
    ('title = "title"', 'headline = "title"', "sources 第 1 项 columns.headline"),
    ('key = "id"', "", "sources 第 1 项 key：缺少这一项"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG)
def test_what_is_wrong_with_a_source_is_named(
    place: Path, huisou: Command, right: str, wrong: str, said: str
) -> None:
    (place / "huisou.toml").write_text(SETTINGS.replace(right, wrong), encoding="utf-8")
    code, shown = huisou("index")
    assert (code, said in shown) == (2, True)


class _Feed(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Two redirects, then the feed; anything else is not there."""
        steps = {"/rss": "/b", "/b": "/c"}
        self.send_response(302 if self.path in steps else 200 if self.path == "/c" else 404)
        body = (FEED % ENTRY.format(n=4)).encode() if self.path == "/c" else b""
        if self.path in steps:
            self.send_header("Location", steps[self.path])
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing is logged."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server with a feed at ``/rss``."""
    with HTTPServer(("127.0.0.1", 0), _Feed) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_feed_is_fetched_under_guard(place: Path, huisou: Command, server: str) -> None:
    def configure(path: str, allowed: str) -> None:
        source = f'url = "http://{server}{path}"\nallow_private = {allowed}'
        text = SETTINGS.replace('url = "feed.xml"', source)
        (place / "huisou.toml").write_text(text, encoding="utf-8")

    configure("/rss", "[]")
    code, said = huisou("index", "动态")
    assert (code, "是内网地址" in said) == (2, True)
    configure("/rss", f'["{server}"]')
    assert "新增 1" in huisou("index", "动态")[1]
    configure("/gone", f'["{server}"]')
    code, said = huisou("index", "动态")
    assert (code, "网页已不存在（404）" in said) == (2, True)
    assert "命中 1 篇" in huisou("search", "学会动态")[1]


def test_reposts_are_found_after_each_change(place: Path, huisou: Command) -> None:
    text = "".join(
        f"第{n}项工作是{word}，" for n, word in enumerate("培训讲座标准检测交流创新" * 3)
    )
    change(place, f"UPDATE news SET body = '{text}', title = '工作要点' WHERE id IN (1, 2)")
    huisou("index")
    (first,) = Reposts.load(place / "data").groups.items()
    assert len(first[1]) == 1
    change(place, "UPDATE news SET body = '撤回。', changed = 9 WHERE id = 2")
    huisou("index")
    assert Reposts.load(place / "data") == Reposts()
