"""A headless browser, the service on loopback, and another site on another port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

import pytest
from flask import Flask
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from index.config import Config
from tests.webapp.conftest import written_index
from webapp import create_app
from webapp.readers import Readers

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--lang=zh-CN",
)  # fmt: skip
PHONE, DESKTOP = (390, 844), (1280, 900)

Browser = webdriver.Chrome


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """The tests' own output is enough."""


class _Server(ThreadingMixIn, WSGIServer):
    """A thread a connection, since a browser opens some that it never speaks on."""

    daemon_threads = True


def serving(app: WSGIApplication) -> Iterator[str]:
    """Serve the application on a free loopback port; gives its address."""
    server = make_server("127.0.0.1", 0, app, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def host_site() -> dict[str, tuple[bytes, str]]:
    """The pages of another site: path -> (body, Content-Security-Policy); tests fill it."""
    return {}


@pytest.fixture(scope="session")
def host(host_site: dict[str, tuple[bytes, str]]) -> Iterator[str]:
    def site(environ: dict[str, object], start: Callable[..., object]) -> list[bytes]:
        body, policy = host_site.get(str(environ["PATH_INFO"]), (b"", "default-src 'none'"))
        headers = [
            ("Content-Type", "text/html; charset=gb2312"),
            ("Content-Security-Policy", policy),
        ]
        start("200 OK", headers)
        return [body]

    yield from serving(site)


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory, host: str) -> Config:
    config = written_index(tmp_path_factory.mktemp("browser-index"))
    return config.model_copy(
        update={"web": config.web.model_copy(update={"embed_origins": (host,)})}
    )


@pytest.fixture(scope="session")
def site(config: Config) -> Iterator[str]:
    yield from serving(application(config).wsgi_app)


def application(config: Config) -> Flask:
    """The application, to be served by a thread for each connection."""
    readers = Readers.of(config)
    app = create_app(config, readers=readers)

    @app.teardown_appcontext
    def close(_: BaseException | None) -> None:
        readers.close()  # The thread, and its reader with it, ends with the connection.

    return app


@pytest.fixture(scope="session")
def _chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    for program in (CHROMIUM, DRIVER):
        if not program.exists():
            pytest.skip(f"{program} is not installed")
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@contextmanager
def chromium(profile: Path | str) -> Iterator[Browser]:
    """The distribution's browser without a window, with a profile of its own."""
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield browser
    browser.quit()


@pytest.fixture
def browser(_chromium: Browser) -> Browser:
    """At desktop size, light, with scripts; what a test changes is undone before the next."""
    resize(_chromium, DESKTOP)
    dark(_chromium, False)
    scripts(_chromium, True)
    return _chromium


def resize(browser: Browser, size: tuple[int, int]) -> None:
    """Make the viewport that many CSS pixels wide and high; narrow ones are phones."""
    metrics = {
        "width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600
    }  # fmt: skip
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def dark(browser: Browser, on: bool) -> None:
    """Prefer the dark or the light scheme."""
    features = [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def scripts(browser: Browser, on: bool) -> None:
    """Let pages run scripts or not; the driver's own go on working."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})
