"""No way leads to a private address, whatever a name resolves to."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from indexer.sources.website.addresses import Address
from indexer.sources.website.connections import AddressRefused, is_public, resolved
from indexer.sources.website.fetching import Fetcher, Outcome
from tests.indexer.website.site_server import Answer, Site, article

PUBLIC = "8.8.8.8 114.114.114.114 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808"
PRIVATE = (
    "127.0.0.1 127.9.9.9 10.1.1.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200"
    " 0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255 192.0.0.1 198.18.0.1 ::1 :: fe80::1 fd00:ec2::254"
    " ff02::1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 64:ff9b::a00:1 2002:a00:1:: 2001:0:a00:1::f5ff:fffe"
)


@pytest.mark.parametrize("number", PUBLIC.split())
def test_addresses_of_the_internet_are_public(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", PRIVATE.split())
def test_all_others_are_not(number: str) -> None:
    assert not is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost"])
def test_no_way_of_writing_loopback_gets_by(host: str) -> None:
    with pytest.raises(AddressRefused):
        resolved(host, 80, frozenset({"127.0.0.1:80"}))


def test_a_port_that_was_not_named_is_refused() -> None:
    assert resolved("127.0.0.1", 81, frozenset({"127.0.0.1:81"})) == ["127.0.0.1"]
    with pytest.raises(AddressRefused, match=r"127\.0\.0\.1:82 是内网地址"):
        resolved("127.0.0.1", 82, frozenset({"127.0.0.1:81"}))


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Have names (not numbers) resolve to the answers, one after another; gives the names."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        number = host
        if not host[0].isdigit():
            asked.append(host)
            number = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def fetch(site: Site, host: str, **changes: Any) -> tuple[Outcome, str]:
    """Ask a host by name for a page, on the site's port."""
    name = f"{host}:{site.port}"
    fetcher = Fetcher(site.settings(**changes), lambda seconds: None)
    try:
        reply = fetcher.fetch(Address(f"http://{name}/1.html", f"http://{name}/1.html", name))
    finally:
        fetcher.close()
    return reply.outcome, reply.reason


def test_a_name_for_loopback_is_not_connected_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/1.html"] = article(1)
    resolving(monkeypatch, "127.0.0.1")
    outcome, reason = fetch(site, "inside.example")
    assert (outcome, site.requests.total()) == (Outcome.REFUSED, 0)
    assert reason.startswith("inside.example:")


def test_a_name_is_resolved_once_for_check_and_connection(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: a name that is allowed once and answers otherwise the next time."""
    site.pages["/1.html"] = lambda path, headers: Answer(headers["host"].encode())
    allowed = (f"rebound.example:{site.port}",)
    asked = resolving(monkeypatch, "127.0.0.1", "169.254.169.254")
    assert fetch(site, "rebound.example", allow_private=allowed)[0] is Outcome.PAGE
    assert asked == ["rebound.example"]
    assert site.requests["/1.html"] == 1


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (number, 80)) for number in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        resolved("mixed.example", 80, frozenset())
