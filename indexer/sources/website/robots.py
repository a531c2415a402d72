"""robots.txt (RFC 9309): what may be asked for, and how slowly."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from indexer.sources.website.addresses import Address
from indexer.sources.website.fetching import Outcome, Reply

LARGEST = 500_000
LONGEST_DELAY = 60.0
"""Seconds between requests beyond which a Crawl-delay is taken for a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a host; ``unreachable`` is why they are not known, or empty."""

    parsed: Protego
    unreachable: str = ""


class Robots:
    """The rules of each host, read once; may be used by several threads at a time."""

    def __init__(self, fetch: Callable[[Address], Reply], user_agent: str) -> None:
        self._fetch = fetch
        self._user_agent = user_agent
        self._lock = threading.Lock()
        self._rules: dict[str, Rules] = {}

    def refusal(self, address: Address) -> str:
        """Why the page is not to be asked for, in Chinese; empty where it may be."""
        rules = self._rules_of(address)
        if rules.unreachable:
            return f"robots.txt 读不到（{rules.unreachable}），先不抓取"
        allowed = rules.parsed.can_fetch(address.url, self._user_agent)
        return "" if allowed else "robots.txt 不允许抓取"

    def is_unreachable(self, address: Address) -> bool:
        """Whether the host does not say what may be asked for."""
        return bool(self._rules_of(address).unreachable)

    def delay(self, address: Address) -> float:
        """The seconds between two requests that the host asks for."""
        asked = self._rules_of(address).parsed.crawl_delay(self._user_agent) or 0.0
        return min(float(asked), LONGEST_DELAY)

    def _rules_of(self, address: Address) -> Rules:
        with self._lock:
            if address.host not in self._rules:
                self._rules[address.host] = self._read(address)
            return self._rules[address.host]

    def _read(self, address: Address) -> Rules:
        scheme = address.url.partition(":")[0]
        url = f"{scheme}://{address.host}/robots.txt"
        reply = self._fetch(Address(f"http://{address.host}/robots.txt", url, address.host))
        if reply.outcome is Outcome.BROKEN:
            return Rules(Protego.parse(""), reply.reason)
        text = reply.body[:LARGEST].decode("utf-8", "replace")
        if reply.outcome is not Outcome.PAGE or text.lstrip().startswith("<"):
            text = ""  # none, or a page with status 200 in its place
        return Rules(Protego.parse(text.lstrip("\ufeff")))


class Pace:
    """When the next request to a host may go out; may be used by several threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._free: dict[str, float] = {}

    def reserve(self, host: str, delay: float) -> float:
        """Take the next turn; gives the seconds until then."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._free.get(host, now))
            self._free[host] = turn + delay
            return turn - now
