"""One page asked for and read, within bounds: what came, or why it did not."""

from __future__ import annotations

import email.utils
import enum
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from index.config import WebsiteSettings
from indexer.sources.website.addresses import Address, Folding
from indexer.sources.website.connections import DEADLINE, AddressRefused, GuardedTransport

REDIRECTS = 5
DOCUMENT_BYTES = 50_000_000
LONGEST_WAIT = 60.0
"""Seconds that a Retry-After may make a run wait; what asks for more is left for the next."""

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.1"
_NETWORK_ERRORS = (
    *(httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError),
    *(httpcore.ProxyError, httpcore.UnsupportedProtocol, httpx.HTTPError, httpx.InvalidURL),
    OSError,
)


class Outcome(enum.StrEnum):
    """How a request ended."""

    PAGE = "page"
    SAME = "same"
    MOVED = "moved"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request brought.

    PAGE: ``body`` (decompressed) with its headers; SAME: 304; MOVED: ``url`` is where to;
    GONE: 404 or 410; FORBIDDEN: by robots.txt; REFUSED: not to be had, and no use in asking
    again; BROKEN: it may be there another time. ``reason`` is Chinese.
    ``wait`` is what Retry-After asked for;
    ``is_foreign`` says that it is plainly no page (then without a body if it is none that
    can be read at all: images, films).
    """

    outcome: Outcome
    url: str
    reason: str = ""
    body: bytes = b""
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""
    status: int = 0
    wait: float = 0.0
    is_foreign: bool = False


class _TooLarge(Exception):
    """The page has more bytes than are allowed."""


class Fetcher:
    """Asks one server after another; may be used by several threads at a time."""

    def __init__(
        self,
        settings: WebsiteSettings,
        sleep: Callable[[float], None],
        document_bytes: int = DOCUMENT_BYTES,
    ) -> None:
        self._settings = settings
        self._document_bytes = document_bytes
        self._sleep = sleep
        self._folding = Folding.ignoring(settings.ignore_parameters)
        self._client = httpx.Client(
            transport=GuardedTransport(frozenset(settings.allow_private), settings.concurrency),
            headers={
                "User-Agent": settings.user_agent,
                "Accept": _ACCEPT,
                "Accept-Language": "zh-CN,zh;q=0.9",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=settings.timeout,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def fetch(self, address: Address, etag: str = "", modified: str = "") -> Reply:
        """Ask for the page, again where that may help; never raises.

        A redirect to another page is told (MOVED); one to another way of writing the same
        page (a session in the path, https) is followed, at most five times.
        """
        reply = self._attempt(address, etag, modified)
        for attempt in range(self._settings.retries):
            if reply.outcome is not Outcome.BROKEN or reply.wait > LONGEST_WAIT:
                break
            self._sleep(reply.wait or min(LONGEST_WAIT, self._pause(attempt)))
            reply = self._attempt(address, etag, modified)
        return reply

    def _pause(self, attempt: int) -> float:
        return max(0.2, self._settings.delay) * 2.0**attempt

    def _attempt(self, address: Address, etag: str, modified: str) -> Reply:
        DEADLINE.set(time.monotonic() + self._settings.page_seconds)
        url = address.url
        for _ in range(REDIRECTS + 1):
            reply = self._once(url, etag, modified)
            if reply.outcome is not Outcome.MOVED:
                return reply
            to = self._folding.fold(reply.url)
            if to is None:
                return _refused(address.url, f"转到的地址不是网页地址：{reply.url[:200]}")
            if to.key != address.key:
                return reply
            url = reply.url
        return _refused(address.url, f"转向超过 {REDIRECTS} 次")

    def _once(self, url: str, etag: str, modified: str) -> Reply:
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        sent = {name: value for name, value in headers.items() if value}
        try:
            with self._client.stream("GET", url, headers=sent) as response:
                return self._read(url, response)
        except AddressRefused as error:
            return _refused(url, str(error))
        except _TooLarge as error:
            return _refused(url, str(error))
        except zlib.error:
            return Reply(Outcome.BROKEN, url, "压缩的内容已损坏")
        except _NETWORK_ERRORS as error:
            return Reply(Outcome.BROKEN, url, _network_reason(error))

    def _read(self, url: str, response: httpx.Response) -> Reply:
        status = response.status_code
        if status == 304:
            return Reply(Outcome.SAME, url, status=status)
        if status in (301, 302, 303, 307, 308) and response.headers.get("location"):
            location = _location(response.headers)
            return Reply(Outcome.MOVED, str(httpx.URL(url).join(location)), status=status)
        if status in (404, 410):
            return Reply(Outcome.GONE, url, f"网页已不存在（{status}）", status=status)
        if status == 429 or status >= 500 or status == 408:
            reason = f"服务器出错（{status}）" if status >= 500 else f"服务器要求放慢（{status}）"
            return Reply(Outcome.BROKEN, url, reason, status=status, wait=_retry_after(response))
        if status != 200:
            return Reply(Outcome.REFUSED, url, f"服务器拒绝（{status}）", status=status)
        return self._page(url, response)

    def _page(self, url: str, response: httpx.Response) -> Reply:
        headers = response.headers
        kind, _, _ = headers.get("content-type", "").partition(";")
        kind = kind.strip().lower()
        if kind.startswith(("image/", "video/", "audio/", "font/")):
            return Reply(Outcome.PAGE, url, content_type=kind, status=200, is_foreign=True)
        is_foreign = _is_foreign(kind) or _is_handed_out(headers)
        return Reply(
            Outcome.PAGE,
            url,
            body=self._body(response, self._document_bytes if is_foreign else 0),
            content_type=kind,
            charset=response.charset_encoding or "",
            etag=headers.get("etag", ""),
            modified=headers.get("last-modified", ""),
            status=200,
            is_foreign=is_foreign,
        )

    def _body(self, response: httpx.Response, limit: int) -> bytes:
        """The body, decompressed up to the limit. A server that promises more bytes than
        it has is forgiven where the page is whole to its end."""
        parts: list[bytes] = []
        left = limit = limit or self._settings.page_bytes
        try:
            for part in _decompressed(response, limit):
                left -= len(part)
                if left < 0:
                    raise _TooLarge(f"超过 {limit:,} 字节")
                parts.append(part)
        except httpcore.RemoteProtocolError:
            if not b"".join(parts[-2:])[-100:].rstrip().lower().endswith(b"</html>"):
                raise
        return b"".join(parts)


def _decompressed(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """The body in parts none of which is over ``limit`` and one byte, however much a
    compressed part unfolds to. Raises zlib.error."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity", "none"):
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise zlib.error(encoding)
    opened = zlib.decompressobj(47)  # gzip or zlib, whichever it is
    is_first = True
    for part in response.iter_raw():
        try:
            yield opened.decompress(part, limit + 1)
        except zlib.error:
            if not is_first or encoding != "deflate":
                raise
            opened = zlib.decompressobj(-15)  # the bare form that some servers mean by it
            yield opened.decompress(part, limit + 1)
        is_first = False
        if opened.unconsumed_tail:
            raise _TooLarge(f"超过 {limit:,} 字节")
    yield opened.flush()


