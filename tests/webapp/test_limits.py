"""The allowance of each client: counted once for all workers, and never in the way."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from index.config import Config
from tests.webapp.markup import parsed, text
from tests.webapp.test_serving import fetch, free_port, launched
from webapp import create_app
from webapp.clients import client as client_of
from webapp.limits import COSTS, WINDOW, Limiter
from webapp.readers import Readers

Clock = list[float]


@pytest.fixture
def limited(config: Config) -> Iterator[Callable[..., Flask]]:
    """An application that lets so many searches through; what it opens is closed again."""
    opened: list[Readers] = []
    made: list[Flask] = []

    def build(per_minute: int, *proxies: str) -> Flask:
        limits = config.limits.model_copy(update={"requests_per_minute": per_minute})
        web = config.web.model_copy(update={"trusted_proxies": proxies})
        changed = config.model_copy(update={"limits": limits, "web": web})
        opened.append(Readers.of(changed))
        made.append(create_app(changed, readers=opened[-1]))
        return made[-1]

    yield build
    for readers in opened:
        readers.close()
    for app in made:
        app.extensions["huisou.limits"][0].close()


def limiter(folder: Path, per_minute: int, clock: Clock) -> Limiter:
    return Limiter(per_minute, folder / "limits", lambda: clock[0])


STEPS = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from([0, 1, 7, 61]), st.sampled_from([0.1, 1.0, 3.0])
    ),
    max_size=40,
)


@given(per_minute=st.integers(1, 12), steps=STEPS)
def test_as_a_bucket_that_leaks(per_minute: int, steps: list[tuple[str, int, float]]) -> None:
    """The other form of the algorithm: a bucket of a minute's requests that leaks steadily."""
    levels = {"a": 0.0, "b": 0.0}
    clock = [100.0]
    with TemporaryDirectory() as folder:
        limits = limiter(Path(folder), per_minute, clock)
        for who, seconds, asked in steps:
            clock[0] += seconds
            for name in levels:
                levels[name] = max(0.0, levels[name] - seconds * per_minute / WINDOW)
            cost = min(asked, per_minute)
            over = levels[who] + cost - per_minute
            wait = limits.wait(who, asked)
            assert wait == pytest.approx(max(0.0, over) * WINDOW / per_minute, abs=1e-5)
            levels[who] += 0 if over > 1e-6 else cost
        limits.close()


def test_after_the_wait_that_was_named_it_goes_on(tmp_path: Path) -> None:
    clock = [0.0]
    limits = limiter(tmp_path, 3, clock)
    assert [limits.wait("a", 1) for _ in range(3)] == [0, 0, 0]
    assert limits.wait("a", 1) == pytest.approx(20)
    clock[0] += 19.9
    assert limits.wait("a", 1) > 0
    clock[0] += 0.1
    assert limits.wait("a", 1) == 0
    limits.close()


def test_nothing_of_a_client_is_kept_longer_than_the_window(tmp_path: Path) -> None:
    clock = [0.0]
    limits = limiter(tmp_path, 60, clock)
    for _ in range(60):
        limits.wait("203.0.113.77", 1)
    store = next((tmp_path / "limits").glob("*.sqlite"))
    assert b"203.0.113.77" not in store.read_bytes()
    (connection,) = limits._connections.values()
    (before,) = connection.execute("SELECT client FROM clients").fetchone()
    clock[0] += WINDOW
    limits.wait("198.51.100.1", 1)
    assert connection.execute("SELECT count(*) FROM clients").fetchone() == (1,)
    assert before not in {row[0] for row in connection.execute("SELECT client FROM clients")}
    limits.close()
    assert not (tmp_path / "limits").exists()


def test_what_costs_more_than_there_is_takes_all_of_it(tmp_path: Path) -> None:
    limits = limiter(tmp_path, 2, [0.0])
    assert limits.wait("a", 10) == 0
    assert limits.wait("a", 1) == pytest.approx(30)
    limits.close()


def test_processes_share_one_allowance(tmp_path: Path) -> None:
    limits = limiter(tmp_path, 10, [0.0])
    reading, writing = os.pipe()
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            passed = sum(limits.wait("a", 1) == 0 for _ in range(30))
            limits.close()  # A worker that ends leaves the folder to the others.
            os.write(writing, bytes([passed]))
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as counts:
        assert sum(counts.read()) == 10
    assert limits.wait("a", 1) > 0
    limits.close()


def test_a_store_that_fails_lets_pass_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "limits").write_text("a file where the folder should be")
    limits = limiter(tmp_path, 1, [0.0])
    assert [limits.wait("a", 1) for _ in range(5)] == [0] * 5
    assert len(caplog.records) == 1
    assert "not limited" in caplog.text


def test_a_damaged_store_is_begun_anew(tmp_path: Path) -> None:
    limits = limiter(tmp_path, 1, [0.0])
    (tmp_path / "limits").mkdir()
    (tmp_path / "limits" / "clients.sqlite").write_bytes(b"no database at all" * 500)
    assert limits.wait("a", 1) == 0
    assert limits.wait("a", 1) == 0
    assert limits.wait("a", 1) > 0
    limits.close()


