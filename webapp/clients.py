"""Whose request it is: the peer, or who a configured proxy says it speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

NETWORK_BITS = 64
"""A household or an office has at least this much of IPv6, and picks addresses in it freely."""


def client(peer: str, forwarded: str, proxies: Sequence[str]) -> str:
    """The IPv4 address or the IPv6 network that asks; empty where it cannot be told.

    ``forwarded`` is the X-Forwarded-For header. Each proxy appends who spoke to it, so it is
    read from its end and only as far as ``proxies`` (addresses and networks) wrote it: what
    stands before that, anyone may have sent.
    """
    asking = address(peer, forwarded, proxies)
    return "" if asking is None else _shared(asking)


def address(peer: str, forwarded: str = "", proxies: Sequence[str] = ()) -> Address | None:
    """As :func:`client`, the address itself."""
    trusted = [ip_network(proxy, strict=False) for proxy in proxies]
    asking = _address(peer)
    for said in reversed(forwarded.split(",")):
        if asking is None or not any(asking in network for network in trusted):
            break
        asking = _address(said) or asking
    return asking


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _shared(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, NETWORK_BITS), strict=False))
    return str(address)