def _is_foreign(kind: str) -> bool:
    """Whether a content type is plainly that of a document, an archive or a program."""
    return kind.startswith("application/") and not any(
        word in kind for word in ("html", "xml", "gzip", "json")
    )


def _is_handed_out(headers: httpx.Headers) -> bool:
    disposition: str = headers.get("content-disposition", "")
    return disposition.strip().lower().startswith("attachment")


def _location(headers: httpx.Headers) -> str:
    """The redirect's target; old servers write it in bare GBK or UTF-8."""
    raw = next(value for name, value in headers.raw if name.lower() == b"location")
    for encoding in ("utf-8", "gb18030", "latin-1"):
        try:
            return raw.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
    return ""


def _retry_after(response: httpx.Response) -> float:
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        at = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, at.timestamp() - time.time())


def _refused(url: str, reason: str) -> Reply:
    return Reply(Outcome.REFUSED, url, reason)


def _network_reason(error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException | httpx.TimeoutException | TimeoutError):
        return "等了太久没有回应"
    if isinstance(error, httpcore.ConnectError | httpx.ConnectError):
        return f"连不上服务器（{error}）"
    if isinstance(error, httpcore.RemoteProtocolError | httpx.RemoteProtocolError):
        return "服务器的回应不合规矩，或传到一半断了"
    return f"网络出错（{type(error).__name__}）"