def test_too_many_searches_get_a_page_that_says_when(limited: Callable[..., Flask]) -> None:
    client = limited(3).test_client()
    assert [client.get(f"/search?q={n}").status_code for n in range(4)] == [200] * 3 + [429]
    page = client.get("/search?q=防腐")
    seconds = int(page.headers["Retry-After"])
    assert 15 <= seconds <= 20
    assert page.headers["Cache-Control"] == "no-store"
    root = parsed(page.text)
    assert text(root.find(".//h1")) == "搜索太频繁"
    assert f"请过 {seconds} 秒再试" in text(root.find(".//main"))
    again = [link.get("href") for link in root.iter("a") if "再试" in text(link)]
    assert again == ["/search?q=%E9%98%B2%E8%85%90"]
    assert [client.get(a).status_code for a in ("/", "/article/annual?q=年会", "/help", "/embed",
                                                "/robots.txt", "/healthz")] == [200] * 6  # fmt: skip


def test_the_api_gets_a_problem_document(limited: Callable[..., Flask]) -> None:
    client = limited(1).test_client()
    origin = {"Origin": "https://www.example.org"}
    assert client.get("/api/v1/search?q=1").status_code == 200
    refused = client.get("/api/v1/search?q=2", headers=origin)
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.json is not None
    assert refused.json["status"] == 429
    assert int(refused.headers["Retry-After"]) == 60
    assert refused.headers["Access-Control-Allow-Origin"] == origin["Origin"]


def test_what_the_client_holds_already_costs_nothing(limited: Callable[..., Flask]) -> None:
    client = limited(1).test_client()
    tag = client.get("/search?q=年会").headers["ETag"]
    for _ in range(5):
        assert client.get("/search?q=年会", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/search?q=年会").status_code == 429


def test_a_completion_costs_a_tenth(limited: Callable[..., Flask]) -> None:
    client = limited(2).test_client()
    asked = [client.get(f"/api/v1/suggest?q=a{n}").status_code for n in range(21)]
    assert asked == [200] * 20 + [429]


def test_every_address_that_searches_has_its_cost(limited: Callable[..., Flask]) -> None:
    app = limited(1)
    assert set(COSTS) <= {rule.endpoint for rule in app.url_map.iter_rules()}
    for address in ("/search", "/facet/org", "/advanced", "/feed.atom", "/api/v1/search",
                    "/api/v1/facets/org", "/search.csv",
                    "/api/v1/suggest"):  # fmt: skip
        client = limited(1).test_client()
        assert 429 in {client.get(f"{address}?q={n}").status_code for n in range(11)}


def test_the_defaults_let_an_office_search() -> None:
    """Sixty people behind one address who each search ten times in one minute."""
    with TemporaryDirectory() as folder:
        limits = limiter(Path(folder), Config().limits.requests_per_minute, [0.0])
        assert not any(limits.wait("office", 1) for _ in range(600))
        limits.close()


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "who"),
    [
        ("203.0.113.7", "", (), "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", (), "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", (), "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", ("127.0.0.1/32",), "198.51.100.1"),
        ("127.0.0.1", "9.9.9.9, 198.51.100.1", ("127.0.0.1/32",), "198.51.100.1"),
        ("10.0.0.2", "9.9.9.9, 198.51.100.1 ,10.0.0.3", ("10.0.0.0/8",), "198.51.100.1"),
        ("127.0.0.1", "", ("127.0.0.1/32",), "127.0.0.1"),
        ("127.0.0.1", "9.9.9.9, nonsense", ("127.0.0.1/32",), "9.9.9.9"),
        ("::1", "2001:db8:1:2:3:4:5:6", ("::1/128",), "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", (), "203.0.113.7"),
        ("", "9.9.9.9", ("127.0.0.1/32",), ""),
    ],
)
def test_who_asks(peer: str, forwarded: str, proxies: tuple[str, ...], who: str) -> None:
    assert client_of(peer, forwarded, proxies) == who


def test_a_header_counts_from_a_configured_proxy_alone(limited: Callable[..., Flask]) -> None:
    for proxies, last in (((), 429), (("127.0.0.1/32",), 200)):
        client = limited(1, *proxies).test_client()
        codes = [
            client.get(f"/search?q={n}", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
            for n in range(3)
        ]
        assert codes == [200, last, last]


def test_nobody_is_limited_where_it_is_turned_off(config: Config) -> None:
    app = create_app(config)
    assert config.limits.requests_per_minute == 0
    assert app.extensions["huisou.limits"][0] is None


def test_a_refusal_is_logged_once_without_an_address(
    limited: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    client = limited(1).test_client()
    with caplog.at_level(logging.WARNING):
        for n in range(5):
            client.get(f"/search?q={n}", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert len(caplog.records) == 1
    assert "web.trusted_proxies" in caplog.text
    assert "203.0.113" not in caplog.text


def test_three_workers_let_ten_of_sixty_through(config: Config, tmp_path: Path) -> None:
    """Counted in each worker's memory, thirty would pass."""
    port, toml = free_port(), tmp_path / "huisou.toml"
    toml.write_text(
        f'[index]\npath = "{config.index.path.as_posix()}"\n[web]\nport = {port}\nworkers = 3\n'
        "[limits]\nrequests_per_minute = 10\n",
        "utf-8",
    )
    with launched(toml) as server:
        assert server.stdout is not None
        assert "会搜已启动" in server.stdout.readline()
        began = time.monotonic()
        with ThreadPoolExecutor(6) as threads:
            answers = [*threads.map(lambda n: fetch(port, f"/search?q={n}")[0], range(60))]
        again = int((time.monotonic() - began) * 10 / WINDOW)
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
    assert set(answers) == {200, 429}
    assert 10 <= answers.count(200) <= 10 + again
