"""Connections that never lead where they must not.

The name is resolved here, each address it gives is checked, and the connection is made
to the very address that was checked: a name that answers differently the second time
(DNS rebinding) gains nothing. Host header and TLS name stay those of the address asked
for, because only the network below is replaced.
"""

from __future__ import annotations

import contextvars
import ipaddress
import socket
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

DEADLINE: contextvars.ContextVar[float] = contextvars.ContextVar("deadline")
"""When the page under way in this thread has to be there, by the monotonic clock."""


class AddressRefused(Exception):
    """The host lies on an address that is not of the public internet."""


def is_public(ip: Ip) -> bool:
    """Whether the address is of the public internet, also looked at through the ways in
    which IPv6 carries an IPv4 address (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(one is not None and not is_public(one) for one in inner):
            return False
    bad = ip.is_multicast or ip.is_reserved or ip.is_link_local or ip.is_loopback
    return (ip.is_global or _is_carrier(ip)) and not (bad and not _is_carrier(ip))


def _is_carrier(ip: Ip) -> bool:
    """A mapped or translated address, which is judged by what it carries."""
    if not isinstance(ip, ipaddress.IPv6Address):
        return False
    return ip.ipv4_mapped is not None or ip in ipaddress.ip_network("64:ff9b::/96")


def resolved(host: str, port: int, allowed: frozenset[str]) -> list[str]:
    """The numeric addresses of the host, in the resolver's order.

    ``allowed`` holds ``host:port`` for those that may be private. Raises AddressRefused
    where any of them is private and not allowed, OSError where there is none.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(answer[4][0]).partition("%")[0] for answer in answers))
    shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if shown.lower() not in allowed:
        private = [number for number in numbers if not is_public(ipaddress.ip_address(number))]
        if private:
            raise AddressRefused(f"{shown} 是内网地址（{private[0]}），没有连接")
    return numbers


class _TimedStream(httpcore.NetworkStream):
    """A stream on which no read outlasts the page's deadline, however slowly it drips."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _until_deadline(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _until_deadline(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = _until_deadline(timeout)
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _until_deadline(timeout: float | None) -> float | None:
    left = DEADLINE.get(float("inf")) - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the page's time is over")
    return left if timeout is None else min(timeout, left)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses, and to the private ones that are ``allowed``."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the host, at an address that was checked; raises AddressRefused."""
        try:
            numbers = resolved(host, port, self._allowed)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error.strerror or error}") from error
        for number in numbers[:-1]:
            try:
                return self._connect(number, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(numbers[-1], port, timeout, local_address, socket_options)

    def _connect(
        self,
        number: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.NetworkStream:
        timeout = _until_deadline(timeout)
        return _TimedStream(
            self._inner.connect_tcp(number, port, timeout, local_address, socket_options)
        )


class _Body(httpx.SyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        self._inner.close()


class GuardedTransport(httpx.BaseTransport):
    """httpx over the guarded network; raises httpcore's errors and AddressRefused."""

    def __init__(self, allowed: frozenset[str], connections: int) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=connections + 1,
            max_keepalive_connections=connections + 1,
            keepalive_expiry=15.0,
            network_backend=GuardedBackend(allowed),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See :meth:`httpx.BaseTransport.handle_request`."""
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
