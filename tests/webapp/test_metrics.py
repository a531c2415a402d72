"""What is counted, over all workers, and who gets to read it."""

from __future__ import annotations

import http.client
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.config import Config
from tests.webapp.test_serving import fetch, free_port, launched
from webapp import create_app
from webapp.readers import Readers
from webapp.tally import Tally

SAMPLE = re.compile(r"([a-z_]+)(?:\{([^}]*)\})? (\S+)")


def samples(text: str) -> dict[str, float]:
    """The samples of an exposition by name and labels, each of a metric with its type."""
    found: dict[str, float] = {}
    typed: set[str] = set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            typed.add(line.split()[2])
        elif not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match is not None, line
            assert re.sub("_(bucket|sum|count)$", "", match[1]) in typed
            key = f"{match[1]}{{{match[2]}}}" if match[2] else match[1]
            assert key not in found
            found[key] = float(match[3])
    return found


@pytest.fixture
def built(config: Config) -> Iterator[Callable[..., Flask]]:
    opened: list[Readers] = []

    def build(**web: tuple[str, ...]) -> Flask:
        changed = config.model_copy(update={"web": config.web.model_copy(update=web)})
        opened.append(Readers.of(changed))
        return create_app(changed, readers=opened[-1])

    yield build
    for readers in opened:
        readers.close()


def test_requests_parts_cache_and_index_are_counted(built: Callable[..., Flask]) -> None:
    client = built().test_client()
    first = client.get("/search?q=年会")
    client.get("/search?q=年会", headers={"If-None-Match": first.headers["ETag"]})
    client.get("/nowhere")
    client.get("/search?q=防腐时")
    found = samples(client.get("/metrics").text)
    assert found['huisou_requests_total{route="search.results",status="200"}'] == 2
    assert found['huisou_requests_total{route="search.results",status="304"}'] == 1
    assert found['huisou_requests_total{route="none",status="404"}'] == 1
    assert found['huisou_request_seconds_count{route="search.results"}'] == 3
    assert found['huisou_request_seconds_bucket{route="search.results",le="+Inf"}'] == 3
    assert found['huisou_page_part_seconds_count{part="engine"}'] == 2
    parts = sum(
        found[f'huisou_page_part_seconds_sum{{part="{p}"}}'] for p in ("engine", "template")
    )
    assert 0 < parts < found['huisou_request_seconds_sum{route="search.results"}']
    assert found['huisou_cached_answers_total{answer="kept"}'] == 1
    assert found["huisou_offers_total"] == 1
    assert found["huisou_index_up"] == 1
    assert found["huisou_generation_number"] == 1
    assert found["huisou_generation_age_seconds"] < 3600
    assert found["huisou_articles"] > 40


def test_a_route_that_is_added_later_is_answered_too(built: Callable[..., Flask]) -> None:
    app = built()
    app.add_url_rule("/later", "later", lambda: ("later", 418))
    client = app.test_client()
    assert client.get("/later").status_code == 418
    found = samples(client.get("/metrics").text)
    assert found['huisou_requests_total{route="none",status="other"}'] == 1


def test_classes_of_durations_add_up(built: Callable[..., Flask]) -> None:
    client = built().test_client()
    for _ in range(3):
        client.get("/healthz")
    found = samples(client.get("/metrics").text)
    counts = [n for key, n in found.items() if 'bucket{route="health.alive"' in key]
    assert counts == sorted(counts)
    assert counts[-1] == 3 == found['huisou_request_seconds_count{route="health.alive"}']


def test_nothing_of_what_was_asked_for_is_in_it(built: Callable[..., Flask]) -> None:
    client = built().test_client()
    for address in (
        "/search?q=机密查询",
        "/机密路径",
        "/article/机密?q=机密查询",
        "/api/v1/suggest?q=机密",
    ):
        client.get(address, headers={"User-Agent": "机密".encode().decode("latin-1")})
    text = client.get("/metrics").text
    assert "机密" not in text
    assert "%E6" not in text
    assert text.isascii()


