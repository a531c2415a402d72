"""A website on loopback, as old or as broken as a test wants it, that counts its requests."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from index.config import WebsiteSettings

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answers; ``length`` is the Content-Length it claims, if a wrong one."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = HTML
    length: int | None = None
    seconds: float = 0.0


Handler = Callable[[str, Mapping[str, str]], Answer]
"""From the path with its query, and the headers in lower case."""


def page(body: str, *, title: str = "", charset: str = "utf-8", head: str = "") -> Answer:
    """A page of that body."""
    html = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return Answer(html.encode(charset), kind=f"text/html; charset={charset}")


def article(number: int, extra: str = "") -> Answer:
    """A page that is plainly an article, each of another text."""
    sentence = f"第{number}次检查组走访了{number * 7}家企业，听取负责人对防腐施工的意见。"
    text = "".join(
        f"<p>{sentence}第{part}段记录了现场的情况和随后的讨论。</p>" for part in range(4)
    )
    title = f"协会第{number}号通报：企业走访情况"
    return page(
        f"<h1>{title}</h1><p>发布时间：2021-03-{number % 28 + 1:02d} 来源：秘书处</p>{text}{extra}",
        title=title,
    )


def links(*addresses: str, text: str = "一条足够长的新闻标题在这里") -> str:
    """A list of links."""
    return "".join(f'<li><a href="{one}">{text}{one}</a></li>' for one in addresses)


MISSING = Answer("没有这个网页".encode(), 404)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was answered; ``is_conditional``: with what the client had already."""

    path: str
    status: int
    is_conditional: bool


class Site:
    """The pages by path with query; ``otherwise`` answers for all other paths."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, Answer | Handler] = {}
        self.otherwise: Handler = lambda path, headers: MISSING
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.log: list[Asked] = []
        self.sent = 0
        self.times: list[float] = []
        self.under_way = 0
        self.most_under_way = 0

    @property
    def host(self) -> str:
        """``127.0.0.1:port``."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"

    def settings(self, **changes: Any) -> WebsiteSettings:
        """Settings under which this site may be crawled without waiting."""
        plain: dict[str, Any] = {
            "kind": "website",
            "name": "旧网站",
            "start": (self.url("/"),),
            "allow_private": (self.host,),
            "delay": 0,
            "retries": 0,
            "timeout": 5,
        }
        return WebsiteSettings(**{**plain, **changes})

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """What the site says to a request."""
        found = self.pages.get(path)
        if found is None:
            return self.otherwise(path, headers)
        return found if isinstance(found, Answer) else found(path, headers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    site: Site

    def handle(self) -> None:
        """As ever; a client that hangs up is no news."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        site = self.site
        site.requests[self.path] += 1
        site.times.append(time.monotonic())
        site.under_way += 1
        site.most_under_way = max(site.most_under_way, site.under_way)
        try:
            self._answer(site.answer(self.path, {k.lower(): v for k, v in self.headers.items()}))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            site.under_way -= 1

    def _answer(self, answer: Answer) -> None:
        time.sleep(answer.seconds)
        self.site.statuses[answer.status] += 1
        is_conditional = any(name.lower().startswith("if-") for name in self.headers)
        self.site.log.append(Asked(self.path, answer.status, is_conditional))
        self.send_response(answer.status)
        if answer.kind:
            self.send_header("Content-Type", answer.kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            length = len(answer.body) if answer.length is None else answer.length
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(answer.body)
        self.site.sent += len(answer.body)
        self.close_connection |= answer.length is not None

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of loopback."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site = Site(server.server_port)
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def with_etag(answer: Answer, tag: str) -> Handler:
    """The answer for who does not have it yet, 304 for who does."""

    def answered(path: str, headers: Mapping[str, str]) -> Answer:
        if headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return Answer(answer.body, headers={"ETag": tag}, kind=answer.kind)

    return answered