def status(client: FlaskClient, peer: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/metrics", environ_base={"REMOTE_ADDR": peer}, headers=named).status_code


def test_only_this_machine_may_ask_unless_others_are_named(built: Callable[..., Flask]) -> None:
    plain, named = built().test_client(), built(metrics_from=("10.0.0.0/8",)).test_client()
    assert [
        status(plain, peer) for peer in ("127.0.0.1", "::1", "10.0.0.7", "::ffff:127.0.0.1")
    ] == [
        200,
        200,
        404,
        200,
    ]
    assert [status(named, peer) for peer in ("127.0.0.1", "10.0.0.7", "192.0.2.1", "")] == [
        404,
        200,
        404,
        404,
    ]
    assert status(built(metrics_from=()).test_client(), "127.0.0.1") == 404


@pytest.mark.parametrize("proxies", [(), ("127.0.0.1/32",)])
@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "127.0.0.1"},
        {"X_Forwarded_For": "127.0.0.1, 127.0.0.1"},
        {"X_Forwarded_For": "192.0.2.1"},
        {"X_Forwarded_For": "::1"},
        {"X_Forwarded_For": "nonsense"},
        {"X_Real_IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
    ],
)
def test_who_comes_through_a_proxy_is_not_this_machine(
    built: Callable[..., Flask], proxies: tuple[str, ...], headers: dict[str, str]
) -> None:
    client = built(trusted_proxies=proxies).test_client()
    assert status(client, "127.0.0.1", **headers) == 404


def test_a_trusted_proxy_says_who_asks(built: Callable[..., Flask]) -> None:
    web = {"trusted_proxies": ("127.0.0.1/32",), "metrics_from": ("10.0.0.7/32",)}
    client = built(**web).test_client()
    assert status(client, "127.0.0.1", X_Forwarded_For="10.0.0.7") == 200
    assert status(client, "127.0.0.1", X_Forwarded_For="10.0.0.7, 10.0.0.8") == 404
    untrusting = built(metrics_from=("10.0.0.7/32",)).test_client()
    assert status(untrusting, "127.0.0.1", X_Forwarded_For="10.0.0.7") == 404
    assert status(untrusting, "10.0.0.7", X_Forwarded_For="10.0.0.9") == 404


def test_without_an_index_it_still_answers(config: Config, tmp_path: Path) -> None:
    nowhere = config.model_copy(
        update={"index": config.index.model_copy(update={"path": tmp_path / "none"})}
    )
    found = samples(create_app(nowhere).test_client().get("/metrics").text)
    assert found["huisou_index_up"] == 0
    assert "huisou_articles" not in found


def test_processes_and_threads_add_to_the_same_numbers() -> None:
    tally = Tally(["a", "b"])

    def add(_: object) -> None:
        for _ in range(200):
            tally.add({"a": 1, "b": 0.5})

    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            add(None)
            os._exit(0)
        children.append(child)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, range(2)))
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert tally.read() == {"a": 1000, "b": 500}
    with pytest.raises(KeyError):
        tally.add({"a": 1, "c": 1})
    assert tally.read()["a"] == 1000


def test_all_workers_of_gunicorn_are_counted_together(config: Config, tmp_path: Path) -> None:
    port, toml = free_port(), tmp_path / "huisou.toml"
    toml.write_text(
        f'[index]\npath = "{config.index.path}"\n[web]\nport = {port}\nworkers = 3\n', "utf-8"
    )
    with launched(toml) as server:
        assert server.stdout is not None
        server.stdout.readline()
        with ThreadPoolExecutor(6) as pool:
            assert {s for s, _ in pool.map(lambda _: fetch(port, "/search?q=a"), range(30))} == {
                200
            }
        found = samples(fetch(port, "/metrics")[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
        assert connection.getresponse().status == 404
        connection.close()
        server.terminate()
        server.wait(20)
    assert found['huisou_requests_total{route="search.results",status="200"}'] == 30
